package dev.sluice.cli.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentsTest {
    private static final Option<Path> FILE = Option.path("--file", "FILE", "a file");
    private static final Option<String> FORMAT = Option.choice("--format", "what is printed", "text", "json");
    private static final Option<Assignment> VAR = Option.assignments("--var", "a variable");
    private static final Option<Integer> COUNT = Option.number("--count", "N", "how many", 1, 10);
    private static final Option<String> QUIET = Option.flag("--quiet", "say little");

    private static final CommandSpec SPEC = new CommandSpec(
            "try",
            "try things",
            new CommandSpec.Operands("[WHAT]", 0, 1),
            List.of(FILE, FORMAT, VAR, COUNT, QUIET),
            List.of("One paragraph."),
            List.of(new CommandSpec.Example("sluice try", "tries")));

    private static Arguments read(String... words) throws UsageError {
        return Arguments.read(SPEC, List.of(words));
    }

    @Test
    void readsEveryKindOfOption() throws UsageError {
        Arguments arguments = read(
                "--file", "a b.yml", "--format=json", "--var", "A=1", "--var=B=x=y", "--count", "7", "--quiet", "this");

        assertThat(arguments.one(FILE)).contains(Path.of("a b.yml"));
        assertThat(arguments.one(FORMAT)).contains("json");
        assertThat(arguments.all(VAR)).containsExactly(new Assignment("A", "1"), new Assignment("B", "x=y"));
        assertThat(arguments.one(COUNT)).contains(7);
        assertThat(arguments.has(QUIET)).isTrue();
        assertThat(arguments.operands()).containsExactly("this");
    }

    @Test
    void whatIsNotGivenIsAbsent() throws UsageError {
        Arguments arguments = read();

        assertThat(arguments.one(FILE)).isEmpty();
        assertThat(arguments.all(VAR)).isEmpty();
        assertThat(arguments.has(QUIET)).isFalse();
    }

    @Test
    void takesWordsAfterTwoHyphensAsTheyAre() throws UsageError {
        assertThat(read("--", "--quiet").operands()).containsExactly("--quiet");
        assertThat(read("--", "--quiet").has(QUIET)).isFalse();
    }

    @Test
    void takesAValueThatLooksLikeAnOption() throws UsageError {
        assertThat(read("--var", "A=--quiet").all(VAR)).containsExactly(new Assignment("A", "--quiet"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--flie x.yml | unknown option --flie of sluice try | did you mean \"--file\"?",
                "--zzzzzzzz | unknown option --zzzzzzzz of sluice try | see sluice try --help",
                "-x | unknown option -x of sluice try | see sluice try --help",
                "--file | --file needs a value: --file FILE | see sluice try --help",
                "--file= | --file \"\": the path is empty | see sluice try --help",
                "--format jsno | --format \"jsno\": expected text or json | did you mean \"json\"?",
                "--format text --format json | --format is given twice | see sluice try --help",
                "--count 11 | --count \"11\": expected a whole number from 1 to 10 | see sluice try --help",
                "--count x | --count \"x\": expected a whole number from 1 to 10 | see sluice try --help",
                "--quiet=yes | --quiet takes no value | see sluice try --help",
                "--var A | --var: expected KEY=VALUE | see sluice try --help",
                "a b | unexpected \"b\" after sluice try | see sluice try --help",
            })
    void explainsWhatIsWrong(String line, String message, String hint) {
        assertThatThrownBy(() -> read(line.strip().split(" "))).isInstanceOfSatisfying(UsageError.class, error -> {
            assertThat(error).hasMessage(message);
            assertThat(error.hint()).isEqualTo(hint);
        });
    }

    @Test
    void aBadAssignmentNeverShowsItsValue() {
        assertThatThrownBy(() -> read("--var", "1SECRET=hunter2"))
                .isInstanceOfSatisfying(UsageError.class, error -> assertThat(error.getMessage())
                        .doesNotContain("hunter2"));
        assertThat(new Assignment("TOKEN", "hunter2").toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @CsvSource({
        "vaildate, validate",
        "rn, run",
        "lits, list",
        "LIST, list",
        "completions, completion",
    })
    void findsTheNameThatWasMeant(String wrong, String meant) {
        assertThat(Nearest.to(wrong, List.of("run", "validate", "list", "completion")))
                .contains(meant);
    }

    @Test
    void suggestsNothingThatIsFarOff() {
        assertThat(Nearest.to("deploy", List.of("run", "validate", "list"))).isEmpty();
        assertThat(Nearest.to("x", List.of())).isEmpty();
    }

    @Test
    void helpNamesEveryOptionOnce() {
        assertThat(Help.of(SPEC)).isEqualTo("""
            Usage: sluice try [WHAT] [options]

            Try things.

            One paragraph.

            Options:
              --file FILE                a file
              --format text|json         what is printed
              --var KEY=VALUE ...        a variable
              --count N                  how many
              --quiet                    say little
              --color auto|always|never  colours; auto: on a terminal without NO_COLOR
              --help                     show this help

            Examples:
              sluice try
                  tries
            """);
    }

    @Test
    void helpWinsOverMissingOperands() throws UsageError {
        CommandSpec needs = new CommandSpec(
                "need", "need one", new CommandSpec.Operands("ONE", 1, 1), List.of(), List.of(), List.of());

        assertThat(Arguments.read(needs, List.of("-h")).has(CommandSpec.HELP)).isTrue();
        assertThatThrownBy(() -> Arguments.read(needs, List.of())).hasMessage("sluice need needs ONE");
    }
}
