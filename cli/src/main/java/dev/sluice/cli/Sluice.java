package dev.sluice.cli;

import dev.sluice.cli.term.Terminals;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The command {@code sluice}. */
public final class Sluice {
    private Sluice() {}

    /**
     * Runs one command and exits with its code.
     *
     * @param args the arguments as the shell gave them
     */
    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        CommandLine commandLine = new CommandLine(
                CommandTable.all(),
                Terminals.standardOutput(environment),
                Terminals.standardError(environment),
                System.in,
                environment,
                Path.of("").toAbsolutePath());
        int code = commandLine.run(List.of(args));
        // System.exit looks for a logger first, through every jar of the class path: half of a short command's time.
        // So success simply returns; threads that would keep the process alive are a bug of the command.
        if (code != Exit.OK) {
            System.exit(code);
        }
    }
}
