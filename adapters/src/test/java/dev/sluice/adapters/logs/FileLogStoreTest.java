package dev.sluice.adapters.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.LogStore.Line;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLogStoreTest {
    private static final LogId LOG = new LogId(new RunId(1, 7), "build: [3.12, linux]", 1);
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    Path folder;

    private FileLogStore store;

    @BeforeEach
    void open() {
        store = new FileLogStore(folder);
    }

    @Test
    void linesComeBackWithNumbersAndTimes() {
        append("one", "", "zwei ü");

        assertThat(store.lines(LOG, 0, 10))
                .containsExactly(new Line(0, AT, "one"), new Line(1, AT, ""), new Line(2, AT, "zwei ü"));
        assertThat(store.lines(LOG, 1, 1)).containsExactly(new Line(1, AT, ""));
        assertThat(store.lines(LOG, 3, 10)).isEmpty();
        assertThat(store.lineCount(LOG)).isEqualTo(3);
    }

    @Test
    void aLogThatIsNotThereIsEmpty() {
        assertThat(store.lineCount(LOG)).isZero();
        assertThat(store.lines(LOG, 0, 10)).isEmpty();
        assertThat(store.search(LOG, "x", 10).total()).isZero();
    }

    @Test
    void appendingGoesOnWhereAnEarlierProcessStopped() {
        append("one");
        append("two");

        assertThat(texts()).containsExactly("one", "two");
    }

    @Test
    void halfALineAtTheEndIsCut() throws IOException {
        append("one", "two");
        appendBytes(".log", "half a line".getBytes());

        append("three");

        assertThat(texts()).containsExactly("one", "two", "three");
    }

    @Test
    void linesThatTheIndexMissedAreFoundAgain() throws IOException {
        append("one");
        appendBytes(".log", "two\nthree\nhalf".getBytes());

        append("four");

        assertThat(texts()).containsExactly("one", "two", "three", "four");
    }

    @Test
    void halfAnIndexEntryIsDropped() throws IOException {
        append("one", "two");
        appendBytes(".idx", new byte[] {1, 2, 3});
        assertThat(texts()).containsExactly("one", "two");

        append("three");

        assertThat(texts()).containsExactly("one", "two", "three");
    }

    @Test
    void indexEntriesBehindTheTextAreDropped() throws IOException {
        append("one", "two", "three");
        try (FileChannel text = FileChannel.open(file(".log"), StandardOpenOption.WRITE)) {
            text.truncate(6);
        }

        append("four");

        assertThat(texts()).containsExactly("one", "four");
    }

    @Test
    void aCrashAtAnyByteLosesNoLineThatWasIndexed() throws IOException {
        append("alpha", "beta", "gamma");
        byte[] text = Files.readAllBytes(file(".log"));
        byte[] index = Files.readAllBytes(file(".idx"));
        for (int textEnd = 0; textEnd <= text.length; textEnd++) {
            for (int indexEnd = 0; indexEnd <= index.length; indexEnd += 8) {
                Files.write(file(".log"), java.util.Arrays.copyOf(text, textEnd));
                Files.write(file(".idx"), java.util.Arrays.copyOf(index, indexEnd));

                append("after");

                List<String> whole =
                        new ArrayList<>(new String(text, 0, textEnd).lines().toList());
                if (!whole.isEmpty() && text[textEnd - 1] != '\n') {
                    whole.removeLast();
                }
                whole.add("after");
                assertThat(texts()).isEqualTo(whole);
            }
        }
    }

    @Test
    void anyWindowOfAMillionLinesIsReadInAboutAMillisecond() {
        try (LogStore.Writer writer = store.append(LOG)) {
            List<String> batch = new ArrayList<>();
            for (int i = 0; i < 1_000_000; i++) {
                batch.add("line " + i + " of a long build, as they come from a compiler or a test run");
                if (batch.size() == 1000) {
                    writer.lines(batch, AT);
                    batch.clear();
                }
            }
        }
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 50; round++) {
            long from = (round * 19_997L) % 999_000;
            long start = System.nanoTime();
            List<Line> window = store.lines(LOG, from, 500);
            best = Math.min(best, System.nanoTime() - start);
            assertThat(window).hasSize(500);
            assertThat(window.get(499).text()).startsWith("line " + (from + 499) + " ");
        }
        System.out.printf("window of 500 lines in a million: %.2f ms%n", best / 1e6);
        assertThat(best).isLessThan(20_000_000);

        long start = System.nanoTime();
        LogStore.Matches matches = store.search(LOG, "line 99999", 5);
        System.out.printf("search in a million lines: %.0f ms%n", (System.nanoTime() - start) / 1e6);
        assertThat(matches.total()).isEqualTo(11);
        assertThat(matches.lines()).containsExactly(99_999L, 999_990L, 999_991L, 999_992L, 999_993L);
    }

    @Test
    void searchCountsLinesNotMatchesAndAcrossChunks() {
        String filler = "x".repeat(60_000);
        try (LogStore.Writer writer = store.append(LOG)) {
            for (int i = 0; i < 100; i++) {
                writer.lines(List.of(filler + "needle needle", filler.substring(i * 37) + "needle", "nothing"), AT);
            }
        }

        LogStore.Matches matches = store.search(LOG, "needle", 1000);

        assertThat(matches.total()).isEqualTo(200);
        assertThat(matches.lines()).hasSize(200).startsWith(0L, 1L, 3L, 4L).endsWith(297L, 298L);
        assertThat(store.search(LOG, "Needle", 10).total()).isZero();
        assertThat(store.search(LOG, "needle\nx", 10).total()).isZero();
        assertThat(store.search(LOG, "", 10).total()).isZero();
    }

    @Test
    void searchFindsTextInALineLongerThanAChunk() {
        append("a" + "y".repeat(3_000_000) + "end", "end", "z");

        assertThat(store.search(LOG, "end", 10)).isEqualTo(new LogStore.Matches(2, List.of(0L, 1L)));
        assertThat(store.search(LOG, "ayy", 10)).isEqualTo(new LogStore.Matches(1, List.of(0L)));
    }

    @Test
    void waitingEndsWithALineOrWithTheWriter() throws Exception {
        try (LogStore.Writer writer = store.append(LOG)) {
            Thread later = Thread.ofVirtual().start(() -> writer.lines(List.of("one"), AT));
            assertThat(store.awaitLines(LOG, 0, Duration.ofSeconds(20))).isTrue();
            later.join();
            Thread closer = Thread.ofVirtual().start(writer::close);
            assertThat(store.awaitLines(LOG, 1, Duration.ofSeconds(20))).isFalse();
            closer.join();
        }
    }

    @Test
    void readersSeeOnlyWholeLinesWhileTheLogIsWritten() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread writing = Thread.ofVirtual().start(() -> {
            try (LogStore.Writer writer = store.append(LOG)) {
                for (int i = 0; i < 20_000; i++) {
                    writer.lines(List.of("line " + i, "again " + i), AT);
                }
            }
            done.set(true);
        });

        while (!done.get()) {
            long count = store.lineCount(LOG);
            List<Line> last = store.lines(LOG, Math.max(0, count - 3), 3);
            for (Line line : last) {
                assertThat(line.text()).isEqualTo((line.number() % 2 == 0 ? "line " : "again ") + line.number() / 2);
            }
        }
        writing.join();
        assertThat(store.lineCount(LOG)).isEqualTo(40_000);
    }

    @Test
    void namesThatLookAlikeAreDifferentLogs() {
        for (String job : List.of("a/b", "a-b", "A-B", "../a-b", "a b")) {
            try (LogStore.Writer writer = store.append(new LogId(new RunId(1, 1), job, 1))) {
                writer.lines(List.of(job), AT);
            }
        }
        for (String job : List.of("a/b", "a-b", "A-B", "../a-b", "a b")) {
            assertThat(store.lines(new LogId(new RunId(1, 1), job, 1), 0, 10)).containsExactly(new Line(0, AT, job));
        }
    }

    private void append(String... lines) {
        try (LogStore.Writer writer = store.append(LOG)) {
            writer.lines(List.of(lines), AT);
        }
    }

    private List<String> texts() {
        return store.lines(LOG, 0, 1000).stream().map(Line::text).toList();
    }

    private Path file(String ending) {
        LogFiles files = LogFiles.of(folder, LOG);
        return ending.equals(".log") ? files.text() : files.index();
    }

    private void appendBytes(String ending, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file(ending), StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap(bytes));
        }
    }

    @Test
    void linesAreSearchedByARuleFromTheFirstToTheLast() {
        try (LogStore.Writer writer = store.append(LOG)) {
            for (int i = 0; i < 2500; i++) {
                writer.lines(List.of("line " + i), Instant.EPOCH);
            }
        }

        LogStore.Matches matches = store.searchLines(LOG, line -> line.endsWith("99"), 3);

        assertThat(matches).isEqualTo(new LogStore.Matches(25, List.of(99L, 199L, 299L)));
    }
}
