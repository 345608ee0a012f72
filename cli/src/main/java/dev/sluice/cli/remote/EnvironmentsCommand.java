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

/** {@code sluice env}: what is live where, and what waits. */
public final class EnvironmentsCommand implements Command {

    @Override
    public String name() {
        return "env";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "show what is live where, and what waits",
                CommandSpec.Operands.none(),
                List.of(ServerClient.SERVER, ServerClient.PROJECT, ServerClient.FORMAT),
                List.of("Times are those of this machine's zone; as JSON they are in UTC."),
                List.of(
                        new Example("sluice env", "of the project of the git remote origin"),
                        new Example("sluice env --format json", "the same for programs")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        try (ServerClient client = ServerClient.of(invocation)) {
            JsonObject answer = client.get("/environments");
            List<JsonObject> environments = ServerClient.objects(answer, "items");
            if (ServerClient.wantsJson(invocation)) {
                invocation.out().line(answer.toString());
            } else if (environments.isEmpty()) {
                invocation
                        .err()
                        .line("no environments yet: those that sluice.yml on the default branch names appear when a run"
                                + " of that branch has passed");
            } else {
                environments.forEach(environment -> show(invocation, environment));
            }
            return Exit.OK;
        }
    }

    private static void show(Invocation invocation, JsonObject environment) {
        String name = SafeText.name(ServerClient.text(environment, "name"));
        if (environment.has("live")) {
            JsonObject live = environment.getAsJsonObject("live");
            invocation
                    .out()
                    .line(name + ": " + SafeText.name(ServerClient.text(live, "version")) + " live since "
                            + Moments.local(ServerClient.text(live, "since")) + ", "
                            + ServerClient.text(live, "health") + address(environment));
        } else {
            invocation.out().line(name + ": nothing live" + takenDown(environment));
        }
        if (environment.has("last_ended")) {
            showFailure(invocation, environment.getAsJsonObject("last_ended"));
        }
        for (JsonObject deployment : ServerClient.objects(environment, "open")) {
            invocation
                    .out()
                    .line("  deployment " + ServerClient.text(deployment, "number") + ": "
                            + SafeText.name(ServerClient.text(deployment, "version")) + ": "
                            + ServerClient.text(deployment, "status").replace('_', ' ')
                            + approvers(environment, deployment));
        }
    }

    /** Who has taken the environment down, and what was live; empty text where nobody has. */
    private static String takenDown(JsonObject environment) {
        if (!environment.has("taken_down")) {
            return "";
        }
        JsonObject down = environment.getAsJsonObject("taken_down");
        return ", taken down by " + SafeText.name(ServerClient.text(down, "by")) + " "
                + Moments.local(ServerClient.text(down, "at")) + "; before: "
                + SafeText.name(ServerClient.text(down, "version"));
    }

    /** What came of the newest deployment, where it is not what is live. */
    private static void showFailure(Invocation invocation, JsonObject last) {
        String status = ServerClient.text(last, "status");
        if (status.equals("succeeded") || status.equals("taken_down")) {
            return;
        }
        String reason = SafeText.name(ServerClient.text(last, "reason"));
        invocation
                .out()
                .line("  " + SafeText.name(ServerClient.text(last, "version")) + " " + status.replace('_', ' ')
                        + (reason.isEmpty() ? "" : ": " + reason) + " (deployment "
                        + ServerClient.text(last, "number") + ")");
    }

    /** Who may give the approval that a deployment waits for; empty text where it waits for none. */
    private static String approvers(JsonObject environment, JsonObject deployment) {
        if (!deployment.has("waits") || !deployment.getAsJsonObject("waits").has("who")) {
            return "";
        }
        List<String> who = ServerClient.texts(deployment.getAsJsonObject("waits"), "who");
        if (!who.isEmpty()) {
            return " of " + SafeText.name(String.join(", ", who));
        }
        List<String> roles = ServerClient.texts(environment, "approval_by");
        String role = roles.isEmpty() ? "that may" : SafeText.name(String.join(" or ", roles));
        return "; nobody can approve this yet: give somebody the role " + role;
    }

    private static String address(JsonObject environment) {
        String address = ServerClient.text(environment, "address");
        return address.isEmpty() ? "" : "  " + SafeText.name(address);
    }
}
