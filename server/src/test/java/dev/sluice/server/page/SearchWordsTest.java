package dev.sluice.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.page.SearchWords.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchWordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"5", "#5", "# 5", "run 5", "Run #5", "запуск 5", "№5", "payments 5"})
    void aRunIsNamedByItsNumber(String query) {
        SearchWords words = SearchWords.of(query);

        assertThat(words.number()).hasValue(5);
        assertThat(words.fitBesideNumber("shop/payments #5 Begin main")).isTrue();
    }

    @Test
    void aWordBesideTheNumberMustFit() {
        assertThat(SearchWords.of("other 5").fitBesideNumber("shop/payments #5 Begin main"))
                .isFalse();
        assertThat(SearchWords.of("v5.1").number()).isEmpty();
    }

    @Test
    void aWordForTheKindNarrowsButFindsNothingAlone() {
        assertThat(SearchWords.of("job build").fit(Kind.JOB, "build")).isTrue();
        assertThat(SearchWords.of("job build").fit(Kind.RELEASE, "build")).isFalse();
        assertThat(SearchWords.of("задание build").fit(Kind.JOB, "build")).isTrue();
        assertThat(SearchWords.of("job").fit(Kind.JOB, "build")).isFalse();
        assertThat(SearchWords.of("job").fit(Kind.JOB, "job-1")).isTrue();
    }
}
