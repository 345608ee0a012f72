package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.Completion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The completion of the real commands, by the real bash. */
class CompletionTest {
    private static final List<CommandSpec> SPECS =
            CommandTable.all().stream().map(Command::spec).toList();

    private static List<String> complete(String... words) throws Exception {
        String script = Completion.bash(SPECS) + "COMP_WORDS=(sluice \"$@\")\nCOMP_CWORD=$#\n_sluice\n"
                + "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
        List<String> command = new java.util.ArrayList<>(List.of("bash", "-c", script, "bash"));
        command.addAll(List.of(words));
        Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(output).isZero();
        return output.strip().lines().toList();
    }

    @Test
    void completesCommands() throws Exception {
        assertThat(complete("val")).containsExactly("validate");
        assertThat(complete("")).contains("run", "validate", "list", "completion");
    }

    @Test
    void completesSecondWordsAndTheirOptions() throws Exception {
        assertThat(complete("acc")).containsExactly("account");
        assertThat(complete("account", "")).containsExactly("add", "list", "disable", "enable", "password");
        assertThat(complete("account", "add", "--pass")).containsExactly("--password-stdin");
        assertThat(complete("token", "create", "--scope", "d")).containsExactly("deploy");
        assertThat(complete("member", "list", "--format", "j")).containsExactly("json");
        assertThat(Completion.zsh(SPECS)).contains("compadd add list disable enable password");
        assertThat(Completion.fish(SPECS)).containsOnlyOnce("-n __fish_use_subcommand -a account ");
    }

    @Test
    void completesOptionsOfTheCommand() throws Exception {
        assertThat(complete("run", "--eve")).containsExactly("--event");
        assertThat(complete("validate", "--")).contains("--file", "--format").doesNotContain("--event");
    }

    @Test
    void completesValues() throws Exception {
        assertThat(complete("run", "--event", "sch")).containsExactly("schedule");
        assertThat(complete("validate", "--format", "")).containsExactly("text", "json");
    }

    @Test
    void everyCommandHasAHelpWithAnExample() {
        for (CommandSpec spec : SPECS) {
            assertThat(spec.examples()).as(spec.name()).isNotEmpty();
            assertThat(spec.summary()).as(spec.name()).isNotBlank().doesNotEndWith(".");
        }
    }

    @Test
    void scriptsForOtherShellsNameEveryCommand() {
        for (CommandSpec spec : SPECS) {
            assertThat(Completion.zsh(SPECS)).contains(spec.name());
            assertThat(Completion.fish(SPECS)).contains(spec.summary().replace("'", "'\\''"));
        }
    }
}
