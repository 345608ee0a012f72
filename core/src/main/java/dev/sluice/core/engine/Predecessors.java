package dev.sluice.core.engine;

import dev.sluice.core.engine.JobState.Why;
import dev.sluice.core.engine.JobState.Why.Cause;
import dev.sluice.core.model.Job;
import java.util.ArrayList;
import java.util.List;

/**
 * What the jobs before a job came to, summed up as far as a decision depends on it. Not thread-safe; lives for one step.
 *
 * <p>GitLab sums up in the same way before it asks a job's {@code when} (keyword reference: {@code needs}, {@code when},
 * {@code allow_failure}): a failure that is allowed counts as success, a manual job that may stay undone counts as
 * absent.
 */
final class Predecessors {
    /** More names than this tell a person nothing, and would make the state of a wide pipeline grow with its square. */
    private static final int NAMES_MAX = 5;

    private final List<String> open = new ArrayList<>(0);
    private final List<String> failed = new ArrayList<>(0);
    private final List<String> canceled = new ArrayList<>(0);
    private final List<String> absent = new ArrayList<>(0);

    void add(Job job, JobState state) {
        switch (state.status()) {
            case WAITING, DELAYED, QUEUED, RUNNING, STOPPING -> note(open, state);
            case MANUAL -> note(isOptionalManual(job) ? absent : open, state);
            case SUCCESS -> {}
            case FAILED -> {
                if (!state.allowedFailure()) {
                    note(failed, state);
                }
            }
            case SKIPPED -> note(absent, state);
            case CANCELED -> {
                if (isOptionalManual(job) && state.attempts().isEmpty()) {
                    note(absent, state);
                } else if (!state.allowedFailure()) {
                    note(canceled, state);
                }
            }
        }
    }

    void addAll(Predecessors others) {
        noteAll(open, others.open);
        noteAll(failed, others.failed);
        noteAll(canceled, others.canceled);
        noteAll(absent, others.absent);
    }

    /**
     * What a job does now.
     *
     * <ul>
     *   <li>A need that was skipped, or is manual, optional and not started: it is skipped, whatever becomes of the other
     *       needs; by stages such jobs do not matter ({@code needs}, additional details).
     *   <li>Something before it is not done: it waits.
     *   <li>{@code always}: it starts (keyword reference, {@code when}: "regardless of the status of jobs in earlier
     *       stages"; so also after a job that a person cancelled, and after needs that were skipped).
     *   <li>{@code on_failure}: it starts if something before it failed and the failure counts.
     *   <li>{@code on_success}, {@code manual}, {@code delayed}: it starts if nothing before it failed or was cancelled.
     * </ul>
     */
    Decision decide(Job.When when, boolean byStage) {
        boolean needSkipped = !byStage && !absent.isEmpty();
        if (!open.isEmpty() && needSkipped && !(when instanceof Job.When.Always)) {
            return new Decision.Skip(new Why(Cause.NEED_SKIPPED, absent));
        }
        if (!open.isEmpty()) {
            return new Decision.Wait(new Why(Cause.WAITS_FOR_JOBS, open));
        }
        return switch (when) {
            case Job.When.Always() -> new Decision.Start();
            case Job.When.OnFailure() -> afterFailure(byStage);
            case Job.When.OnSuccess(), Job.When.Manual _, Job.When.Delayed _ -> afterSuccess(byStage);
        };
    }

    private Decision afterFailure(boolean byStage) {
        if (!byStage && !absent.isEmpty()) {
            return new Decision.Skip(new Why(Cause.NEED_SKIPPED, absent));
        }
        return failed.isEmpty() ? new Decision.Skip(new Why(Cause.NOTHING_FAILED, List.of())) : new Decision.Start();
    }

    private Decision afterSuccess(boolean byStage) {
        if (!failed.isEmpty()) {
            return new Decision.Skip(new Why(Cause.NEED_FAILED, failed));
        }
        if (!canceled.isEmpty()) {
            return new Decision.Skip(new Why(Cause.NEED_CANCELED, canceled));
        }
        if (!byStage && !absent.isEmpty()) {
            return new Decision.Skip(new Why(Cause.NEED_SKIPPED, absent));
        }
        return new Decision.Start();
    }

    static boolean isOptionalManual(Job job) {
        return job.when() instanceof Job.When.Manual manual && manual.optional();
    }

    private static void note(List<String> names, JobState state) {
        if (names.size() < NAMES_MAX) {
            names.add(state.name());
        }
    }

    private static void noteAll(List<String> names, List<String> more) {
        for (int i = 0; i < more.size() && names.size() < NAMES_MAX; i++) {
            names.add(more.get(i));
        }
    }

    /** What becomes of a waiting job. */
    sealed interface Decision {
        record Wait(Why why) implements Decision {}

        record Start() implements Decision {}

        record Skip(Why why) implements Decision {}
    }
}
