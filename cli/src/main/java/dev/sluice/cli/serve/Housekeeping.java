package dev.sluice.cli.serve;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes at intervals what nobody needs any more, so that a server which runs for years does not fill its disk. A chore
 * that fails keeps no other from being done and is tried again the next time. Safe for many threads.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final List<Chore> chores;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * One kind of thing to remove.
     *
     * @param what for the log, e.g. {@code sessions}
     */
    record Chore(String what, Removal removal) {}

    /** Removes what is not needed now; says how many. */
    @FunctionalInterface
    interface Removal {
        int run() throws Exception;
    }

    Housekeeping(List<Chore> chores) {
        this.chores = List.copyOf(chores);
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("housekeeping").daemon().factory());
    }

    /** Begins: all chores one after the other, again and again. */
    void start(Duration firstAfter, Duration pause) {
        var unused = timer.scheduleWithFixedDelay(
                this::doAll, firstAfter.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    void doAll() {
        for (Chore chore : chores) {
            try {
                int removed = chore.removal().run();
                if (removed > 0) {
                    LOG.info("housekeeping={} removed={}", chore.what(), removed);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (Exception e) {
                LOG.warn("housekeeping={} failed and is tried again later", chore.what(), e);
            }
        }
    }

    /** Begins no further round; waits a little for what is under way. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("housekeeping is still under way");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
