package dev.sluice.app.run;

import dev.sluice.core.model.DownstreamProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The queue between the engine and the runners. At most one runner holds an attempt: a claim is a compare-and-set, a
 * lease with a fencing number. A job of a resource group is handed out only while no other attempt of that group in the
 * same project is held, and, where the group has an order, to the one that is next. Safe for use by many threads.
 */
public interface JobQueue {

    /** Puts an attempt into the queue. A second offer of the same attempt changes nothing, also after it was claimed. */
    void offer(JobOffer offer);

    /** Takes an attempt out of the queue, if no runner has it. */
    void withdraw(RunId run, String job, int attempt);

    /** Hands the oldest attempt that {@link #fits} to this runner, or empty where there is none. */
    Optional<Claim> claim(String runner, Set<String> tags, Duration lease, Instant now);

    /** Prolongs a lease; false where the runner no longer holds it. */
    boolean renew(Claim claim, Duration lease, Instant now);

    /** Gives the attempt back as done. A second time, or by a runner that lost it, changes nothing. */
    void release(Claim claim);

    /** Leases that ran out before {@code now}. The caller tells the engine and then releases them. */
    List<Claim> expired(Instant now);

    /** All leases held by this runner: what a restarted embedded runner must give up. */
    List<Claim> heldBy(String runner);

    /**
     * A number that changes whenever an attempt may have become claimable: one was offered, or a lease of a resource
     * group ended. Read it before {@link #claim}; a claim that found nothing then waits by {@link #awaitChange} without
     * missing an offer made in between.
     */
    long changes();

    /** Has {@link #changes} change: something outside of the queue may have made an attempt claimable. */
    void lookAgain();

    /** Blocks until {@link #changes} is no longer {@code seen}, or until the time is over; at once if it already differs. */
    void awaitChange(long seen, Duration atMost) throws InterruptedException;

    /**
     * Whether a runner takes a job: it has all of its labels. One that starts runs ({@link DownstreamProgram#LABEL}) does
     * nothing else.
     */
    static boolean fits(Set<String> labels, Set<String> runner) {
        return runner.containsAll(labels)
                && runner.contains(DownstreamProgram.LABEL) == labels.contains(DownstreamProgram.LABEL);
    }

    /**
     * An attempt that a runner may take.
     *
     * @param tags labels that the runner must have
     * @param resourceGroup at most one held attempt of this group in the project; empty text: none
     */
    record JobOffer(RunId run, String job, int attempt, Set<String> tags, String resourceGroup, Instant at) {
        public JobOffer {
            tags = Set.copyOf(tags);
        }
    }

    /**
     * An attempt that a runner holds.
     *
     * @param fence grows with every claim in the installation; an older number is refused everywhere
     */
    record Claim(RunId run, String job, int attempt, String runner, long fence, Instant until) {}
}
