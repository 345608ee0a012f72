package dev.sluice.adapters.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.txt         | a.txt       | true",
                "*.txt         | a.txt       | true",
                "*.txt         | d/a.txt     | false",
                "**/*.txt      | a.txt       | true",
                "**/*.txt      | d/e/a.txt   | true",
                "a/**.txt      | a/b.txt     | true",
                "a/**.txt      | a/b/c.txt   | false",
                "a/**/c        | a/c         | true",
                "a/**/c        | a/b/b/c     | true",
                "a/**          | a/b/c       | true",
                "a/**/**/d     | a/b/c/d     | true",
                "a?c           | abc         | true",
                "a?c           | a/c         | false",
                "[a-c]x        | bx          | true",
                "[!a-c]x       | bx          | false",
                "[^a-c]x       | dx          | true",
                "a[            | a[          | true",
                "{a,b}/*.txt   | b/x.txt     | true",
                "{a,b/c}/x     | b/c/x       | true",
                "x{1,{2,3}}y   | x3y         | true",
                "{a            | {a          | true",
                "\\*           | *           | true",
                "\\*           | a           | false",
                ".*            | .env        | true",
                "*             | .env        | true",
                "dist/         | dist        | true",
                "./dist        | dist        | true",
                "a*b*c*d       | a-b-b-c-d   | true",
                "ü*            | über        | true",
            })
    void patternsMatchAsDoublestarSays(String pattern, String path, boolean expected) {
        assertThat(Glob.of(pattern).matches(path)).isEqualTo(expected);
    }

    @Test
    void aHostilePatternTakesNoLongTime() {
        String pattern = "*a".repeat(200) + "b";
        String folders = "**/a/".repeat(200) + "b";

        Assertions.assertTimeout(Duration.ofSeconds(2), () -> {
            assertThat(Glob.of(pattern).matches("a".repeat(5000))).isFalse();
            assertThat(Glob.of(folders).matches("a/".repeat(2000) + "c")).isFalse();
            assertThat(Glob.of("{a,b}".repeat(60)).matches("x")).isFalse();
        });
    }

    @Test
    void searchesBeginWhereThePatternDoes() {
        assertThat(Glob.of("build/libs/*.jar").beginnings()).containsExactly("build/libs");
        assertThat(Glob.of("**/x").beginnings()).containsExactly("");
        assertThat(Glob.of("{a,b/c}/*").beginnings()).containsExactly("a", "b/c");
    }
}
