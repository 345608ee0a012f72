package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.term.Columns;
import dev.sluice.cli.term.SafeText;
import java.util.List;

/** {@code sluice status}: the newest runs of a project, or one run's jobs. */
public final class StatusCommand implements Command {
    private static final int TITLE_COLUMNS = 50;
    private static final int COMMIT_DIGITS = 8;
    private static final Option<Integer> LIMIT = Option.number("--limit", "N", "so many runs at most (10)", 1, 200);

    @Override
    public String name() {
        return "status";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "show the newest runs on the server, or one run's jobs",
                new CommandSpec.Operands("[RUN]", 0, 1),
                List.of(ServerClient.SERVER, ServerClient.PROJECT, LIMIT, ServerClient.FORMAT),
                List.of("Times are those of this machine's zone; as JSON they are in UTC."),
                List.of(
                        new Example("sluice status", "the newest runs, newest first"),
                        new Example("sluice status 12", "the jobs of run 12, and why they are where they are"),
                        new Example("sluice status 12 --format json", "the same for programs")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        List<String> operands = invocation.arguments().operands();
        try (ServerClient client = ServerClient.of(invocation)) {
            JsonObject answer = operands.isEmpty()
                    ? client.get(
                            "/runs?limit=" + invocation.arguments().one(LIMIT).orElse(10))
                    : RunView.of(client, operands.getFirst()).json();
            if (ServerClient.wantsJson(invocation)) {
                invocation.out().line(answer.toString());
            } else if (operands.isEmpty()) {
                list(invocation, answer);
            } else {
                show(invocation, client, new RunView(answer));
            }
            return Exit.OK;
        }
    }

    private static void list(Invocation invocation, JsonObject answer) {
        Table table = new Table("RUN", "STATUS", "REF", "COMMIT", "TITLE", "BY", "CREATED");
        for (JsonObject run : ServerClient.objects(answer, "runs")) {
            table.row(
                    ServerClient.text(run, "number"),
                    new RunView(run).status(),
                    ServerClient.text(run, "ref"),
                    commit(run),
                    Columns.cut(SafeText.name(ServerClient.text(run, "title")), TITLE_COLUMNS),
                    ServerClient.text(run, "actor"),
                    Moments.local(ServerClient.text(run, "created_at")));
        }
        if (table.isEmpty()) {
            invocation.err().line("no runs yet: push a commit with a .gitlab-ci.yml");
        } else {
            table.print(invocation.out());
        }
    }

    private static void show(Invocation invocation, ServerClient client, RunView run) {
        JsonObject json = run.json();
        invocation
                .out()
                .line("run " + run.number() + ": " + run.status() + "; " + SafeText.name(ServerClient.text(json, "ref"))
                        + " " + commit(json) + " \"" + SafeText.name(ServerClient.text(json, "title")) + "\", by "
                        + SafeText.name(ServerClient.text(json, "actor")) + ", "
                        + Moments.local(ServerClient.text(json, "created_at")));
        invocation.out().line(client.page("/runs/" + run.number()));
        for (JsonObject problem : ServerClient.objects(json, "problems")) {
            invocation
                    .out()
                    .line(SafeText.name(ServerClient.text(problem, "file") + ":" + ServerClient.text(problem, "line")
                            + ":" + ServerClient.text(problem, "column") + ": "
                            + ServerClient.text(problem, "severity") + ": " + ServerClient.text(problem, "message")));
        }
        Table table = new Table("STAGE", "JOB", "STATUS", "TIME", "WHY");
        for (JsonObject job : run.jobs()) {
            String status = ServerClient.text(job, "status");
            table.row(
                    ServerClient.text(job, "stage"),
                    ServerClient.text(job, "name"),
                    job.get("allowed_failure").getAsBoolean() ? status + ", allowed" : status,
                    RunView.time(job),
                    RunView.why(job));
        }
        if (!table.isEmpty()) {
            table.print(invocation.out());
        }
    }

    private static String commit(JsonObject run) {
        String sha = ServerClient.text(run, "commit");
        return sha.substring(0, Math.min(COMMIT_DIGITS, sha.length()));
    }
}
