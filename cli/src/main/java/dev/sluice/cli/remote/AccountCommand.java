package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.Secret;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.serve.PasswordRecovery;
import dev.sluice.cli.term.SafeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code sluice account ...}: who may log in. A password is never an argument, which other users of the machine could
 * see: it is made up by the server and printed once, or read from standard input.
 */
public final class AccountCommand implements Command {
    private static final String PATH = "/accounts";
    private static final int INPUT_BYTES_MAX = 1024;
    private static final Option<String> NAME = Option.text("--name", "NAME", "the person's name");
    private static final Option<String> EMAIL = Option.text("--email", "ADDRESS", "the person's mail address");
    private static final Option<String> ADMINISTRATOR =
            Option.flag("--administrator", "may do everything on this server");
    private static final Option<String> PASSWORD_STDIN =
            Option.flag("--password-stdin", "read the password from standard input instead of making one up");
    private static final Option<Path> DATA = Option.path(
            "--data",
            "DIR",
            "work on this data folder of a stopped server; for who has lost the last administrator's password");

    private final Verb verb;

    /** What is done with accounts. */
    public enum Verb {
        ADD,
        LIST,
        DISABLE,
        ENABLE,
        PASSWORD
    }

    public AccountCommand(Verb verb) {
        this.verb = verb;
    }

