package dev.sluice.cli.remote;

import com.google.gson.JsonArray;
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
import java.util.Locale;
import java.util.Optional;

/**
 * {@code sluice token ...}: the caller's own access tokens. Standard output has the secret of a new one alone, so that a
 * script can take it from there.
 */
public final class TokenCommand implements Command {
    private static final String PATH = "/tokens";
    private static final int DAYS_MAX = 3650;
    private static final Option<String> SCOPE = Option.choice(
                    "--scope", "what it may be used for", "read", "write", "deploy", "admin")
            .repeated();
    private static final Option<String> PROJECT =
            Option.text("--project", "PATH", "only for this project; else for all that you see");
    private static final Option<Integer> DAYS =
            Option.number("--days", "N", "how long it lasts; else until it is revoked", 1, DAYS_MAX);

    private final Verb verb;

    /** What is done with tokens. */
    public enum Verb {
        CREATE,
        LIST,
        REVOKE
    }

    public TokenCommand(Verb verb) {
        this.verb = verb;
    }

    @Override
    public String name() {
        return "token " + verb.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public CommandSpec spec() {
        String who = "Asks the server as yourself: by the name and password of the git remote, or with a token in"
                + " SLUICE_TOKEN";
        return switch (verb) {
            case CREATE ->
                new CommandSpec(
                        name(),
                        "make an access token for programs",
                        new CommandSpec.Operands("NAME", 1, 1),
                        List.of(ServerClient.SERVER, SCOPE, PROJECT, DAYS, ServerClient.FORMAT),
                        List.of(
                                "Prints the token, once. It can do no more than you, and without --scope only read.",
                                who + " of the scope admin, which can make only tokens that do no more than itself."),
                        List.of(
                                new Example(
                                        "sluice token create grafana --scope read --days 90", "reads for three months"),
                                new Example(
                                        "SLUICE_TOKEN=$(sluice token create ci --scope read --scope write --project"
                                                + " team/web)",
                                        "for a script")));
            case LIST ->
                new CommandSpec(
                        name(),
                        "list your access tokens",
                        CommandSpec.Operands.none(),
                        List.of(ServerClient.SERVER, ServerClient.FORMAT),
                        List.of(who + "."),
                        List.of(new Example("sluice token list", "numbers, names, scopes, when they were used last")));
            case REVOKE ->
                new CommandSpec(
                        name(),
                        "end one of your access tokens",
                        new CommandSpec.Operands("NUMBER", 1, 1),
                        List.of(ServerClient.SERVER),
                        List.of(who + " of the scope admin."),
                        List.of(new Example("sluice token revoke 3", "nobody can use it any more")));
        };
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        try (ServerClient client = ServerClient.ofServer(invocation)) {
            switch (verb) {
                case CREATE -> create(invocation, client);
                case LIST -> list(invocation, client);
                case REVOKE -> revoke(invocation, client);
            }
        }
        return Exit.OK;
    }

    private static void create(Invocation invocation, ServerClient client) throws CommandFailed {
        List<String> scopes = invocation.arguments().all(SCOPE);
        JsonArray wanted = new JsonArray();
        (scopes.isEmpty() ? List.of("read") : scopes).stream().distinct().forEach(wanted::add);
        JsonObject body = new JsonObject();
        body.addProperty("name", invocation.arguments().operands().getFirst());
        body.add("scopes", wanted);
        invocation.arguments().one(PROJECT).ifPresent(path -> body.addProperty("project", path));
        invocation.arguments().one(DAYS).ifPresent(days -> body.addProperty("days", days));
        JsonObject made = client.send("POST", PATH, Optional.of(body));
        if (ServerClient.wantsJson(invocation)) {
            invocation.out().line(made.toString());
            return;
        }
        invocation.out().line(ServerClient.text(made, "token"));
        invocation
                .err()
                .line("token " + ServerClient.text(made, "id") + " made, for "
                        + String.join(", ", ServerClient.texts(made, "scopes")) + where(made)
                        + (made.has("expires_at") ? " until " + local(made, "expires_at") : "")
                        + "; it is shown this once");
    }

    private static String where(JsonObject token) {
        String path = project(token);
        return path.isEmpty() ? "" : " of " + SafeText.name(path);
    }

    private static String project(JsonObject token) {
        // A project that its owner no longer sees has no path for him.
        return token.has("project")
                ? Optional.of(ServerClient.text(token, "project_path"))
                        .filter(path -> !path.isEmpty())
                        .orElse("(not seen)")
                : "";
    }

    private static String local(JsonObject token, String time) {
        String at = ServerClient.text(token, time);
        return at.isEmpty() ? "" : Moments.local(at);
    }

    private static void list(Invocation invocation, ServerClient client) throws CommandFailed {
        JsonObject answer = client.send("GET", PATH, Optional.empty());
        if (ServerClient.wantsJson(invocation)) {
            invocation.out().line(answer.toString());
            return;
        }
        Table table = new Table("NUMBER", "NAME", "SCOPES", "PROJECT", "MADE", "USED", "ENDS");
        for (JsonObject token : ServerClient.objects(answer, "tokens")) {
            table.row(
                    ServerClient.text(token, "id"),
                    ServerClient.text(token, "name"),
                    String.join(",", ServerClient.texts(token, "scopes")),
                    project(token),
                    local(token, "created_at"),
                    token.has("used_at") ? local(token, "used_at") : "never",
                    local(token, "expires_at"));
        }
        if (table.isEmpty()) {
            invocation.err().line("no tokens yet: sluice token create NAME");
        } else {
            table.print(invocation.out());
        }
    }

    private static void revoke(Invocation invocation, ServerClient client) throws CommandFailed {
        String number = invocation.arguments().operands().getFirst();
        if (!number.matches("[1-9][0-9]{0,17}")) {
            throw new CommandFailed(
                    Exit.INVALID,
                    "\"" + SafeText.name(number) + "\" is no number of a token",
                    "sluice token list shows the numbers");
        }
        client.send("DELETE", PATH + "/" + number, Optional.empty());
        invocation.out().line("token " + number + " revoked");
    }
}
