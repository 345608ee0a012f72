package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.term.SafeText;
import dev.sluice.core.engine.ResourceOrder;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code sluice resource-group ...}: in which order the jobs of a resource group run. */
public final class ResourceGroupCommand implements Command {
    private static final String PATH = "/resource-groups";
    private static final String MODES =
            Stream.of(ResourceOrder.values()).map(ResourceOrder::word).collect(Collectors.joining(", "));

    private final Verb verb;

    /** What is done with resource groups. */
    public enum Verb {
        SET,
        LIST
    }

    public ResourceGroupCommand(Verb verb) {
        this.verb = verb;
    }

    @Override
    public String name() {
        return "resource-group " + verb.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public CommandSpec spec() {
        String who = "Asks the server with your token in SLUICE_TOKEN, or by the name and password of the git remote.";
        return switch (verb) {
            case SET ->
                new CommandSpec(
                        name(),
                        "choose the order of a resource group's jobs",
                        new CommandSpec.Operands("GROUP MODE", 2, 2),
                        List.of(ServerClient.SERVER, ServerClient.PROJECT),
                        List.of(
                                "MODE is one of " + MODES
                                        + ". Maintainers choose it (tokens: scope admin), also before the"
                                        + " group's first job.",
                                who),
                        List.of(new Example(
                                "sluice resource-group set production oldest_first",
                                "deployments in the order of their runs")));
            case LIST ->
                new CommandSpec(
                        name(),
                        "list the resource groups of a project",
                        CommandSpec.Operands.none(),
                        List.of(ServerClient.SERVER, ServerClient.PROJECT, ServerClient.FORMAT),
                        List.of(who),
                        List.of(new Example("sluice resource-group list", "groups and their process modes")));
        };
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        try (ServerClient client = ServerClient.of(invocation)) {
            switch (verb) {
                case SET -> set(invocation, client);
                case LIST -> list(invocation, client);
            }
        }
        return Exit.OK;
    }

    private static void set(Invocation invocation, ServerClient client) throws CommandFailed {
        String group = invocation.arguments().operands().get(0);
        String mode = invocation.arguments().operands().get(1);
        if (ResourceOrder.ofWord(mode).isEmpty()) {
            throw new CommandFailed(
                    Exit.INVALID, "\"" + SafeText.name(mode) + "\" is no process mode", "there are " + MODES);
        }
        JsonObject body = new JsonObject();
        body.addProperty("process_mode", mode);
        client.put(PATH + "/" + ServerClient.segment(group), body);
        invocation.out().line("resource group " + SafeText.name(group) + ": " + mode);
    }

    private static void list(Invocation invocation, ServerClient client) throws CommandFailed {
        JsonObject answer = client.get(PATH);
        if (ServerClient.wantsJson(invocation)) {
            invocation.out().line(answer.toString());
            return;
        }
        Table table = new Table("GROUP", "PROCESS MODE");
        for (JsonObject group : ServerClient.objects(answer, "resource_groups")) {
            table.row(SafeText.name(ServerClient.text(group, "key")), ServerClient.text(group, "process_mode"));
        }
        if (table.isEmpty()) {
            invocation.err().line("no resource groups yet: jobs name theirs by resource_group");
        } else {
            table.print(invocation.out());
        }
    }
}
