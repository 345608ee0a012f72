package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Arguments;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.term.SafeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code sluice variable ...}: the variables that a project keeps. A value comes from standard input or a file, so that no list
 * of processes and no shell's history has it; only one that anybody may see can be an argument.
 */
public final class VariableCommand implements Command {
    private static final int VALUE_BYTES_MAX = 100_000;
    private static final Option<String> SCOPE =
            Option.text("--scope", "NAME", "only for jobs of this environment; * stands for any text");
    private static final Option<String> VALUE =
            Option.text("--value", "TEXT", "the value of a visible variable; else it is read from standard input");
    private static final Option<Path> FROM = Option.path("--from", "FILE", "read the value from this file");
    private static final Option<String> MASKED = Option.flag("--masked", "logs do not show the value");
    private static final Option<String> HIDDEN =
            Option.flag("--hidden", "logs do not show the value, and nobody ever sees it again");
    private static final Option<String> PROTECTED =
            Option.flag("--protected", "only for jobs of protected branches and tags");
    private static final Option<String> RAW = Option.flag("--raw", "$NAME in the value is not replaced");
    private static final Option<String> FILE =
            Option.flag("--file", "jobs get a file with the value, and its path in the variable");
    private static final Option<String> DESCRIPTION = Option.text("--description", "TEXT", "what it is for");

    private final Verb verb;

    /** What is done with variables. */
    public enum Verb {
        SET,
        LIST,
        REMOVE
    }

    public VariableCommand(Verb verb) {
        this.verb = verb;
    }

    @Override
    public String name() {
        return "variable " + verb.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public CommandSpec spec() {
        String who = "Asks the server as a maintainer of the project: with his token in SLUICE_TOKEN (scopes read and"
                + " admin), or by the name and password of the git remote.";
        CommandSpec.Operands key = new CommandSpec.Operands("KEY", 1, 1);
        return switch (verb) {
            case SET ->
                new CommandSpec(
                        name(),
                        "keep a variable for the jobs of a project",
                        key,
                        List.of(
                                ServerClient.SERVER,
                                ServerClient.PROJECT,
                                SCOPE,
                                VALUE,
                                FROM,
                                MASKED,
                                HIDDEN,
                                PROTECTED,
                                RAW,
                                FILE,
                                DESCRIPTION),
                        List.of(
                                "Reads the value from standard input, without the end of its last line. What is set"
                                        + " again is replaced as a whole.",
                                who),
                        List.of(
                                new Example("sluice variable set TOKEN --masked --protected < token", "a secret"),
                                new Example(
                                        "sluice variable set KUBECONFIG --file --from prod.yaml --scope production",
                                        "a file for one environment"),
                                new Example("sluice variable set REGION --value eu-1", "nothing to hide")));
            case LIST ->
                new CommandSpec(
                        name(),
                        "list the variables of a project",
                        CommandSpec.Operands.none(),
                        List.of(ServerClient.SERVER, ServerClient.PROJECT, ServerClient.FORMAT),
                        List.of("Values are not among the columns. " + who),
                        List.of(new Example("sluice variable list", "keys, environments, rules")));
            case REMOVE ->
                new CommandSpec(
                        name(),
                        "forget a variable of a project",
                        key,
                        List.of(ServerClient.SERVER, ServerClient.PROJECT, SCOPE),
                        List.of(who),
                        List.of(new Example("sluice variable remove TOKEN", "jobs get it no more")));
        };
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        try (ServerClient client = ServerClient.of(invocation)) {
            switch (verb) {
                case SET -> set(invocation, client);
                case LIST -> list(invocation, client);
                case REMOVE -> {
                    client.delete(path(invocation));
                    say(invocation, "variable " + key(invocation) + " removed");
                }
            }
        }
        return Exit.OK;
    }

    private static String key(Invocation invocation) {
        return invocation.arguments().operands().getFirst();
    }

    private static String path(Invocation invocation) {
        return "/variables/" + ServerClient.segment(key(invocation))
                + invocation
                        .arguments()
                        .one(SCOPE)
                        .map(scope -> "?environment_scope=" + ServerClient.segment(scope))
                        .orElse("");
    }

    private static void say(Invocation invocation, String what) {
        invocation.out().line(SafeText.name(what));
    }

    private static void set(Invocation invocation, ServerClient client) throws CommandFailed {
        Arguments arguments = invocation.arguments();
        boolean masked = arguments.has(MASKED);
        boolean hidden = arguments.has(HIDDEN);
        if ((masked || hidden) && arguments.one(VALUE).isPresent()) {
            throw new CommandFailed(
                    Exit.INVALID,
                    "--value is for what anybody may see: lists of processes and histories of shells show it",
                    "give the value by standard input or --from FILE");
        }
        JsonObject body = new JsonObject();
        body.addProperty("value", value(invocation));
        body.addProperty("visibility", hidden ? "hidden" : masked ? "masked" : "visible");
        body.addProperty("type", arguments.has(FILE) ? "file" : "env_var");
        body.addProperty("protected", arguments.has(PROTECTED));
        body.addProperty("raw", arguments.has(RAW));
        body.addProperty("description", arguments.one(DESCRIPTION).orElse(""));
        client.put(path(invocation), body);
        say(invocation, "variable " + key(invocation) + " kept");
    }

    private static String value(Invocation invocation) throws CommandFailed {
        Optional<String> given = invocation.arguments().one(VALUE);
        if (given.isPresent()) {
            return given.get();
        }
        Optional<Path> file = invocation.arguments().one(FROM).map(invocation::resolve);
        try {
            byte[] bytes = file.isPresent()
                    ? Files.readAllBytes(file.get())
                    : invocation.in().readNBytes(VALUE_BYTES_MAX + 1);
            if (bytes.length > VALUE_BYTES_MAX) {
                throw new CommandFailed(Exit.INVALID, "the value is too long", "a value has at most 10000 characters");
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            // A file is kept as it is; what a person or echo wrote ends with a line that is not meant.
            return invocation.arguments().has(FILE) ? text : text.replaceFirst("\\r?\\n\\z", "");
        } catch (IOException e) {
            throw new CommandFailed(Exit.INVALID, "the value cannot be read: " + e.getMessage(), "check --from");
        }
    }

    private static void list(Invocation invocation, ServerClient client) throws CommandFailed {
        JsonObject answer = client.get("/variables");
        if (ServerClient.wantsJson(invocation)) {
            invocation.out().line(answer.toString());
            return;
        }
        Table table = new Table("KEY", "ENVIRONMENTS", "IS", "CHANGED", "BY");
        for (JsonObject variable : ServerClient.objects(answer, "variables")) {
            table.row(
                    ServerClient.text(variable, "key"),
                    ServerClient.text(variable, "environment_scope"),
                    marks(variable),
                    Moments.local(ServerClient.text(variable, "changed_at")),
                    ServerClient.text(variable, "changed_by"));
        }
        if (table.isEmpty()) {
            invocation.err().line("no variables yet: sluice variable set KEY");
        } else {
            table.print(invocation.out());
        }
    }

    private static String marks(JsonObject variable) {
        List<String> marks = new ArrayList<>(List.of(ServerClient.text(variable, "visibility")));
        if (ServerClient.text(variable, "type").equals("file")) {
            marks.add("file");
        }
        for (String mark : List.of("protected", "raw")) {
            if (ServerClient.text(variable, mark).equals("true")) {
                marks.add(mark);
            }
        }
        return String.join(",", marks);
    }
}
