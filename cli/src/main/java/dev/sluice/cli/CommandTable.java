package dev.sluice.cli;

import java.util.List;

/** All commands, in the order of the help. */
final class CommandTable {
    private CommandTable() {}

    static List<Command> all() {
        return List.of(new CompletionCommand());
    }
}
