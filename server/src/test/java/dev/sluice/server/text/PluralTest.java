package dev.sluice.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PluralTest {
    @ParameterizedTest
    @CsvSource({
        "0, MANY",
        "1, ONE",
        "2, FEW",
        "4, FEW",
        "5, MANY",
        "10, MANY",
        "11, MANY",
        "12, MANY",
        "14, MANY",
        "15, MANY",
        "20, MANY",
        "21, ONE",
        "22, FEW",
        "25, MANY",
        "100, MANY",
        "101, ONE",
        "111, MANY",
        "112, MANY",
        "121, ONE",
        "1000001, ONE",
        "-1, ONE",
        "-3, FEW"
    })
    void russianFormsFollowTheLastTwoDigits(long number, Plural form) {
        assertThat(Plural.of(Language.RU, number)).isEqualTo(form);
    }

    @ParameterizedTest
    @CsvSource({"0, OTHER", "1, ONE", "2, OTHER", "11, OTHER", "21, OTHER", "-1, ONE"})
    void englishKnowsOneAndOther(long number, Plural form) {
        assertThat(Plural.of(Language.EN, number)).isEqualTo(form);
    }
}
