package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import java.util.List;

/** {@code sluice deploy}: one release to one environment. */
public final class DeployCommand implements Command {
    @Override
    public String name() {
        return "deploy";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "deploy a release to an environment",
                new CommandSpec.Operands("VERSION ENVIRONMENT", 2, 2),
                List.of(ServerClient.SERVER, ServerClient.PROJECT, DeploymentWait.WAIT),
                List.of("The environment's rules hold: approval, order, what must be live before.", Patience.NOTE),
                List.of(new Example("sluice deploy v1.4.0 staging --wait", "and see how it ends")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        List<String> operands = invocation.arguments().operands();
        JsonObject body = new JsonObject();
        body.addProperty("version", operands.get(0));
        body.addProperty("environment", operands.get(1));
        try (ServerClient client = ServerClient.of(invocation)) {
            return DeploymentWait.follow(invocation, client, client.post("/deployments", body));
        }
    }
}
