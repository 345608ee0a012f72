package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.term.SafeText;
import java.util.Set;

/** Says where a deployment stands, and with {@code --wait} follows it to its end. */
final class DeploymentWait {
    static final Option<String> WAIT = Option.flag("--wait", "wait until the deployment is over; exit 1 if it failed");

    private static final long POLL_MS = 500;
    private static final Set<String> OPEN = Set.of("queued", "rolling", "rolling_back");

    private DeploymentWait() {}

    /** The exit code of a command that has asked for this deployment. */
    static int follow(Invocation invocation, ServerClient client, JsonObject asked) throws CommandFailed {
        JsonObject now = asked;
        tell(invocation, now);
        if (!invocation.arguments().has(WAIT)) {
            return Exit.OK;
        }
        String said = text(now, "status");
        while (OPEN.contains(text(now, "status"))) {
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailed(Exit.CANCELED, "interrupted; the deployment goes on", "");
            }
            now = client.get("/deployments/" + text(now, "number"));
            if (!text(now, "status").equals(said)) {
                said = text(now, "status");
                tell(invocation, now);
            }
        }
        boolean well = said.equals("succeeded") || said.equals("needs_approval");
        return well ? Exit.OK : Exit.FAILED;
    }

    private static void tell(Invocation invocation, JsonObject deployment) {
        String reason = text(deployment, "reason");
        invocation
                .out()
                .line("deployment " + text(deployment, "number") + ": " + SafeText.name(text(deployment, "version"))
                        + " -> " + SafeText.name(text(deployment, "environment")) + ": "
                        + text(deployment, "status").replace('_', ' ')
                        + (reason.isEmpty() ? "" : ": " + SafeText.name(reason)));
    }

    /** A field as text; empty where it is missing. */
    static String text(JsonObject json, String name) {
        return json.has(name) && json.get(name).isJsonPrimitive()
                ? json.get(name).getAsString()
                : "";
    }
}
