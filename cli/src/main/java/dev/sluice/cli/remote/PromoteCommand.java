package dev.sluice.cli.remote;

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
                List.of(
                        "What is live there already is refused, and the way against the order that sluice.yml gives by"
                                + " after: as well.",
                        Patience.NOTE),
                List.of(new Example("sluice promote staging production", "the same release, not built again")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        List<String> operands = invocation.arguments().operands();
        try (ServerClient client = ServerClient.of(invocation)) {
            JsonObject body = new JsonObject();
            body.addProperty("version", version(EnvironmentList.of(client), operands.get(0), operands.get(1)));
            body.addProperty("environment", operands.get(1));
            return DeploymentWait.follow(invocation, client, client.post("/deployments", body));
        }
    }

    /** The version to take on, where going from one environment to the other makes sense. */
    private static String version(EnvironmentList environments, String from, String to) throws CommandFailed {
        String version = EnvironmentList.live(environments.named(from));
        String there = EnvironmentList.live(environments.named(to));
        if (from.equalsIgnoreCase(to)) {
            throw new CommandFailed(
                    Exit.INVALID,
                    "a promotion goes to another environment; " + from + " is given twice",
                    "to deploy once more what is live there: sluice deploy VERSION " + to);
        }
        if (environments.comesAfter(from, to)) {
            throw new CommandFailed(
                    Exit.INVALID,
                    "by sluice.yml " + from + " comes after " + to + ", not before it",
                    "turn them round: sluice promote " + to + " " + from + "; to go back: sluice rollback " + to);
        }
        if (version.isEmpty()) {
            throw new CommandFailed(Exit.FAILED, "nothing is live in " + from, "sluice env shows what is live where");
        }
        if (version.equals(there)) {
            throw new CommandFailed(
                    Exit.FAILED,
                    version + " is live in " + to + " already",
                    "to deploy it once more: sluice deploy " + version + " " + to);
        }
        return version;
    }
}
