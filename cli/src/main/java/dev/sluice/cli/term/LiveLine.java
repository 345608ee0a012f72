package dev.sluice.cli.term;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * The last line of the terminal, redrawn in place while text goes by above it. Redrawn with each text, when told, and
 * once a second. Where the terminal is not interactive there is no such line and text passes through. Safe for use by
 * many threads; closing it removes the line.
 */
public final class LiveLine implements AutoCloseable {
    private static final String ERASE = "\r\u001b[K";

    private final Terminal terminal;
    private final TerminalWidth width;
    private final IntFunction<String> content;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private boolean closed;
    private String shown = "";

    /**
     * Shows nothing until {@link #start}.
     *
     * @param content the line for a number of columns, colours allowed, empty for none; called with the lock held
     */
    public LiveLine(Terminal terminal, TerminalWidth width, IntFunction<String> content) {
        this.terminal = terminal;
        this.width = width;
        this.content = content;
    }

    /** Begins to redraw the line every second. */
    public void start() {
        Thread.ofVirtual().name("live-line").start(this::tick);
    }

    private void tick() {
        lock.lock();
        try {
            while (!closed) {
                draw("");
                ended.await(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Writes whole lines above the live one. */
    public void above(String lines) {
        lock.lock();
        try {
            draw(lines);
        } finally {
            lock.unlock();
        }
    }

    /** Redraws the line now. */
    public void refresh() {
        above("");
    }

    private void draw(String lines) {
        // The terminal wraps at its last column: one column stays free.
        String next = closed ? "" : content.apply(width.columns() - 1);
        if (lines.isEmpty() && next.equals(shown)) {
            return;
        }
        terminal.write((shown.isEmpty() ? "" : ERASE) + lines + next);
        shown = next;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            draw("");
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
