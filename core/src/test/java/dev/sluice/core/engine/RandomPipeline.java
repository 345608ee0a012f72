package dev.sluice.core.engine;

import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.ScriptProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/** Small pipelines of every shape that the engine knows. */
final class RandomPipeline {
    private final SplittableRandom random;
    private final List<Job> jobs = new ArrayList<>();

    private RandomPipeline(SplittableRandom random) {
        this.random = random;
    }

    static Pipeline from(SplittableRandom random) {
        return new RandomPipeline(random).make();
    }

    private Pipeline make() {
        int stages = 1 + random.nextInt(4);
        int count = random.nextInt(20) == 0 ? 0 : 1 + random.nextInt(9);
        for (int i = 0; i < count; i++) {
            jobs.add(job("j" + i, random.nextInt(stages)));
        }
        List<String> names = new ArrayList<>();
        for (int stage = 0; stage < stages; stage++) {
            names.add("s" + stage);
        }
        return new Pipeline("gitlab", ".gitlab-ci.yml", Optional.empty(), names, shuffled());
    }

    /** The order in the file says nothing about the order of work. */
    private List<Job> shuffled() {
        List<Job> left = new ArrayList<>(jobs);
        List<Job> shuffled = new ArrayList<>();
        while (!left.isEmpty()) {
            shuffled.add(left.remove(random.nextInt(left.size())));
        }
        return shuffled;
    }

    private Job job(String name, int stage) {
        return new Job(
                name,
                stage,
                waits(stage),
                when(),
                allowFailure(),
                retry(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Position.startOf(".gitlab-ci.yml"),
                (ScriptProgram) session -> {
                    throw new AssertionError("the engine runs no programs");
                });
    }

    private Job.Waits waits(int stage) {
        if (random.nextInt(100) < 60) {
            return new Job.Waits.ForEarlierStages();
        }
        List<Job.Need> needs = new ArrayList<>();
        for (Job earlier : jobs) {
            if (earlier.stage() <= stage && random.nextInt(3) == 0) {
                needs.add(new Job.Need(earlier.name(), true));
            }
        }
        return new Job.Waits.ForJobs(needs);
    }

    private Job.When when() {
        return switch (random.nextInt(12)) {
            case 0 -> new Job.When.Always();
            case 1 -> new Job.When.OnFailure();
            case 2 -> new Job.When.Manual(true);
            case 3 -> new Job.When.Manual(false);
            case 4 -> new Job.When.Delayed(Duration.ofSeconds(random.nextInt(4) * 10L));
            default -> new Job.When.OnSuccess();
        };
    }

    private Job.AllowFailure allowFailure() {
        return switch (random.nextInt(6)) {
            case 0 -> new Job.AllowFailure.Always();
            case 1 -> new Job.AllowFailure.ForExitCodes(Set.of(2, 3));
            default -> new Job.AllowFailure.Never();
        };
    }

    private Job.Retry retry() {
        return switch (random.nextInt(6)) {
            case 0 -> new Job.Retry(1 + random.nextInt(2), Set.of(), Set.of());
            case 1 -> new Job.Retry(1, Set.of(FailureReason.TIMEOUT), Set.of(3));
            default -> Job.Retry.never();
        };
    }
}
