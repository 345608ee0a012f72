package dev.sluice.adapters.logs;

import dev.sluice.app.run.LogSink;
import dev.sluice.app.run.LogStore.LogId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * The logs of one run as text files in one folder, for people: without the index that {@link FileLogStore} keeps for
 * pages, since in a run of many short jobs the making of files is much of the work. Trouble with the disk is an
 * {@link UncheckedIOException}. Safe for use by many threads.
 */
public final class TextLogs implements LogSink {
    private final Path folder;

    /**
     * @param folder made with the first log; all attempts must be of one run
     */
    public TextLogs(Path folder) {
        this.folder = folder;
    }

    @Override
    public Writer append(LogId id) {
        try {
            return new FileWriter(open(folder.resolve(LogFiles.nameOf(id) + ".log")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the log of job " + id.job(), e);
        }
    }

    /** Hands over the lines of a log that nobody writes any more, in order; none where there is no such log. */
    public void each(LogId id, Consumer<String> to) throws IOException {
        Path file = folder.resolve(LogFiles.nameOf(id) + ".log");
        if (Files.exists(file)) {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    to.accept(line);
                }
            }
        }
    }

    private FileChannel open(Path file) throws IOException {
        try {
            return openForAppending(file);
        } catch (NoSuchFileException e) {
            Files.createDirectories(folder);
            return openForAppending(file);
        }
    }

    private static FileChannel openForAppending(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private record FileWriter(FileChannel text) implements Writer {
        @Override
        public void lines(List<String> lines, Instant at) {
            if (lines.isEmpty()) {
                return;
            }
            String joined = String.join("\n", lines) + "\n";
            try {
                Channels.writeFully(text, ByteBuffer.wrap(joined.getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the log: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            try {
                text.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
