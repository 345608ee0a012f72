package dev.sluice.cli.remote;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import java.util.List;

/** {@code sluice promote}: what is live in one environment goes to the next, the same release. */
public final class PromoteCommand implements Command {
    @Override
    public String name() {
        return "promote";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "deploy what is live in one environment to another one",
                new CommandSpec.Operands("FROM TO", 2, 2),
                List.of(ServerClient.SERVER, ServerClient.PROJECT, DeploymentWait.WAIT),
                List.of(),
                List.of(new Example("sluice promote staging production", "the same release, not built again")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        List<String> operands = invocation.arguments().operands();
        try (ServerClient client = ServerClient.of(invocation)) {
            JsonObject body = new JsonObject();
            body.addProperty("version", live(client, operands.get(0)));
            body.addProperty("environment", operands.get(1));
            return DeploymentWait.follow(invocation, client, client.post("/deployments", body));
        }
    }

    private static String live(ServerClient client, String environment) throws CommandFailed {
        for (JsonElement item : client.get("/environments").getAsJsonArray("items")) {
            JsonObject json = item.getAsJsonObject();
            if (DeploymentWait.text(json, "name").equals(environment) && json.has("live")) {
                return DeploymentWait.text(json.getAsJsonObject("live"), "version");
            }
        }
        throw new CommandFailed(
                Exit.FAILED, "nothing is live in " + environment, "sluice env shows what is live where");
    }
}
