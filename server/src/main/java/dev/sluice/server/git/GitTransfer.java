package dev.sluice.server.git;

import io.undertow.server.HttpServerExchange;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * One git process between the body of a request and its answer. Git answers while it still reads (an acknowledgement for
 * each commit that both sides have), so its input is fed by a thread of its own: otherwise both sides wait for each other
 * as soon as a pipe is full. When nothing has moved for a while, git is killed and the connection cut.
 *
 * <p>Made, used and closed by one thread.
 */
final class GitTransfer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GitTransfer.class);
    private static final int PIECE = 64 * 1024;
    private static final Duration END_WITHIN = Duration.ofSeconds(2);

    private final Process process;
    private final HttpServerExchange exchange;
    private final Duration stall;
    private final Thread owner = Thread.currentThread();
    private final Future<?> watch;
    private Optional<Thread> feeder = Optional.empty();
    private boolean over;
    private volatile long movedAtNanos = System.nanoTime();

    /** Writes the input of git. */
    interface Feed {
        void writeTo(OutputStream toGit) throws IOException;
    }

    /**
     * @param stall how long nothing may move in either direction
     * @param watchdog looks at it
     */
    GitTransfer(Process process, HttpServerExchange exchange, Duration stall, ScheduledExecutorService watchdog) {
        this.process = process;
        this.exchange = exchange;
        this.stall = stall;
        long everyMs = Math.max(1, stall.toMillis() / 10);
        this.watch = watchdog.scheduleWithFixedDelay(this::look, everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    /** Begins to write git's input, which is closed afterwards. To be called once. */
    void feed(Feed feed) {
        Thread thread = Thread.ofPlatform().daemon().name("git-input").unstarted(() -> {
            try (OutputStream toGit = counted(process.getOutputStream())) {
                feed.writeTo(toGit);
            } catch (IOException e) {
                // Either side is gone. If it was git that closed its input early, its answer says why.
                LOG.info("path={} input ended early: {}", exchange.getRequestURI(), e.toString());
            }
        });
        synchronized (this) {
            feeder = Optional.of(thread);
        }
        thread.start();
    }

    InputStream fromGit() {
        return process.getInputStream();
    }

    /** The stream, each write to which counts as a sign of life. */
    OutputStream counted(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
                moved();
            }

            @Override
            public void write(int one) throws IOException {
                out.write(one);
                moved();
            }
        };
    }

    void moved() {
        movedAtNanos = System.nanoTime();
    }

    /** Copies to the end of the source, in pieces. */
    static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] piece = new byte[PIECE];
        for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
            to.write(piece, 0, read);
            if (from.available() == 0) {
                // Nothing more is there at once: what is there must not wait for it.
                to.flush();
            }
        }
    }

    /** Waits until git has ended and the whole body was read: an answer that comes earlier breaks the client's upload. */
    int finish() throws IOException {
        try {
            int code = process.waitFor();
            if (feeder.isPresent()) {
                feeder.get().join();
            }
            return code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the transfer was cut", e);
        }
    }

    private synchronized void look() {
        if (!over && System.nanoTime() - movedAtNanos > stall.toNanos()) {
            over = true;
            LOG.warn(
                    "path={} git transfer cut: nothing moved for {} s (option --git-stall)",
                    exchange.getRequestURI(),
                    stall.toSeconds());
            kill();
            IoUtils.safeClose(exchange.getConnection());
            // Who waits for the client does not notice that the connection is closed.
            feeder.ifPresent(Thread::interrupt);
            owner.interrupt();
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends git and the thread that feeds it, if they have not ended. */
    @Override
    public void close() {
        watch.cancel(false);
        synchronized (this) {
            over = true;
        }
        process.destroy();
        try {
            if (!process.waitFor(END_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
            if (feeder.isPresent() && feeder.get().isAlive()) {
                feeder.get().interrupt();
                feeder.get().join(END_WITHIN);
            }
        } catch (InterruptedException _) {
            kill();
            feeder.ifPresent(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
    }
}
