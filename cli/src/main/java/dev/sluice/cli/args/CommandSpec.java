package dev.sluice.cli.args;

import java.util.List;

/**
 * What a command takes, for reading its arguments and for its help.
 *
 * @param name one word, or two for {@code sluice NOUN VERB}
 * @param summary one line for the list of commands, without a final full stop
 * @param operands what comes besides options
 * @param options its own; every command also has {@link #COMMON}
 * @param about further paragraphs of the help, each one text
 * @param examples at least one
 */
public record CommandSpec(
        String name,
        String summary,
        Operands operands,
        List<Option<?>> options,
        List<String> about,
        List<Example> examples) {

    /** {@code --help}. */
    public static final Option<String> HELP = Option.flag("--help", "show this help");

    /** {@code --color}. */
    public static final Option<String> COLOR =
            Option.choice("--color", "colours; auto: on a terminal without NO_COLOR", "auto", "always", "never");

    /** The options of every command. */
    public static final List<Option<?>> COMMON = List.of(COLOR, HELP);

    public CommandSpec {
        options = List.copyOf(options);
        about = List.copyOf(about);
        examples = List.copyOf(examples);
    }

    List<Option<?>> allOptions() {
        List<Option<?>> all = new java.util.ArrayList<>(options);
        all.addAll(COMMON);
        return all;
    }

    /**
     * What a command takes besides options.
     *
     * @param usage as shown in the help, e.g. {@code RUN [JOB]}; empty where there is none
     * @param min how many at least
     * @param max how many at most
     */
    public record Operands(String usage, int min, int max) {
        public static Operands none() {
            return new Operands("", 0, 0);
        }
    }

    /** A command line that works, and what it does. */
    public record Example(String line, String what) {}
}
