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
    /** Of what is held back, the newest is kept. */
    private static final int HELD_BACK_MAX = 4 << 20;

    private final Terminal terminal;
    private final TerminalWidth width;
    private final IntFunction<String> content;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private boolean closed;
    private String shown = "";
    private boolean suspended;
    private final StringBuilder heldBack = new StringBuilder();

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

    /** Takes the line away and holds back what is written, until {@link #resume}. */
    public void suspend() {
        lock.lock();
        try {
            terminal.write(shown.isEmpty() ? "" : ERASE);
            shown = "";
            suspended = true;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what was held back and goes on. */
    public void resume() {
        lock.lock();
        try {
            suspended = false;
            String lines = heldBack.toString();
            heldBack.setLength(0);
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
        if (suspended) {
            heldBack.append(lines);
            if (heldBack.length() > HELD_BACK_MAX) {
                heldBack.delete(0, heldBack.length() - HELD_BACK_MAX / 2);
            }
            return;
        }
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
