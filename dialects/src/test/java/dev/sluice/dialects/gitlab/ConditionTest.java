package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Position;
import dev.sluice.core.model.Problem;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.yaml.YamlNode.Scalar;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConditionTest {
    private static final VariableSet VARIABLES = VariableSet.of(List.of(
            GitlabVariable.of("NAME", "main"),
            GitlabVariable.of("EMPTY", ""),
            GitlabVariable.of("BLANK", " "),
            GitlabVariable.of("SELF", "$NAME"),
            GitlabVariable.of("PATTERN", "/^MA/i"),
            GitlabVariable.of("BROKEN", "/(/"),
            GitlabVariable.of("YES", "true"),
            GitlabVariable.of("SLASH", "feature/x")));

    private static Text text(String condition) {
        Position at = new Position("f", 3, 10);
        return new Text(at, condition, new Scalar(at, at, "", condition, Scalar.Style.PLAIN, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "$NAME; true",
                "$UNSET; false",
                "$EMPTY; false",
                "$BLANK; false",
                "$UNSET == null; true",
                "$EMPTY == null; false",
                "$EMPTY == \"\"; true",
                "$UNSET == \"\"; false",
                "$UNSET != \"\"; true",
                "null == null; true",
                "$SELF == \"$NAME\"; true",
                "$SELF == $NAME; false",
                "$YES == \"true\"; true",
                "$YES == true; false",
                "($YES == 'true') == true; true",
                "true; true",
                "false || $NAME == 'main'; true",
                "$NAME =~ /^ma.n$/; true",
                "$NAME =~ /MAIN/; false",
                "$NAME =~ /MAIN/i; true",
                "$SLASH =~ /^feature\\/x$/; true",
                "$NAME =~ '/^ma/'; true",
                "$NAME =~ $PATTERN; true",
                "$NAME !~ $PATTERN; false",
                "$NAME =~ $UNSET; false",
                "$NAME !~ $UNSET; true",
                "$NAME =~ $BROKEN; false",
                "$NAME !~ $BROKEN; true",
                "$UNSET =~ /^$/; true",
                "$UNSET !~ /xx/; true",
                "$UNSET && $NAME || $NAME; true",
                "$NAME || $UNSET && $UNSET; true",
                "($NAME || $UNSET) && $UNSET; false",
                "$EMPTY && $NAME; true",
                "$EMPTY || $NAME; false",
                "$UNSET || $NAME; true",
                "$NAME && null; false",
                "('x' || $NAME) == 'x'; true",
                "'x' == ($NAME && 'x'); true",
                "$NAME == 'main' == true; true",
                "$NAME =~ 'the main line'; true",
                "$NAME =~ 'ma'; false",
                "$NAME !~ $SELF; true",
                "$UNSET =~ 'x'; true",
                "$NAME == /main/; false",
                "/main/; true",
                "!$NAME == false; true",
                "!$UNSET; true",
                "!($NAME && $YES); false",
                "!!$NAME; true",
                "  (  $NAME  )  ; true",
                "$NAME==\"main\"&&$YES; true",
            })
    void holds(String condition, boolean expected) {
        Problems problems = new Problems();
        Optional<Condition> parsed = ConditionParser.parse(text(condition), problems);

        assertThat(problems.hasErrors()).isFalse();
        assertThat(parsed.orElseThrow().holds(VARIABLES)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "$A = 1; 13",
                "$A == ; 15",
                "$A $B; 13",
                "(  $A; 10",
                "$A); 12",
                "${A}; 10",
                "$A == b; 16",
                "/xx; 10",
                "$A =~ /(/; 16",
                "$A =~ /ab/x; 16",
                "$A &&; 15",
                "\"x; 10",
                "&& $A; 10",
                "$A == \"x\" $B; 20",
                "$A == == $B; 16",
                "`; `; 10",
            })
    void tellsTheColumn(String condition, int column) {
        Problems problems = new Problems();

        assertThat(ConditionParser.parse(text(condition), problems)).isEmpty();
        assertThat(problems.all())
                .singleElement()
                .extracting(problem -> problem.at().column())
                .isEqualTo(column);
    }

    @Test
    void tenThousandBracketsAreRefusedByName() {
        for (String condition : List.of("(".repeat(10_000) + "$A" + ")".repeat(10_000), "!".repeat(10_000) + "$A")) {
            Problems problems = new Problems();

            ConditionParser.parse(text(condition), problems);

            assertThat(problems.all())
                    .singleElement()
                    .extracting(Problem::message)
                    .asString()
                    .contains("100 levels");
        }
    }

    @Test
    void longChainsNeedNoDepth() {
        Condition chain = ConditionParser.parse(
                        text("$UNSET" + " || $UNSET".repeat(4_000) + " || $NAME"), new Problems())
                .orElseThrow();

        assertThat(chain.holds(VARIABLES)).isTrue();
    }

    @Test
    void nestedQuantifiersTakeLinearTime() {
        VariableSet variables = VariableSet.of(List.of(GitlabVariable.raw("A", "a".repeat(50) + "b")));
        Condition condition =
                ConditionParser.parse(text("$A =~ /^(a+)+$/"), new Problems()).orElseThrow();
        condition.holds(variables);
        Instant start = Instant.now();

        assertThat(condition.holds(variables)).isFalse();
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofMillis(50));
    }

    @Test
    void hugeRegularExpressionsAreRefusedOrCompiledQuickly() {
        Instant start = Instant.now();
        for (String body : List.of(
                "(".repeat(900) + "a" + ")".repeat(900),
                "((a{100}){100}){100}",
                "a".repeat(3_000),
                "(a?){900}b{900}",
                "x{1001}")) {
            ConditionParser.parse(text("$A =~ /" + body + "/"), new Problems());
        }
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "abc; 3",
                "a{10}; 10",
                "(ab){3}c; 7",
                "((a{100}){100}){100}; 1000000",
                "[a-z]{2,5}; 5",
                "a|b|(cd)*; 4",
                "[]x]{3}; 3",
                "\\{3}; 3",
                "a{,3}; 3",
                "x{; 2",
                "(a; 1",
                "[^]]{4}; 4",
            })
    void repetitionsAreCountedAsWrittenOut(String pattern, long size) {
        assertThat(RegexSize.of(pattern)).isEqualTo(size);
    }
}
