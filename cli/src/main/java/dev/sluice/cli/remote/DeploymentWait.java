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
    static final Option<String> WAIT = Option.flag(
            "--wait", "wait until the deployment is over, also for its approval; exit 1 if it failed or was rejected");

    private static final long POLL_MS = 500;
    private static final String NEEDS_APPROVAL = "needs_approval";
    private static final Set<String> OPEN = Set.of(NEEDS_APPROVAL, "queued", "rolling", "rolling_back");

    private DeploymentWait() {}

    /** The exit code of a command that has asked for this deployment. */
    static int follow(Invocation invocation, ServerClient client, JsonObject asked) throws CommandFailed {
        JsonObject now = asked;
        tell(invocation, client, now);
        if (!invocation.arguments().has(WAIT)) {
            return Exit.OK;
        }
        Patience patience = new Patience(invocation.err());
        String number = ServerClient.text(asked, "number");
        String said = ServerClient.text(now, "status");
        while (OPEN.contains(said)) {
            pause("the deployment goes on");
            now = patience.answer(() -> client.get("/deployments/" + number));
            if (!ServerClient.text(now, "status").equals(said)) {
                said = ServerClient.text(now, "status");
                tell(invocation, client, now);
            }
        }
        return said.equals("succeeded") || said.equals("taken_down") ? Exit.OK : Exit.FAILED;
    }

    /** Lets the time between two questions to the server pass. */
    static void pause(String ifInterrupted) throws CommandFailed {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(Exit.CANCELED, "interrupted; " + ifInterrupted, "");
        }
    }

    private static void tell(Invocation invocation, ServerClient client, JsonObject deployment) {
        String number = ServerClient.text(deployment, "number");
        String status = ServerClient.text(deployment, "status");
        String more = status.equals(NEEDS_APPROVAL)
                ? client.page("/deployments/" + number)
                : SafeText.name(ServerClient.text(deployment, "reason"));
        invocation
                .out()
                .line("deployment " + number + ": " + SafeText.name(ServerClient.text(deployment, "version")) + " -> "
                        + SafeText.name(ServerClient.text(deployment, "environment")) + ": "
                        + status.replace('_', ' ') + (more.isEmpty() ? "" : ": " + more));
    }
}
