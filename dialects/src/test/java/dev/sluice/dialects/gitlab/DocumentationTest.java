package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/gitlab.md} names every keyword that the tables know. */
final class DocumentationTest {

    @Test
    void everyKeywordIsThere() throws IOException {
        String page = Files.readString(Path.of("../docs/gitlab.md"));

        assertThat(Keywords.JOB.names())
                .filteredOn(name -> !name.equals("publish"))
                .allSatisfy(name -> assertThat(page).contains("`" + name));
    }
}
