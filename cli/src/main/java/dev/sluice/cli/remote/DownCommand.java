package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.term.SafeText;
import java.util.List;

/** {@code sluice down}: nothing is live in an environment any more. */
public final class DownCommand implements Command {
    private static final Option<String> YES =
            Option.flag("--yes", "really do it; without it nothing is stopped, and you are told what would be");

    @Override
    public String name() {
        return "down";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "stop everything that is live in an environment",
                new CommandSpec.Operands("ENVIRONMENT", 1, 1),
                List.of(ServerClient.SERVER, ServerClient.PROJECT, YES, DeploymentWait.WAIT),
                List.of(
                        "Requests under way are let end first. Needs no approval. The way back: sluice rollback"
                            + " ENVIRONMENT, or any deployment to it; so does the next release that its rule brings.",
                        Patience.NOTE),
                List.of(
                        new Example("sluice down review/login", "what it would stop"),
                        new Example("sluice down review/login --yes --wait", "stop it, and see how it ends")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        try (ServerClient client = ServerClient.of(invocation)) {
            JsonObject environment = EnvironmentList.of(client)
                    .named(invocation.arguments().operands().getFirst());
            String name = ServerClient.text(environment, "name");
            String live = EnvironmentList.live(environment);
            if (!invocation.arguments().has(YES)) {
                throw new CommandFailed(
                        Exit.INVALID,
                        live.isEmpty()
                                ? "nothing is live in " + SafeText.name(name)
                                : "this stops " + SafeText.name(live) + " in " + SafeText.name(name)
                                        + ", and nothing takes its place",
                        "to do it: sluice down " + SafeText.name(name) + " --yes");
            }
            JsonObject body = new JsonObject();
            body.addProperty("environment", name);
            return DeploymentWait.follow(invocation, client, client.post("/takedowns", body));
        }
    }
}
