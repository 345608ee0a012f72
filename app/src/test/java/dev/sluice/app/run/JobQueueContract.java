package dev.sluice.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.run.JobQueue.Claim;
import dev.sluice.app.run.JobQueue.JobOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link JobQueue} promises. A subclass gives the queue. */
@Timeout(60)
public abstract class JobQueueContract {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private JobQueue queue;

    /** An empty queue; runs 1 to 9 of projects 1 and 2 exist where the implementation needs them to. */
    protected abstract JobQueue newQueue() throws Exception;

    @BeforeEach
    void open() throws Exception {
        queue = newQueue();
    }

    private static JobOffer offerOf(String job) {
        return offer(1, job, 1, Set.of(), "");
    }

    private static JobOffer offer(long project, String job, int attempt, Set<String> tags, String group) {
        return new JobOffer(new RunId(project, 1), job, attempt, tags, group, NOON);
    }

    private Optional<Claim> claim(String runner, String... tags) {
        return queue.claim(runner, Set.of(tags), MINUTE, NOON);
    }

    private String claimedJob(String... tags) {
        return claim("r1", tags).map(Claim::job).orElse("nothing");
    }

    @Test
    void handsOutTheOldestFirstAndEachOnce() {
        queue.offer(offerOf("a"));
        queue.offer(offerOf("b"));

        Claim first = claim("r1").orElseThrow();

        assertThat(first.job()).isEqualTo("a");
        assertThat(first.runner()).isEqualTo("r1");
        assertThat(first.run()).isEqualTo(new RunId(1, 1));
        assertThat(first.attempt()).isEqualTo(1);
        assertThat(first.until()).isEqualTo(NOON.plus(MINUTE));
        assertThat(claimedJob()).isEqualTo("b");
        assertThat(claimedJob()).isEqualTo("nothing");
    }

    @Test
    void ignoresASecondOfferAlsoAfterTheClaimAndTheRelease() {
        queue.offer(offerOf("a"));
        queue.offer(offerOf("a"));
        Claim claim = claim("r1").orElseThrow();
        assertThat(claimedJob()).isEqualTo("nothing");

        queue.offer(offerOf("a"));
        assertThat(claimedJob()).isEqualTo("nothing");

        queue.release(claim);
        queue.offer(offerOf("a"));
        assertThat(claimedJob()).isEqualTo("nothing");

        queue.offer(offer(1, "a", 2, Set.of(), ""));
        assertThat(claimedJob()).isEqualTo("a");
    }

    @Test
    void withdrawsOnlyWhatNoRunnerHas() {
        queue.offer(offerOf("a"));
        queue.offer(offerOf("b"));
        Claim held = claim("r1").orElseThrow();

        queue.withdraw(new RunId(1, 1), "a", 1);
        queue.withdraw(new RunId(1, 1), "b", 1);
        queue.withdraw(new RunId(1, 1), "unknown", 1);

        assertThat(claimedJob()).isEqualTo("nothing");
        assertThat(queue.renew(held, MINUTE, NOON)).isTrue();
        queue.offer(offerOf("b"));
        assertThat(claimedJob()).as("an offer that was withdrawn stays known").isEqualTo("nothing");
    }

    @Test
    void givesAJobOnlyToARunnerWithAllOfItsTags() {
        queue.offer(offer(1, "gpu", 1, Set.of("linux", "gpu"), ""));
        queue.offer(offer(1, "plain", 1, Set.of(), ""));

        assertThat(claimedJob("linux")).isEqualTo("plain");
        assertThat(claimedJob("linux")).isEqualTo("nothing");
        assertThat(claimedJob("gpu", "linux", "fast")).isEqualTo("gpu");
    }

    @Test
    void holdsOneAttemptOfAResourceGroupInAProject() {
        queue.offer(offer(1, "deploy-1", 1, Set.of(), "production"));
        queue.offer(offer(1, "deploy-2", 1, Set.of(), "production"));
        queue.offer(offer(1, "other-group", 1, Set.of(), "staging"));
        queue.offer(offer(2, "other-project", 1, Set.of(), "production"));

        Claim first = claim("r1").orElseThrow();
        assertThat(first.job()).isEqualTo("deploy-1");
        assertThat(Set.of(claimedJob(), claimedJob())).containsExactlyInAnyOrder("other-group", "other-project");
        assertThat(claimedJob()).isEqualTo("nothing");

        long seen = queue.changes();
        queue.release(first);

        assertThat(queue.changes()).as("the group is free: somebody may claim").isNotEqualTo(seen);
        assertThat(claimedJob()).isEqualTo("deploy-2");
    }