    @Override
    public String name() {
        return "account " + verb.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public CommandSpec spec() {
        CommandSpec.Operands login = new CommandSpec.Operands("LOGIN", 1, 1);
        String who =
                "Asks the server as an administrator: with his token in SLUICE_TOKEN (scopes read and admin), or by the"
                        + " name and password of the git remote.";
        return switch (verb) {
            case ADD ->
                new CommandSpec(
                        name(),
                        "make an account on the server",
                        login,
                        List.of(ServerClient.SERVER, NAME, EMAIL, ADMINISTRATOR, PASSWORD_STDIN),
                        List.of("Prints the password that it made up, once. " + who),
                        List.of(
                                new Example("sluice account add rita --name 'Rita Berg'", "with a password made up"),
                                new Example(
                                        "sluice account add bot --password-stdin < password", "with one of yours")));
            case LIST ->
                new CommandSpec(
                        name(),
                        "list the server's accounts",
                        CommandSpec.Operands.none(),
                        List.of(ServerClient.SERVER, ServerClient.FORMAT),
                        List.of(who),
                        List.of(new Example("sluice account list", "logins, names, what they are")));
            case DISABLE ->
                new CommandSpec(
                        name(),
                        "switch an account off",
                        login,
                        List.of(ServerClient.SERVER),
                        List.of("Its sessions end and its tokens are dead until it is enabled again. " + who),
                        List.of(new Example("sluice account disable rita", "she has left")));
            case ENABLE ->
                new CommandSpec(
                        name(),
                        "switch an account on again",
                        login,
                        List.of(ServerClient.SERVER),
                        List.of(who),
                        List.of(new Example("sluice account enable rita", "she is back")));
            case PASSWORD ->
                new CommandSpec(
                        name(),
                        "give an account a new password",
                        login,
                        List.of(ServerClient.SERVER, PASSWORD_STDIN, DATA),
                        List.of("Prints the password that it made up, once; the account's sessions end. " + who),
                        List.of(
                                new Example("sluice account password rita", "she has forgotten hers"),
                                new Example(
                                        "sluice account password admin --data ~/.local/share/sluice",
                                        "on the server's machine, while the server is stopped")));
        };
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        Optional<Path> data = verb == Verb.PASSWORD ? invocation.arguments().one(DATA) : Optional.empty();
        if (data.isPresent()) {
            recover(invocation, invocation.resolve(data.get()));
            return Exit.OK;
        }
        try (ServerClient client = ServerClient.ofServer(invocation)) {
            switch (verb) {
                case ADD -> add(invocation, client);
                case LIST -> list(invocation, client);
                case DISABLE -> {
                    client.send("PUT", one(invocation) + "/disabled", Optional.empty());
                    invocation
                            .out()
                            .line("account " + login(invocation) + " disabled: its sessions and tokens are dead");
                }
                case ENABLE -> {
                    client.send("DELETE", one(invocation) + "/disabled", Optional.empty());
                    invocation.out().line("account " + login(invocation) + " enabled");
                }
                case PASSWORD -> {
                    JsonObject body = new JsonObject();
                    password(invocation).ifPresent(given -> body.addProperty("password", given.reveal()));
                    tell(invocation, client.send("PUT", one(invocation) + "/password", Optional.of(body)), "changed");
                }
            }
        }
        return Exit.OK;
    }

    private static void add(Invocation invocation, ServerClient client) throws CommandFailed {
        JsonObject body = new JsonObject();
        body.addProperty("login", invocation.arguments().operands().getFirst());
        invocation.arguments().one(NAME).ifPresent(name -> body.addProperty("name", name));
        invocation.arguments().one(EMAIL).ifPresent(email -> body.addProperty("email", email));
        body.addProperty("administrator", invocation.arguments().has(ADMINISTRATOR));
        password(invocation).ifPresent(given -> body.addProperty("password", given.reveal()));
        JsonObject made = client.send("POST", PATH, Optional.of(body));
        tell(invocation, made, "made");
        if (!invocation.arguments().has(ADMINISTRATOR)) {
            invocation
                    .err()
                    .line("hint: it sees no project yet: sluice member set PROJECT "
                            + SafeText.name(ServerClient.text(made, "login")) + " developer");
        }
    }

    private static void tell(Invocation invocation, JsonObject account, String what) {
        String password = ServerClient.text(account, "password");
        String login = SafeText.name(ServerClient.text(account, "login"));
        invocation
                .out()
                .line("account " + login + (what.equals("made") ? " made" : ": password changed")
                        + (password.isEmpty() ? "" : ", password " + password + " (shown this once)"));
    }

    private static void list(Invocation invocation, ServerClient client) throws CommandFailed {
        JsonObject answer = client.send("GET", PATH, Optional.empty());
        if (ServerClient.wantsJson(invocation)) {
            invocation.out().line(answer.toString());
            return;
        }
        Table table = new Table("LOGIN", "NAME", "IS");
        for (JsonObject account : ServerClient.objects(answer, "accounts")) {
            String is = account.get("administrator").getAsBoolean() ? "administrator" : "";
            boolean disabled = account.get("disabled").getAsBoolean();
            table.row(
                    ServerClient.text(account, "login"),
                    ServerClient.text(account, "name"),
                    disabled ? (is.isEmpty() ? "disabled" : is + ", disabled") : is);
        }
        table.print(invocation.out());
    }

    private static void recover(Invocation invocation, Path data) throws CommandFailed {
        Optional<Secret> given = password(invocation);
        Secret password = given.orElseGet(Accounts::madeUpPassword);
        PasswordRecovery.recover(data, invocation.arguments().operands().getFirst(), password);
        invocation
                .out()
                .line("account " + login(invocation) + ": password changed"
                        + (given.isPresent() ? "" : ", password " + password.reveal() + " (shown this once)"));
    }

    private static String one(Invocation invocation) {
        return PATH + "/"
                + ServerClient.segment(invocation.arguments().operands().getFirst());
    }

    private static String login(Invocation invocation) {
        return SafeText.name(invocation.arguments().operands().getFirst());
    }

    /** The first line of standard input, where that is asked for. */
    private static Optional<Secret> password(Invocation invocation) throws CommandFailed {
        if (!invocation.arguments().has(PASSWORD_STDIN)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = invocation.in().readNBytes(INPUT_BYTES_MAX);
            String line = new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
            if (line.length() < Accounts.PASSWORD_CHARACTERS_MIN) {
                throw new CommandFailed(
                        Exit.INVALID,
                        "the password on standard input is too short",
                        "a password has at least " + Accounts.PASSWORD_CHARACTERS_MIN + " characters");
            }
            return Optional.of(Secret.presented(line));
        } catch (IOException e) {
            throw new CommandFailed(Exit.FAILED, "standard input cannot be read: " + e.getMessage(), "");
        }
    }
}
