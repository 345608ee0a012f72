package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.args.Option;
import java.util.List;

/** {@code sluice rollback}: back to an earlier release. */
public final class RollbackCommand implements Command {
    private static final Option<String> COMMENT = Option.text("--comment", "TEXT", "why, kept with the deployment");

    @Override
    public String name() {
        return "rollback";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "go back to an earlier release",
                new CommandSpec.Operands("ENVIRONMENT [VERSION]", 1, 2),
                List.of(ServerClient.SERVER, ServerClient.PROJECT, COMMENT, DeploymentWait.WAIT),
                List.of("Without a version: to what was live before. Needs no approval.", Patience.NOTE),
                List.of(
                        new Example("sluice rollback production --wait", "and see how it ends"),
                        new Example("sluice rollback production v1.3.0 --comment 'orders are lost'", "say why")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        List<String> operands = invocation.arguments().operands();
        try (ServerClient client = ServerClient.of(invocation)) {
            JsonObject environment = EnvironmentList.of(client).named(operands.getFirst());
            JsonObject body = new JsonObject();
            body.addProperty("environment", ServerClient.text(environment, "name"));
            if (operands.size() == 2) {
                body.addProperty("version", operands.get(1));
            }
            invocation.arguments().one(COMMENT).ifPresent(text -> body.addProperty("comment", text));
            return DeploymentWait.follow(invocation, client, client.post("/rollbacks", body));
        }
    }
}
