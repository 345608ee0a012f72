package dev.sluice.adapters.runner.session;

import dev.sluice.adapters.runner.mask.Masker;
import dev.sluice.adapters.runner.mask.MaskingStream;
import dev.sluice.app.run.LogSink;
import dev.sluice.core.model.Sentence;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The log of one attempt: what leaves the runner, masked, in order, within the limit. Lines of the runner and output of
 * processes may come from several threads.
 *
 * <p>When lines are written: the runner's own at once; those of a process as soon as the process pauses (nothing more in
 * its pipe), and under steady output at most {@value #BATCH_MS} ms or {@value #BATCH_LINES} lines after the first.
 */
public final class JobLog implements AutoCloseable {
    static final int BATCH_MS = 50;
    static final int BATCH_LINES = 2000;

    private final LogSink.Writer writer;
    private final RunnerSettings settings;
    private final Clock clock;
    private final Trouble trouble;
    private Masker masker = Masker.of(List.of());
    private long bytes;
    private boolean full;
    private boolean closed;

    /** Hears what ends a job: the log is full, or cannot be written. */
    interface Trouble {
        void logFull(String message);

        void logBroken(String message);
    }

    JobLog(LogSink.Writer writer, RunnerSettings settings, Clock clock, Trouble trouble) {
        this.writer = writer;
        this.settings = settings;
        this.clock = clock;
        this.trouble = trouble;
    }

    /** From now on these secrets are masked. Output that is already flowing keeps the masker it began with. */
    synchronized void mask(Masker newMasker) {
        masker = newMasker;
    }

    /** What is masked now. */
    synchronized Masker masker() {
        return masker;
    }

    /** The text with all secrets replaced. */
    synchronized String masked(String text) {
        return masker.mask(text);
    }

    /** Writes a text of the runner's own; line ends in it make several lines. */
    public synchronized void line(String text) {
        write(List.of(masker.mask(text).split("\n", -1)));
    }

    /** Writes a last line, also when the log is full. */
    synchronized void lastLine(String text) {
        full = false;
        bytes = Long.MIN_VALUE / 2;
        line(text);
        full = true;
    }

    /** Takes the output of one process. */
    public synchronized Output output() {
        return output("");
    }

    /**
     * Takes the output of a process that is not the job's own.
     *
     * @param prefix stands before each of its lines
     */
    public synchronized Output output(String prefix) {
        return new Output(masker, prefix);
    }

    private synchronized void write(List<String> lines) {
        if (full || closed || lines.isEmpty()) {
            return;
        }
        List<String> fitting = new ArrayList<>(lines.size());
        for (String line : lines) {
            bytes += utf8Length(line) + 1L;
            if (bytes > settings.logBytesMax()) {
                full = true;
                break;
            }
            fitting.add(line);
        }
        try {
            writer.lines(fitting, clock.instant());
        } catch (UncheckedIOException e) {
            full = true;
            trouble.logBroken(Sentence.LOG_BROKEN.with(String.valueOf(e.getMessage())));
            return;
        }
        if (full) {
            trouble.logFull(Sentence.LOG_TOO_LARGE.with(settings.logBytesMax()));
        }
    }

    private static long utf8Length(String line) {
        long length = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            // Each half of a surrogate pair stands for two of its four bytes.
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }

    @Override
    public synchronized void close() {
        closed = true;
        writer.close();
    }

    /** The way of one process's output into the log. Used by one thread. */
    public final class Output {
        private final List<String> lines = new ArrayList<>();
        private final LineSplitter splitter = new LineSplitter(settings.lineBytesMax(), lines);
        private final MaskingStream masking;
        private long oldestNanos;

        private final String prefix;

        private Output(Masker masker, String prefix) {
            this.prefix = prefix;
            this.masking = new MaskingStream(masker, splitter::accept);
        }

        /**
         * Takes a piece of output.
         *
         * @param more more is there already: lines may wait for it a little
         */
        public void accept(byte[] piece, int length, boolean more) {
            boolean none = lines.isEmpty();
            masking.accept(piece, 0, length);
            if (none) {
                oldestNanos = System.nanoTime();
            }
            long age = System.nanoTime() - oldestNanos;
            if (!more || lines.size() >= BATCH_LINES || age >= BATCH_MS * 1_000_000L) {
                flush();
            }
        }

        /** The process has ended or paused for good: what is left is written, the last line also without its end. */
        public void finish() {
            masking.flush();
            splitter.finish();
            flush();
        }

        private void flush() {
            if (!lines.isEmpty()) {
                write(
                        prefix.isEmpty()
                                ? lines
                                : lines.stream().map(prefix::concat).toList());
                lines.clear();
            }
        }
    }

    /** For texts that must fit into one line. */
    public static String oneLine(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        String cut = utf8.length > 500 ? new String(utf8, 0, 500, StandardCharsets.UTF_8) + "..." : text;
        return cut.replace('\n', ' ').replace('\r', ' ');
    }
}
