package dev.sluice.cli;

import dev.sluice.cli.args.Arguments;
import dev.sluice.cli.term.Terminal;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * One call of a command: its arguments and the process around it.
 *
 * @param arguments as read by the command's own spec
 * @param out standard output: data
 * @param err standard error: talk
 * @param in standard input
 * @param environment variables of the process
 * @param directory the folder that the command was called in, absolute
 */
public record Invocation(
        Arguments arguments,
        Terminal out,
        Terminal err,
        InputStream in,
        Map<String, String> environment,
        Path directory) {
    public Invocation {
        environment = Map.copyOf(environment);
    }

    /** A variable of the process's environment, if it is set and not empty. */
    public Optional<String> environment(String name) {
        String value = environment.get(name);
        return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** The user's home folder: HOME where it is set, else what the system says. */
    public Path home() {
        return Path.of(environment("HOME").orElseGet(() -> System.getProperty("user.home")));
    }

    /** A path given by the user, seen from the folder of the call. */
    public Path resolve(Path path) {
        return directory.resolve(path).normalize();
    }
}
