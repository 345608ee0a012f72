package dev.sluice.cli.args;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An option of a command. A constant of the command's class; {@link Arguments} is asked with it.
 *
 * @param name with its two hyphens, e.g. {@code --file}
 * @param brief a hyphen and one letter that mean the same, e.g. {@code -f}; empty where there is no such form
 * @param value what stands for the value in the help; empty: a flag without value
 * @param help one line without a final full stop
 * @param repeatable may be given several times
 * @param reader how the value is read
 * @param <T> what the value becomes
 */
public record Option<T>(
        String name, String brief, String value, String help, boolean repeatable, ValueReader<T> reader) {
    public Option {
        if (!name.startsWith("--") || name.length() < 4) {
            throw new IllegalArgumentException("an option is named --something: " + name);
        }
    }

    /** An option without a brief form. */
    public Option(String name, String value, String help, boolean repeatable, ValueReader<T> reader) {
        this(name, "", value, help, repeatable, reader);
    }

    /** An option without a value: it is given or not. */
    public static Option<String> flag(String name, String help) {
        return new Option<>(name, "", help, false, new Values.Text());
    }

    public static Option<String> text(String name, String value, String help) {
        return new Option<>(name, value, help, false, new Values.Text());
    }

    public static Option<Path> path(String name, String value, String help) {
        return new Option<>(name, value, help, false, new Values.FilePath());
    }

    public static Option<Integer> number(String name, String value, String help, int min, int max) {
        return new Option<>(name, value, help, false, new Values.WholeNumber(min, max));
    }

    /** An address of a server: {@code http} or {@code https}, a host, perhaps a port, and nothing after it. */
    public static Option<String> address(String name, String help) {
        return new Option<>(name, "URL", help, false, new Values.WebAddress());
    }

    /** One word of a fixed list; the list is shown in the help. */
    public static Option<String> choice(String name, String help, String... choices) {
        return new Option<>(name, String.join("|", choices), help, false, new Values.Choice(List.of(choices)));
    }

    /** {@code KEY=VALUE}, any number of times. */
    public static Option<Assignment> assignments(String name, String help) {
        return new Option<>(name, "KEY=VALUE", help, true, new Values.KeyValue());
    }

    /** The same option, allowed any number of times. */
    public Option<T> repeated() {
        return new Option<>(name, brief, value, help, true, reader);
    }

    /** The same option with a brief form beside its name. */
    public Option<T> withBrief(String letter) {
        return new Option<>(name, letter, value, help, repeatable, reader);
    }

    boolean isFlag() {
        return value.isEmpty();
    }

    /** The option of that name among these. */
    static Optional<Option<?>> named(List<Option<?>> options, String name) {
        for (Option<?> option : options) {
            if (option.name().equals(name) || (!name.isEmpty() && option.brief().equals(name))) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }
}
