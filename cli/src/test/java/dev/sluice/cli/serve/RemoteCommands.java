package dev.sluice.cli.serve;

import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Arguments;
import dev.sluice.cli.term.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Calls commands against a server as somebody at a terminal does, in a folder and with an environment. */
record RemoteCommands(Path folder, Map<String, String> environment) {

    /** What was printed, on both streams, then the exit code; for a command that gave up its message and hint. */
    String call(Command command, String... words) throws Exception {
        return call("", command, words);
    }

    /** The same with this on standard input. */
    String call(String in, Command command, String... words) throws Exception {
        return call(new ByteArrayOutputStream(), in, command, words);
    }

    /** The same, and others can see what is printed as it comes. */
    String call(ByteArrayOutputStream out, String in, Command command, String... words) throws Exception {
        Terminal terminal = new Terminal(out, false, false);
        Invocation invocation = new Invocation(
                Arguments.read(command.spec(), List.of(words)),
                terminal,
                terminal,
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                environment,
                folder);
        try {
            int exit = command.run(invocation);
            return out.toString(StandardCharsets.UTF_8) + exit;
        } catch (CommandFailed failed) {
            return out.toString(StandardCharsets.UTF_8) + "failed " + failed.exitCode() + ": " + failed.getMessage()
                    + (failed.hint().isEmpty() ? "" : "; " + failed.hint());
        }
    }
}
