package dev.sluice.cli;

import dev.sluice.cli.args.Arguments;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.Help;
import dev.sluice.cli.args.Nearest;
import dev.sluice.cli.args.UsageError;
import dev.sluice.cli.term.Color;
import dev.sluice.cli.term.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the command that the arguments name, runs it, and turns whatever goes wrong into a message and an exit code. */
final class CommandLine {
    private final List<Command> commands;
    private final Terminal out;
    private final Terminal err;
    private final InputStream in;
    private final Map<String, String> environment;
    private final Path directory;

    CommandLine(
            List<Command> commands,
            Terminal out,
            Terminal err,
            InputStream in,
            Map<String, String> environment,
            Path directory) {
        this.commands = List.copyOf(commands);
        this.out = out;
        this.err = err;
        this.in = in;
        this.environment = Map.copyOf(environment);
        this.directory = directory;
    }

    int run(List<String> words) {
        if (words.isEmpty()) {
            err.write(overview());
            return Exit.INVALID;
        }
        String first = words.getFirst();
        if (first.equals("--version") || first.equals("-V")) {
            out.line("sluice " + version());
            return Exit.OK;
        }
        if (first.equals("--help") || first.equals("-h") || (first.equals("help") && words.size() == 1)) {
            out.write(overview());
            return Exit.OK;
        }
        boolean help = first.equals("help");
        List<String> rest = help ? words.subList(1, words.size()) : words;
        Optional<Command> command = find(rest);
        if (command.isEmpty()) {
            List<Command> verbs = verbs(rest.getFirst());
            boolean asked = help || rest.contains("--help") || rest.contains("-h");
            if (asked && !verbs.isEmpty()) {
                out.write(list(verbs) + "\nsluice COMMAND --help shows what a command takes.\n");
                return Exit.OK;
            }
            return unknown(rest, verbs);
        }
        int nameLength = command.get().name().indexOf(' ') < 0 ? 1 : 2;
        return run(command.get(), help ? List.of("--help") : rest.subList(nameLength, rest.size()));
    }

    private Optional<Command> find(List<String> words) {
        String one = words.getFirst();
        String two = words.size() > 1 ? one + " " + words.get(1) : one;
        for (Command command : commands) {
            if (command.name().equals(one) || command.name().equals(two)) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }

    /** The commands of two words that begin with this one. */
    private List<Command> verbs(String noun) {
        List<Command> verbs = new ArrayList<>();
        for (Command command : commands) {
            if (command.name().startsWith(noun + " ")) {
                verbs.add(command);
            }
        }
        return verbs;
    }

    private int unknown(List<String> words, List<Command> verbs) {
        String word = words.getFirst();
        if (!verbs.isEmpty()) {
            List<String> seconds = new ArrayList<>();
            verbs.forEach(verb -> seconds.add(verb.name().substring(word.length() + 1)));
            String there = "there is: " + String.join(", ", seconds);
            return words.size() == 1
                    ? fail(Exit.INVALID, "\"" + word + "\" needs a second word", there)
                    : fail(
                            Exit.INVALID,
                            "unknown command \"" + word + " " + words.get(1) + "\"",
                            Nearest.hint(words.get(1), seconds, there));
        }
        List<String> names = new ArrayList<>();
        commands.forEach(command -> names.add(command.name()));
        String what = word.startsWith("-") ? "unknown option " + word : "unknown command \"" + word + "\"";
        return fail(Exit.INVALID, what, Nearest.hint(word, names, "see sluice --help"));
    }

    private int run(Command command, List<String> words) {
        try {
            CommandSpec spec = command.spec();
            Arguments arguments = Arguments.read(spec, words);
            if (arguments.has(CommandSpec.HELP)) {
                out.write(Help.of(spec));
                return Exit.OK;
            }
            Optional<String> color = arguments.one(CommandSpec.COLOR);
            Terminal data = colored(out, color);
            int code = command.run(new Invocation(arguments, data, colored(err, color), in, environment, directory));
            return data.fault().isPresent() && code == Exit.OK
                    ? lost(data.fault().get())
                    : code;
        } catch (UsageError e) {
            return fail(Exit.INVALID, e.getMessage(), e.hint());
        } catch (CommandFailed e) {
            return fail(e.exitCode(), e.getMessage(), e.hint());
        } catch (Exception | StackOverflowError | AssertionError e) {
            return bug(e);
        } catch (OutOfMemoryError e) {
            return fail(Exit.FAILED, "out of memory", "give the program more with SLUICE_JAVA_OPTS=-Xmx1g");
        }
    }

    /** Output that did not arrive is a failure, said aloud unless the reader itself left: {@code sluice list | head -1}. */
    private int lost(IOException fault) {
        String why = String.valueOf(fault.getMessage());
        return why.contains("Broken pipe")
                ? Exit.FAILED
                : fail(Exit.FAILED, "cannot write to standard output: " + why, "");
    }

    private static Terminal colored(Terminal terminal, Optional<String> wanted) {
        if (wanted.isEmpty() || wanted.get().equals("auto")) {
            return terminal;
        }
        return terminal.withColor(wanted.get().equals("always"));
    }

    private int fail(int code, String message, String hint) {
        err.line(err.paint(Color.RED, "sluice: ") + message);
        if (!hint.isEmpty()) {
            err.line("hint: " + hint);
        }
        return code;
    }

    private int bug(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        err.line("sluice: this is a bug of sluice " + version() + ": " + e);
        err.write(trace.toString());
        return Exit.BUG;
    }

    private String overview() {
        return "Carries a commit from git push to production.\n\nUsage: sluice COMMAND [options]\n\nCommands:\n"
                + list(commands)
                + "\nsluice COMMAND --help shows what a command takes; sluice --version the version.\n";
    }

    private static String list(List<Command> commands) {
        StringBuilder text = new StringBuilder();
        int widest = 0;
        for (Command command : commands) {
            widest = Math.max(widest, command.name().length());
        }
        for (Command command : commands) {
            text.append("  ")
                    .append(command.name())
                    .repeat(' ', widest + 2 - command.name().length());
            text.append(command.spec().summary()).append('\n');
        }
        return text.toString();
    }

    private static String version() {
        String version = CommandLine.class.getPackage().getImplementationVersion();
        return version == null ? "(unpacked)" : version;
    }
}
