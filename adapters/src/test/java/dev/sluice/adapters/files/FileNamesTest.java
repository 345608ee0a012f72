package dev.sluice.adapters.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FileNamesTest {

    @ParameterizedTest
    @CsvSource({"build, build", "Unit Tests (3/4), unit-tests-3-4", "../../etc, etc", "тест, ''", "--x--, x"})
    void theBeginningIsReadable(String name, String readable) {
        assertThat(FileNames.of(name)).startsWith(readable + "~").matches("[a-z0-9-]*~[0-9a-f]{12}");
    }

    @Test
    void namesThatLookAlikeDoNotMeet() {
        assertThat(FileNames.of("Build")).isNotEqualTo(FileNames.of("build"));
        assertThat(FileNames.of("a/b")).isNotEqualTo(FileNames.of("a-b"));
        assertThat(FileNames.of("a".repeat(300)))
                .isNotEqualTo(FileNames.of("a".repeat(301)))
                .hasSizeLessThan(60);
    }

    @Test
    void everyHashIsFresh() {
        FileNames.sha256().update((byte) 1);

        assertThat(FileNames.sha256("")).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
