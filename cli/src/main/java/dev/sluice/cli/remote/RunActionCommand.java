package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.term.SafeText;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code sluice retry} and {@code sluice cancel}: a run on the server, or one job of it. */
public final class RunActionCommand implements Command {
    /** Waits for a person, who starts it by what retries another one. */
    private static final Set<String> UNSTARTED = Set.of("manual", "delayed");

    private final Action action;

    /** What is done with a run or job. */
    public enum Action {
        RETRY,
        CANCEL
    }

    public RunActionCommand(Action action) {
        this.action = action;
    }

    @Override
    public String name() {
        return action.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                switch (action) {
                    case RETRY -> "start failed jobs of a run on the server again, or one job";
                    case CANCEL -> "cancel a run on the server, or one job of it";
                },
                new CommandSpec.Operands("RUN [JOB]", 1, 2),
                List.of(ServerClient.SERVER, ServerClient.PROJECT),
                switch (action) {
                    case RETRY ->
                        List.of(
                                "Without a job: all that failed or were canceled. What comes after them in the run"
                                        + " follows.",
                                "A manual job that waits for a person, or a delayed one, is started.");
                    case CANCEL -> List.of("Without a job: all that are not over.");
                },
                switch (action) {
                    case RETRY ->
                        List.of(
                                new Example("sluice retry 12", "all failed jobs of run 12"),
                                new Example("sluice retry 12 'unit tests'", "that job"),
                                new Example("sluice retry 12 deploy", "a manual job: starts it"));
                    case CANCEL ->
                        List.of(
                                new Example("sluice cancel 12", "the whole run"),
                                new Example("sluice cancel 12 deploy", "that job"));
                });
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        List<String> operands = invocation.arguments().operands();
        try (ServerClient client = ServerClient.of(invocation)) {
            RunView run = RunView.of(client, operands.getFirst());
            String path = "/runs/" + run.number();
            String verb = name();
            if (operands.size() == 2) {
                String status = ServerClient.text(run.job(operands.get(1)), "status");
                path += "/jobs/" + ServerClient.segment(operands.get(1));
                verb = action == Action.RETRY && UNSTARTED.contains(status) ? "play" : verb;
            }
            RunView after = new RunView(client.post(path + "/" + verb, new JsonObject()));
            String job = operands.size() == 2
                    ? ", job " + SafeText.name(operands.get(1)) + ": "
                            + ServerClient.text(after.job(operands.get(1)), "status")
                    : ": " + after.status();
            invocation.out().line("run " + after.number() + job);
            return Exit.OK;
        }
    }
}
