package dev.sluice.adapters.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.run.LogSink;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextLogsTest {
    private static final RunId RUN = new RunId(1, 7);

    @TempDir
    Path folder;

    @Test
    void eachAttemptHasAFileOfItsOwn() throws IOException {
        TextLogs logs = new TextLogs(folder.resolve("logs"));

        write(logs, new LogId(RUN, "unit test", 1), List.of("one", "zwei – два"));
        write(logs, new LogId(RUN, "unit test", 2), List.of("again"));
        write(logs, new LogId(RUN, "unit-test", 1), List.of("another job"));

        assertThat(texts()).containsExactlyInAnyOrder("one\nzwei – два\n", "again\n", "another job\n");
    }

    @Test
    void whatIsThereStays() throws IOException {
        LogId id = new LogId(RUN, "build", 1);

        write(new TextLogs(folder.resolve("logs")), id, List.of("first"));
        write(new TextLogs(folder.resolve("logs")), id, List.of("second"));

        assertThat(texts()).containsExactly("first\nsecond\n");
    }

    @Test
    void aFolderThatCannotBeMadeIsTold() throws IOException {
        TextLogs logs = new TextLogs(Files.createFile(folder.resolve("file")).resolve("logs"));

        assertThatThrownBy(() -> logs.append(new LogId(RUN, "build", 1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("build");
    }

    private static void write(LogSink logs, LogId id, List<String> lines) {
        try (LogSink.Writer writer = logs.append(id)) {
            for (String line : lines) {
                writer.lines(List.of(line), Instant.EPOCH);
            }
        }
    }

    private List<String> texts() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("logs"))) {
            List<String> texts = new java.util.ArrayList<>();
            for (Path file : files.toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        }
    }
}
