package dev.sluice.cli.remote;

import com.google.gson.JsonElement;
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

/** {@code sluice env}: what is live where, and what waits. */
public final class EnvironmentsCommand implements Command {
    private static final Option<String> JSON = Option.flag("--json", "for programs");

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
                List.of(ServerClient.SERVER, ServerClient.PROJECT, JSON),
                List.of(),
                List.of(new Example("sluice env", "of the project of the git remote origin")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        try (ServerClient client = ServerClient.of(invocation)) {
            JsonObject answer = client.get("/environments");
            if (invocation.arguments().has(JSON)) {
                invocation.out().line(answer.toString());
                return Exit.OK;
            }
            for (JsonElement item : answer.getAsJsonArray("items")) {
                show(invocation, item.getAsJsonObject());
            }
            return Exit.OK;
        }
    }

    private static void show(Invocation invocation, JsonObject environment) {
        String name = SafeText.name(DeploymentWait.text(environment, "name"));
        if (environment.has("live")) {
            JsonObject live = environment.getAsJsonObject("live");
            invocation
                    .out()
                    .line(name + ": " + SafeText.name(DeploymentWait.text(live, "version")) + " live since "
                            + DeploymentWait.text(live, "since") + ", " + DeploymentWait.text(live, "health")
                            + address(environment));
        } else {
            invocation.out().line(name + ": nothing live");
        }
        for (JsonElement open : environment.getAsJsonArray("open")) {
            JsonObject deployment = open.getAsJsonObject();
            invocation
                    .out()
                    .line("  deployment " + DeploymentWait.text(deployment, "number") + ": "
                            + SafeText.name(DeploymentWait.text(deployment, "version")) + ": "
                            + DeploymentWait.text(deployment, "status").replace('_', ' '));
        }
    }

    private static String address(JsonObject environment) {
        String address = DeploymentWait.text(environment, "address");
        return address.isEmpty() ? "" : "  " + SafeText.name(address);
    }
}