    @Test
    void fencesOffWhoLostTheLease() {
        queue.offer(offerOf("a"));
        Claim lost = claim("r1").orElseThrow();
        queue.release(lost);
        queue.offer(offer(1, "a", 2, Set.of(), ""));
        Claim current = claim("r2").orElseThrow();

        assertThat(current.fence()).isGreaterThan(lost.fence());
        assertThat(queue.renew(lost, MINUTE, NOON)).isFalse();
        queue.release(lost);
        assertThat(queue.renew(current, MINUTE, NOON)).isTrue();
        queue.release(current);
        queue.release(current);
        assertThat(queue.renew(current, MINUTE, NOON)).isFalse();
    }

    @Test
    void tellsWhichLeasesRanOut() {
        queue.offer(offerOf("a"));
        queue.offer(offerOf("b"));
        Claim renewed = claim("r1").orElseThrow();
        Claim silent = claim("r1").orElseThrow();
        assertThat(queue.renew(renewed, MINUTE, NOON.plusSeconds(50))).isTrue();

        assertThat(queue.expired(NOON.plusSeconds(59))).isEmpty();
        assertThat(queue.expired(NOON.plusSeconds(61))).extracting(Claim::job).containsExactly(silent.job());

        queue.release(queue.expired(NOON.plusSeconds(61)).getFirst());

        assertThat(queue.expired(NOON.plusSeconds(61))).isEmpty();
        assertThat(queue.expired(NOON.plusSeconds(111))).extracting(Claim::job).containsExactly("a");
    }

    @Test
    void knowsWhatARunnerHolds() {
        queue.offer(offerOf("a"));
        queue.offer(offerOf("b"));
        queue.offer(offerOf("c"));
        Claim first = claim("r1").orElseThrow();
        claim("r2");
        claim("r1");

        assertThat(queue.heldBy("r1")).extracting(Claim::job).containsExactly("a", "c");
        queue.release(first);
        assertThat(queue.heldBy("r1")).extracting(Claim::job).containsExactly("c");
        assertThat(queue.heldBy("nobody")).isEmpty();
    }

    @Test
    void missesNoOfferBetweenClaimAndWait() throws Exception {
        long seen = queue.changes();
        assertThat(claimedJob()).isEqualTo("nothing");
        queue.offer(offerOf("a"));

        // Returns at once; the test's time limit is what would show that it does not.
        queue.awaitChange(seen, Duration.ofHours(1));

        assertThat(claimedJob()).isEqualTo("a");
    }

    @Test
    void wakesWhoWaitsForAnOffer() throws Exception {
        long seen = queue.changes();
        CompletableFuture<String> claimed = new CompletableFuture<>();
        Thread waiter = Thread.ofVirtual().start(() -> {
            try {
                queue.awaitChange(seen, Duration.ofHours(1));
                claimed.complete(claimedJob());
            } catch (InterruptedException e) {
                claimed.completeExceptionally(e);
            }
        });

        queue.offer(offerOf("a"));

        assertThat(claimed.get(30, TimeUnit.SECONDS)).isEqualTo("a");
        waiter.join();
    }

    @Test
    void stopsWaitingWhenTheTimeIsOver() throws Exception {
        queue.awaitChange(queue.changes(), Duration.ofMillis(1));

        assertThat(claimedJob()).isEqualTo("nothing");
    }

    @Test
    void givesEachAttemptToOneOfManyRunners() throws Exception {
        int jobs = 200;
        for (int i = 0; i < jobs; i++) {
            queue.offer(offerOf("job-" + i));
        }
        List<Callable<List<Claim>>> runners = new ArrayList<>();
        for (int r = 0; r < 8; r++) {
            String name = "r" + r;
            runners.add(() -> {
                List<Claim> mine = new ArrayList<>();
                for (Optional<Claim> next = claim(name); next.isPresent(); next = claim(name)) {
                    mine.add(next.get());
                }
                return mine;
            });
        }
        Set<String> names = new HashSet<>();
        Set<Long> fences = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<Claim>> one : threads.invokeAll(runners)) {
                for (Claim claim : one.get()) {
                    assertThat(names.add(claim.job())).as(claim.job()).isTrue();
                    assertThat(fences.add(claim.fence())).isTrue();
                }
            }
        }
        assertThat(names).hasSize(jobs);
    }
}
