package dev.sluice.app.run;

import dev.sluice.app.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A queue some of whose releases fail. */
final class FailingJobQueue implements JobQueue {
    private final JobQueue queue;
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);

    FailingJobQueue(JobQueue queue) {
        this.queue = queue;
    }

    /** The next so many releases fail. */
    void failReleases(int count) {
        failures.set(count);
    }

    /** Returns when a release has succeeded. */
    void awaitRelease() throws InterruptedException {
        released.await();
    }

    @Override
    public void lookAgain() {
        queue.lookAgain();
    }

    @Override
    public void offer(JobOffer offer) {
        queue.offer(offer);
    }

    @Override
    public void withdraw(RunId run, String job, int attempt) {
        queue.withdraw(run, job, attempt);
    }

    @Override
    public Optional<Claim> claim(String runner, Set<String> tags, Duration lease, Instant now) {
        return queue.claim(runner, tags, lease, now);
    }

    @Override
    public boolean renew(Claim claim, Duration lease, Instant now) {
        return queue.renew(claim, lease, now);
    }

    @Override
    public void release(Claim claim) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new StoreUnavailable("the disk is full");
        }
        queue.release(claim);
        released.countDown();
    }

    @Override
    public List<Claim> expired(Instant now) {
        return queue.expired(now);
    }

    @Override
    public List<Claim> heldBy(String runner) {
        return queue.heldBy(runner);
    }

    @Override
    public long changes() {
        return queue.changes();
    }

    @Override
    public void awaitChange(long seen, Duration atMost) throws InterruptedException {
        queue.awaitChange(seen, atMost);
    }
}
