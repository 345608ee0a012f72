package dev.sluice.adapters.logs;

import dev.sluice.adapters.files.FileNames;
import dev.sluice.adapters.files.FileTree;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.RunId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Logs as files below one folder: the text as it is, and beside it an index of line ends and times. Opening a log for
 * writing repairs what a {@code kill -9} left: half a line is cut, lines the index missed are added to it. A log that is
 * not there reads as empty. Trouble with the disk is an {@link UncheckedIOException}. Safe for use by many threads.
 */
public final class FileLogStore implements LogStore {
    /** A window is never larger than this, whatever is asked for: a page and a stream ask for far less. */
    static final int WINDOW_MAX = 100_000;

    private static final int SEARCH_STEP = 1000;

    private final Path root;
    private final Clock clock;
    private final LogNews news = new LogNews();

    public FileLogStore(Path root) {
        this(root, Clock.systemUTC());
    }

    FileLogStore(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    @Override
    public Writer append(LogId id) {
        LogFiles files = LogFiles.of(root, id);
        try {
            FileChannel text = openWithFolder(files.text());
            try {
                FileChannel index = openForWriting(files.index());
                LogRecovery.repair(text, index, clock.instant());
                text.position(text.size());
                index.position(index.size());
                return new FileWriter(id, text, index, news);
            } catch (IOException e) {
                text.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the log of job " + id.job(), e);
        }
    }

    /** The folder is a run's: there for every job but the first. */
    private static FileChannel openWithFolder(Path file) throws IOException {
        try {
            return openForWriting(file);
        } catch (NoSuchFileException e) {
            Files.createDirectories(FileNames.folderOf(file));
            return openForWriting(file);
        }
    }

    /** Brings a log in order whose writer died, as {@link #append} does; nothing where there is none. */
    public void repair(LogId id) {
        if (Files.exists(LogFiles.of(root, id).text())) {
            append(id).close();
        }
    }

    private static FileChannel openForWriting(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public long lineCount(LogId id) {
        try {
            return Files.size(LogFiles.of(root, id).index()) / LogIndex.ENTRY;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Line> lines(LogId id, long from, int count) {
        return read(id, List.of(), (text, index) -> {
            long first = Math.max(0, from);
            long last = Math.min(LogIndex.count(index), first + Math.clamp(count, 0, WINDOW_MAX));
            return first < last ? window(text, index, first, (int) (last - first)) : List.<Line>of();
        });
    }

    private static List<Line> window(FileChannel text, FileChannel index, long first, int count) throws IOException {
        ByteBuffer entries = LogIndex.read(index, first, count);
        long start = LogIndex.start(index, first);
        long end = entries.getLong((count - 1) * LogIndex.ENTRY);
        byte[] bytes = Channels.readFully(text, ByteBuffer.allocate(Math.toIntExact(end - start)), start)
                .array();
        List<Line> lines = new ArrayList<>(count);
        int offset = 0;
        for (int i = 0; i < count; i++) {
            int lineEnd = (int) (entries.getLong(i * LogIndex.ENTRY) - start);
            String line = new String(bytes, offset, lineEnd - offset - 1, StandardCharsets.UTF_8);
            lines.add(new Line(first + i, LogIndex.at(entries, i), line));
            offset = lineEnd;
        }
        return lines;
    }

    @Override
    public Matches search(LogId id, String text, int limit) {
        return read(id, new Matches(0, List.of()), (lines, index) -> new LogSearch(text, limit).run(lines, index));
    }

    @Override
    public Matches searchLines(LogId id, Predicate<String> wanted, int limit) {
        return read(id, new Matches(0, List.of()), (text, index) -> searchLines(text, index, wanted, limit));
    }

    private static Matches searchLines(FileChannel text, FileChannel index, Predicate<String> wanted, int limit)
            throws IOException {
        long count = LogIndex.count(index);
        long total = 0;
        List<Long> found = new ArrayList<>();
        for (long first = 0; first < count; first += SEARCH_STEP) {
            for (Line line : window(text, index, first, (int) Math.min(SEARCH_STEP, count - first))) {
                if (wanted.test(line.text())) {
                    total++;
                    if (found.size() < limit) {
                        found.add(line.number());
                    }
                }
            }
        }
        return new Matches(total, found);
    }

    @Override
    public boolean awaitLines(LogId id, long after, Duration atMost) throws InterruptedException {
        if (lineCount(id) > after) {
            return true;
        }
        news.await(id, after, atMost);
        return lineCount(id) > after;
    }

    /** Copies the whole text of a log; nothing where there is none. */
    public void writeText(LogId id, java.io.OutputStream out) throws IOException {
        Path file = LogFiles.of(root, id).text();
        if (Files.isRegularFile(file)) {
            Files.copy(file, out);
        }
    }

    /** Removes the logs of all jobs of a run; false where there were none. */
    public boolean remove(RunId run) throws IOException {
        return FileTree.delete(LogFiles.folder(root, run));
    }

    private <T> T read(LogId id, T none, Reading<T> reading) {
        LogFiles files = LogFiles.of(root, id);
        try (FileChannel index = FileChannel.open(files.index(), StandardOpenOption.READ);
                FileChannel text = FileChannel.open(files.text(), StandardOpenOption.READ)) {
            return reading.read(text, index);
        } catch (NoSuchFileException e) {
            return none;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log of job " + id.job(), e);
        }
    }

    /** Reads something from the two files of a log. */
    private interface Reading<T> {
        T read(FileChannel text, FileChannel index) throws IOException;
    }

    /** Appends to the two files: first the text, then the index. */
    private static final class FileWriter implements Writer {
        private final LogId id;
        private final FileChannel text;
        private final FileChannel index;
        private final LogNews news;
        private final LogNews.Topic topic;
        private long size;
        private long count;

        FileWriter(LogId id, FileChannel text, FileChannel index, LogNews news) throws IOException {
            this.id = id;
            this.text = text;
            this.index = index;
            this.news = news;
            this.size = text.size();
            this.count = LogIndex.count(index);
            this.topic = news.open(id, count);
        }

        @Override
        public void lines(List<String> lines, Instant at) {
            if (lines.isEmpty()) {
                return;
            }
            List<byte[]> encoded = new ArrayList<>(lines.size());
            int bytes = 0;
            for (String line : lines) {
                // A line end inside a line would make two of it and break the count.
                byte[] line8 = line.replace('\n', ' ').getBytes(StandardCharsets.UTF_8);
                encoded.add(line8);
                bytes += line8.length + 1;
            }
            ByteBuffer content = ByteBuffer.allocate(bytes);
            ByteBuffer entries = ByteBuffer.allocate(lines.size() * LogIndex.ENTRY);
            for (byte[] line : encoded) {
                content.put(line).put((byte) '\n');
                entries.putLong(size + content.position()).putLong(at.toEpochMilli());
            }
            write(content.flip(), entries.flip());
            size += bytes;
            count += lines.size();
            topic.publish(count);
        }

        private void write(ByteBuffer content, ByteBuffer entries) {
            try {
                Channels.writeFully(text, content);
                Channels.writeFully(index, entries);
            } catch (IOException e) {
                takeBack(e);
                throw new UncheckedIOException("cannot write the log: " + e.getMessage(), e);
            }
        }

        /** A full disk takes a part of what it is given: the next lines must not begin behind half a line. */
        private void takeBack(IOException because) {
            try {
                text.truncate(size);
                index.truncate(count * LogIndex.ENTRY);
            } catch (IOException e) {
                because.addSuppressed(e);
            }
        }

        @Override
        public void close() {
            news.close(id, topic);
            try (text;
                    index) {
                // Both are closed, the second also where the first fails.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
