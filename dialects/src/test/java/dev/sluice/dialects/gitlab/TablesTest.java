package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Small pure parts, each a table. */
final class TablesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.txt | a.txt | true",
                "*.txt | a.txt | true",
                "*.txt | d/a.txt | false",
                "*.txt | .hidden.txt | true",
                "**/*.txt | a.txt | true",
                "**/*.txt | d/e/a.txt | true",
                "d/** | d/a | true",
                "d/** | d/e/a | false",
                "d/**/* | d/e/a | true",
                "d/**/* | d/a | true",
                "d | d/a | false",
                "d/ | d/a | false",
                "*.{js,ts} | a.ts | true",
                "*.{js,ts} | a.css | false",
                "{a,b/c}/*.md | b/c/x.md | true",
                "a?c | abc | true",
                "a[b-d]c | acc | true",
                "a[!b]c | abc | false",
                "**/x/**/y | a/x/b/c/y | true",
                "**/x/**/y | x/y | true",
                "**/x/**/y | x/z | false",
                "a\\*b | a*b | true",
                "a\\*b | axb | false",
                "** | a | true",
                "** | a/b | false",
                "*/*/c | a/b/c | true",
                "**/.gitlab/* | .gitlab/x | true",
                "docs/**/*.md | docs/a.md | true",
                "{a,{b,c}}.x | c.x | true",
                "a{,b} | a | true",
            })
    void pathGlobs(String pattern, String path, boolean expected) {
        assertThat(PathGlob.of(pattern).orElseThrow().matches(path)).isEqualTo(expected);
    }

    @Test
    void globsOfManyAlternativesAreRefused() {
        assertThat(PathGlob.of("{a,b}".repeat(20))).isEmpty();
        assertThat(PathGlob.of("*a".repeat(2_000)).orElseThrow().matches("a".repeat(2_000) + "b"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "configs/*.yml, configs/a.yml, true",
        "configs/*.yml, configs/d/a.yml, false",
        "configs/**.yml, configs/a.yml, true",
        "configs/**.yml, configs/d/a.yml, true",
        "configs/**/*.yml, configs/a.yml, false",
        "configs/**/*.yml, configs/d/e/a.yml, true",
    })
    void includeGlobs(String pattern, String path, boolean expected) {
        assertThat(IncludeGlob.matches(pattern, path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "90 | 90",
                "30 minutes | 1800",
                "1h 30m | 5400",
                "1 hour and 2 secs | 3602",
                "2 weeks | 1209600",
                "1 mo | 2592000",
                "1:30:00 | 5400",
                "3 mins 4 sec | 184",
                "2h20min | 8400",
                "1.5 h | 5400",
                "1 day, 2 hours | 93600",
                "soon | ",
                "1 fortnight | ",
                "h | ",
                "1 and | ",
                ": | ",
                "-1 h | ",
                "1..5 h | ",
                "99999999999999999 y | ",
            })
    void durations(String text, Long seconds) {
        assertThat(Durations.parse(text).map(duration -> duration.toSeconds()).orElse(null))
                .isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({
        "Feature/Äx_1, feature--x-1",
        "--a--, a",
        "main, main",
        "日本, ''",
    })
    void slugs(String name, String slug) {
        assertThat(Slugs.of(name)).isEqualTo(slug);
        assertThat(Slugs.of("x".repeat(70))).hasSize(63);
    }

    @ParameterizedTest
    @CsvSource({"production, production", "Stage Domain, stage-domain-ip33nk", "a-b, a-b"})
    void environmentSlugs(String name, String slug) {
        assertThat(Slugs.ofEnvironment(name)).isEqualTo(slug);
    }

    @Test
    void environmentSlugsAreShortAndBeginWithALetter() {
        assertThat(Slugs.ofEnvironment("1st")).startsWith("env-1st-").hasSize(14);
        assertThat(Slugs.ofEnvironment("review/" + "x".repeat(80)))
                .startsWith("review-xxxxxxxxxx-")
                .hasSize(24);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$A | one",
                "${A}x | onex",
                "$Ax | ''",
                "%A% | one",
                "$$A | $A",
                "$ A | $ A",
                "${A | ${A",
                "100% | 100%",
                "%% | %%",
                "$1 | $1",
                "a${B}c | atwoc",
                "$A$B | onetwo",
                "${} | ${}",
                "%Q% | ''",
            })
    void expansion(String text, String expected) {
        assertThat(Expansion.of(text, Map.of("A", "one", "B", "two"))).isEqualTo(expected);
    }

    @Test
    void valuesAreExpandedInEachOther() {
        VariableSet variables = VariableSet.of(List.of(
                GitlabVariable.of("FULL", "$GREETING, ${NAME}!"),
                GitlabVariable.of("GREETING", "Hello"),
                GitlabVariable.of("NAME", "$FIRST $LAST"),
                GitlabVariable.of("FIRST", "Ada"),
                GitlabVariable.raw("LAST", "$LITERAL"),
                GitlabVariable.of("PRICE", "$$5"),
                GitlabVariable.of("PATH", "$PATH:/x")));

        assertThat(variables.circle()).isEmpty();
        assertThat(variables.expanded())
                .containsEntry("FULL", "Hello, Ada $LITERAL!")
                .containsEntry("PRICE", "$5")
                .containsEntry("PATH", ":/x");
    }

    @Test
    void circlesOfVariablesAreFound() {
        List<GitlabVariable> chain = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            chain.add(GitlabVariable.of("V" + i, "$V" + (i + 1)));
        }
        assertThat(VariableSet.of(chain).circle()).isEmpty();
        assertThat(VariableSet.of(chain).expanded()).containsEntry("V0", "");

        chain.add(GitlabVariable.of("V10000", "x$V9998"));
        assertThat(VariableSet.of(chain).circle()).containsExactly("V9998", "V9999", "V10000", "V9998");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "$B | two",
                "${URL_${N}} | url-dev",
                "${${N}_URL} | dev-url",
                "+%Y%m%d | +%Y%m%d",
                "%B% %NOPE% %% | two %NOPE% %%",
                "$$B $${B} | $B ${B}",
                "[$ESCAPED] | [$B]",
                "[$RAW] | [$B]",
                "<$OF_RAW> | <[$B]>",
                "$NOPE.${NOPE}.${B:-x} | ..",
                "a$1b$ c$ | ab$ c$",
                "${} $- ${B | \"  B\"",
            })
    void variablesOfJobsAreExpandedByServerAndRunner(String text, String expected) {
        VariableSet variables = VariableSet.of(List.of(
                GitlabVariable.of("A", text),
                GitlabVariable.of("B", "two"),
                GitlabVariable.of("N", "DEV"),
                GitlabVariable.of("URL_DEV", "url-dev"),
                GitlabVariable.of("DEV_URL", "dev-url"),
                GitlabVariable.of("ESCAPED", "$$B"),
                GitlabVariable.raw("RAW", "$B"),
                GitlabVariable.of("OF_RAW", "[$RAW]")));

        assertThat(variables.inJob()).containsEntry("A", expected);
    }

    @Test
    void expansionsThatMultiplyAreBounded() {
        List<GitlabVariable> bomb = new ArrayList<>();
        bomb.add(GitlabVariable.of("V0", "x".repeat(10)));
        for (int i = 1; i < 40; i++) {
            bomb.add(GitlabVariable.of("V" + i, ("$V" + (i - 1)).repeat(10)));
        }
        assertThat(VariableSet.of(bomb).expanded().get("V39")).hasSizeLessThanOrEqualTo(1_000_000);
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, 1.1",
        "100.0, 100.0",
        "1e20, 1.0e+20",
        "1.5e-7, 1.5e-07",
        "123456789.25, 123456789.25",
        "-2.5, -2.5",
        "1e16, 1.0e+16"
    })
    void realsAreWrittenAsRubyDoes(double number, String text) {
        assertThat(Scalars.real(number)).isEqualTo(text);
    }

    @Test
    void dotenvTakesPlainTextAndRefusesProtectedNames() {
        Dotenv dotenv =
                Dotenv.parse("A=1\n\nB = \"two words\" \nPATH=/evil\nLD_PRELOAD=x\nCI_JOB_TOKEN=x\nno pair\nC=$A=2\n");

        assertThat(dotenv.variables()).isEqualTo(Map.of("A", "1", "B", "\"two words\"", "C", "$A=2"));
        assertThat(dotenv.notes()).hasSize(4).anyMatch(note -> note.contains("LD_PRELOAD"));
    }
}
