package dev.sluice.cli.term;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Finds out what the process's streams are connected to. */
public final class Terminals {
    private Terminals() {}

    /** Standard output of this process. */
    public static Terminal standardOutput(Map<String, String> environment) {
        return of(new FileOutputStream(FileDescriptor.out), 1, environment);
    }

    /** Standard error of this process. */
    public static Terminal standardError(Map<String, String> environment) {
        return of(new FileOutputStream(FileDescriptor.err), 2, environment);
    }

    /** Whether a person can answer on standard input. */
    public static boolean isInputInteractive() {
        return isTerminal(0);
    }

    private static Terminal of(FileOutputStream stream, int descriptor, Map<String, String> environment) {
        boolean terminal = isTerminal(descriptor);
        boolean dumb = "dumb".equals(environment.get("TERM")) || !environment.containsKey("TERM");
        String noColor = environment.getOrDefault("NO_COLOR", "");
        return new Terminal(stream, terminal && !dumb, terminal && !dumb && noColor.isEmpty());
    }

    /**
     * Whether the descriptor is a terminal. The launcher knows and says so; without it the name behind the descriptor
     * tells. The JDK's own answer needs both input and output to be terminals.
     */
    private static boolean isTerminal(int descriptor) {
        String told = System.getProperty("sluice.terminals");
        if (told != null) {
            return told.indexOf('0' + descriptor) >= 0;
        }
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            // No /proc on this system.
            return Optional.ofNullable(System.console())
                    .map(Console::isTerminal)
                    .orElse(false);
        }
    }
}
