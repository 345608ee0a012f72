package dev.sluice.cli;

import dev.sluice.cli.args.CommandSpec;

/**
 * One command of {@code sluice}. A class of its own, listed in {@link CommandTable}. Making one does no work: all commands
 * are made at each start, one is run.
 */
public interface Command {

    /** As typed after {@code sluice}: one word, or two ({@code flag set}). */
    String name();

    /** What it takes. Asked only when the command runs or its help is shown. */
    CommandSpec spec();

    /**
     * Does the command.
     *
     * @return an exit code, see {@link Exit}
     * @throws CommandFailed for what went wrong outside, told to the user with its exit code
     * @throws Exception for a bug of ours: exit code {@link Exit#BUG}
     */
    int run(Invocation invocation) throws Exception;
}
