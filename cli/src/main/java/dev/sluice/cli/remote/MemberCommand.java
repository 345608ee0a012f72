package dev.sluice.cli.remote;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.args.Nearest;
import dev.sluice.cli.term.SafeText;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code sluice member ...}: who has which role in a project. */
public final class MemberCommand implements Command {
    private static final List<String> ROLES = List.of("reader", "developer", "maintainer");

    private final Verb verb;

    /** What is done with members. */
    public enum Verb {
        SET,
        REMOVE,
        LIST
    }

    public MemberCommand(Verb verb) {
        this.verb = verb;
    }

    @Override
    public String name() {
        return "member " + verb.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public CommandSpec spec() {
        String who =
                "Asks the server as a maintainer of the project or an administrator: with his token in SLUICE_TOKEN"
                        + " (scopes read and admin), or by the name and password of the git remote.";
        return switch (verb) {
            case SET ->
                new CommandSpec(
                        name(),
                        "give an account a role in a project",
                        new CommandSpec.Operands("PROJECT LOGIN ROLE", 3, 3),
                        List.of(ServerClient.SERVER),
                        List.of("Roles: " + String.join(", ", ROLES) + "; a later one may do all of the earlier.", who),
                        List.of(new Example("sluice member set team/web rita developer", "she may push and deploy")));
            case REMOVE ->
                new CommandSpec(
                        name(),
                        "take an account's role in a project away",
                        new CommandSpec.Operands("PROJECT LOGIN", 2, 2),
                        List.of(ServerClient.SERVER),
                        List.of(who),
                        List.of(new Example("sluice member remove team/web rita", "she sees it no more")));
            case LIST ->
                new CommandSpec(
                        name(),
                        "list who has which role in a project",
                        new CommandSpec.Operands("[PROJECT]", 0, 1),
                        List.of(ServerClient.SERVER, ServerClient.FORMAT),
                        List.of("Without a project: that of the git remote origin."),
                        List.of(new Example("sluice member list team/web", "logins and roles")));
        };
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        List<String> operands = invocation.arguments().operands();
        if (verb == Verb.SET && !ROLES.contains(operands.get(2))) {
            throw new CommandFailed(
                    Exit.INVALID,
                    "there is no role \"" + operands.get(2) + "\"",
                    Nearest.hint(operands.get(2), ROLES, "there is: " + String.join(", ", ROLES)));
        }
        try (ServerClient client =
                operands.isEmpty() ? project(invocation) : ServerClient.of(invocation, operands.getFirst())) {
            switch (verb) {
                case SET -> {
                    JsonObject body = new JsonObject();
                    body.addProperty("role", operands.get(2));
                    client.put("/members/" + ServerClient.segment(operands.get(1)), body);
                    say(invocation, operands.get(1) + " is " + operands.get(2) + " in " + operands.getFirst());
                }
                case REMOVE -> {
                    client.delete("/members/" + ServerClient.segment(operands.get(1)));
                    say(invocation, operands.get(1) + " has no role in " + operands.getFirst());
                }
                case LIST -> list(invocation, client);
            }
        }
        return Exit.OK;
    }

    private static void say(Invocation invocation, String what) {
        invocation.out().line(SafeText.name(what));
    }

    private static ServerClient project(Invocation invocation) throws CommandFailed {
        String project = invocation
                .environment("SLUICE_PROJECT")
                .or(() -> OriginRemote.of(invocation).map(OriginRemote::project))
                .orElseThrow(() ->
                        new CommandFailed(Exit.INVALID, "no project is known", "name it: sluice member list PROJECT"));
        return ServerClient.of(invocation, project);
    }

    private static void list(Invocation invocation, ServerClient client) throws CommandFailed {
        JsonObject answer = client.get("/members");
        if (ServerClient.wantsJson(invocation)) {
            invocation.out().line(answer.toString());
            return;
        }
        Table table = new Table("LOGIN", "ROLE");
        for (Map.Entry<String, JsonElement> member :
                answer.getAsJsonObject("members").entrySet()) {
            table.row(member.getKey(), member.getValue().getAsString());
        }
        if (table.isEmpty()) {
            invocation.err().line("no members yet: administrators alone see the project");
        } else {
            table.print(invocation.out());
        }
    }
}
