package dev.sluice.cli.serve;

import dev.sluice.app.delivery.DeployTarget;
import dev.sluice.app.delivery.DeployTarget.SlotId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Ends the services with the server, where that is wanted (the demo): closed after everything that would start them again.
 * Otherwise services go on without the server.
 */
final class ServiceStop implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final DeployTarget target;
    private volatile boolean wanted;

    ServiceStop(DeployTarget target) {
        this.target = target;
    }

    void atClose() {
        wanted = true;
    }

    @Override
    public void close() throws InterruptedException {
        if (!wanted) {
            return;
        }
        List<Thread> stopping = new ArrayList<>();
        for (SlotId slot : target.existing()) {
            stopping.add(Thread.ofVirtual().name("stop-slot").start(() -> target.stop(slot, GRACE)));
        }
        for (Thread thread : stopping) {
            thread.join();
        }
    }
}
