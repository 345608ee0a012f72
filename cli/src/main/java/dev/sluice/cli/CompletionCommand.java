package dev.sluice.cli;

import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.Completion;
import java.util.ArrayList;
import java.util.List;

/** {@code sluice completion SHELL}: prints a script for the shell. */
final class CompletionCommand implements Command {

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "print a script that completes commands and options in a shell",
                new CommandSpec.Operands("bash|zsh|fish", 1, 1),
                List.of(),
                List.of(),
                List.of(
                        new CommandSpec.Example("source <(sluice completion bash)", "in this shell, or in ~/.bashrc"),
                        new CommandSpec.Example(
                                "sluice completion fish > ~/.config/fish/completions/sluice.fish",
                                "for fish, for good")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        List<CommandSpec> specs = new ArrayList<>();
        for (Command command : CommandTable.all()) {
            specs.add(command.spec());
        }
        String shell = invocation.arguments().operands().getFirst();
        String script =
                switch (shell) {
                    case "bash" -> Completion.bash(specs);
                    case "zsh" -> Completion.zsh(specs);
                    case "fish" -> Completion.fish(specs);
                    default ->
                        throw new CommandFailed(
                                Exit.INVALID, "no completion for \"" + shell + "\"", "there is: bash, zsh, fish");
                };
        invocation.out().write(script);
        return Exit.OK;
    }
}
