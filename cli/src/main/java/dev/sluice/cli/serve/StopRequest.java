package dev.sluice.cli.serve;

import java.util.concurrent.CountDownLatch;

/**
 * Waits until somebody wants this process to end: Ctrl-C or SIGTERM. The Java machine ends when its shutdown hooks have; so
 * the hook waits until {@link #close}, which comes after everything was stopped in order.
 */
public final class StopRequest implements AutoCloseable {
    private final CountDownLatch wanted = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    private StopRequest() {}

    /** Begins to listen for the signals. */
    public static StopRequest onSignal() {
        StopRequest request = new StopRequest();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            request.wanted.countDown();
            try {
                request.done.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }));
        return request;
    }

    /** Blocks until the end is wanted. */
    public void await() throws InterruptedException {
        wanted.await();
    }

    /** Everything is stopped: lets the process end. */
    @Override
    public void close() {
        done.countDown();
    }
}
