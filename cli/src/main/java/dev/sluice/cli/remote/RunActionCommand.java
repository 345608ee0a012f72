package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Arguments;
import dev.sluice.cli.args.Assignment;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.args.UsageError;
import dev.sluice.cli.term.SafeText;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code sluice retry} and {@code sluice cancel}: a run on the server, or one job of it. */
public final class RunActionCommand implements Command {
    /** Waits for a person, who starts it by what retries another one. */
    private static final Set<String> UNSTARTED = Set.of("manual", "delayed");

    private static final Option<Assignment> INPUT = Option.assignments("--input", "a value for an input of the job");

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
                action == Action.RETRY
                        ? List.of(INPUT, ServerClient.SERVER, ServerClient.PROJECT)
                        : List.of(ServerClient.SERVER, ServerClient.PROJECT),
                switch (action) {
                    case RETRY ->
                        List.of(
                                "Without a job: all that failed or were canceled. What comes after them in the run"
                                        + " follows.",
                                "A manual job that waits for a person, or a delayed one, is started.",
                                "Inputs that are not named keep the value that they had.");
                    case CANCEL -> List.of("Without a job: all that are not over.");
                },
                switch (action) {
                    case RETRY ->
                        List.of(
                                new Example("sluice retry 12", "all failed jobs of run 12"),
                                new Example("sluice retry 12 'unit tests'", "that job"),
                                new Example("sluice retry 12 deploy", "a manual job: starts it"),
                                new Example("sluice retry 12 deploy --input place=lab", "with a value for its input"));
                    case CANCEL ->
                        List.of(
                                new Example("sluice cancel 12", "the whole run"),
                                new Example("sluice cancel 12 deploy", "that job"));
                });
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed, UsageError {
        List<String> operands = invocation.arguments().operands();
        JsonObject body = inputs(invocation.arguments());
        try (ServerClient client = ServerClient.of(invocation)) {
            RunView run = RunView.of(client, operands.getFirst());
            String path = "/runs/" + run.number();
            String verb = name();
            if (operands.size() == 2) {
                String status = ServerClient.text(run.job(operands.get(1)), "status");
                path += "/jobs/" + ServerClient.segment(operands.get(1));
                verb = action == Action.RETRY && UNSTARTED.contains(status) ? "play" : verb;
            }
            RunView after = new RunView(client.post(path + "/" + verb, body));
            String job = operands.size() == 2
                    ? ", job " + SafeText.name(operands.get(1)) + ": "
                            + ServerClient.text(after.job(operands.get(1)), "status")
                    : ": " + after.status();
            invocation.out().line("run " + after.number() + job);
            return Exit.OK;
        }
    }

    private JsonObject inputs(Arguments arguments) throws UsageError {
        JsonObject body = new JsonObject();
        List<Assignment> given = action == Action.RETRY ? arguments.all(INPUT) : List.of();
        if (!given.isEmpty() && arguments.operands().size() < 2) {
            throw new UsageError("--input needs a job", "sluice retry RUN JOB --input NAME=VALUE");
        }
        if (!given.isEmpty()) {
            JsonObject inputs = new JsonObject();
            given.forEach(one -> inputs.addProperty(one.key(), one.value()));
            body.add("inputs", inputs);
        }
        return body;
    }
}
