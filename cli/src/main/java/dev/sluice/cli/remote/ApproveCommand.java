package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.args.Option;
import java.util.ArrayList;
import java.util.List;

/** {@code sluice approve}: a person's yes (or no) to a deployment that waits for it. */
public final class ApproveCommand implements Command {
    private static final Option<String> REJECT = Option.flag("--reject", "say no instead");
    private static final Option<String> COMMENT = Option.text("--comment", "TEXT", "kept with the decision");

    @Override
    public String name() {
        return "approve";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "approve a deployment that waits for it",
                new CommandSpec.Operands("[ENVIRONMENT [VERSION]]", 0, 2),
                List.of(ServerClient.SERVER, ServerClient.PROJECT, REJECT, COMMENT, DeploymentWait.WAIT),
                List.of(
                        "Without operands: the one deployment that waits; where several do, they are listed.",
                        Patience.NOTE),
                List.of(
                        new Example("sluice approve production --wait", "and see how it ends"),
                        new Example(
                                "sluice approve production v1.4.0 --reject --comment 'load test first'", "say no")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        JsonObject body = new JsonObject();
        body.addProperty("decision", invocation.arguments().has(REJECT) ? "reject" : "approve");
        body.addProperty("comment", invocation.arguments().one(COMMENT).orElse(""));
        try (ServerClient client = ServerClient.of(invocation)) {
            JsonObject waiting = waiting(client, invocation.arguments().operands());
            String path = "/deployments/" + ServerClient.text(waiting, "number") + "/approval";
            int exit = DeploymentWait.follow(invocation, client, client.post(path, body));
            return invocation.arguments().has(REJECT) ? Exit.OK : exit;
        }
    }

    private static JsonObject waiting(ServerClient client, List<String> wanted) throws CommandFailed {
        EnvironmentList environments = EnvironmentList.of(client);
        List<JsonObject> asked = wanted.isEmpty() ? environments.all() : List.of(environments.named(wanted.getFirst()));
        List<JsonObject> fitting = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (JsonObject environment : asked) {
            for (JsonObject deployment : ServerClient.objects(environment, "open")) {
                String version = ServerClient.text(deployment, "version");
                if ((wanted.size() < 2 || wanted.get(1).equals(version))
                        && ServerClient.text(deployment, "status").equals("needs_approval")) {
                    fitting.add(deployment);
                    names.add(ServerClient.text(deployment, "environment") + " " + version);
                }
            }
        }
        if (fitting.isEmpty()) {
            String where = wanted.isEmpty() ? "" : ": " + String.join(" ", wanted);
            throw new CommandFailed(
                    Exit.FAILED, "nothing waits for approval" + where, "sluice env shows what is live where");
        }
        if (fitting.size() > 1) {
            throw new CommandFailed(
                    Exit.INVALID,
                    "several deployments wait: " + String.join(", ", names),
                    "name one: sluice approve " + names.getFirst());
        }
        return fitting.getFirst();
    }
}
