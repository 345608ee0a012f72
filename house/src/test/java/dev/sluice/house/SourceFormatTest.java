package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The layout of the Java sources; {@code -Dquick} leaves it out. */
class SourceFormatTest {
    @Test
    void everyJavaFileIsFormatted() {
        assumeTrue(System.getProperty("sluice.quick", "").isEmpty(), "quick builds leave the format alone");
        Repository repository = Repository.here();
        List<Path> sources =
                repository.javaFiles().stream().map(repository.root()::resolve).toList();

        assertThat(SourceFormat.differing(sources))
                .as("files that `bin/format` would change")
                .isEmpty();
    }
}
