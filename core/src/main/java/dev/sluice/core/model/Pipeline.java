package dev.sluice.core.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a pipeline file means for one trigger: the jobs that take part and how they wait for each other. Immutable.
 *
 * @param dialect the format it was read from: {@code gitlab}, {@code github}, {@code jenkins}
 * @param source the file it was read from, for people
 * @param name a display name, where the file gives one
 * @param stages names of the stages that have jobs, in order
 * @param jobs in display order; names are unique; every needed job is among them
 * @param autoCancel what a newer commit does to it; empty: {@link AutoCancel#CONSERVATIVE}
 * @param onJobFailure what the failure of a job does to it; empty: {@link OnJobFailure#NONE}
 */
public record Pipeline(
        String dialect,
        String source,
        Optional<String> name,
        List<String> stages,
        List<Job> jobs,
        Optional<AutoCancel> autoCancel,
        Optional<OnJobFailure> onJobFailure) {
    public Pipeline {
        stages = List.copyOf(stages);
        jobs = List.copyOf(jobs);
        Set<String> names = new HashSet<>();
        for (Job job : jobs) {
            if (!names.add(job.name())) {
                throw new IllegalArgumentException("two jobs named " + job.name());
            }
            if (job.stage() < 0 || job.stage() >= stages.size()) {
                throw new IllegalArgumentException("job " + job.name() + " has no stage " + job.stage());
            }
        }
    }

    /** A pipeline that does not say what a newer commit does to it. */
    public Pipeline(String dialect, String source, Optional<String> name, List<String> stages, List<Job> jobs) {
        this(dialect, source, name, stages, jobs, Optional.empty(), Optional.empty());
    }

    /** A pipeline that goes on when a job fails. */
    public Pipeline(
            String dialect,
            String source,
            Optional<String> name,
            List<String> stages,
            List<Job> jobs,
            Optional<AutoCancel> autoCancel) {
        this(dialect, source, name, stages, jobs, autoCancel, Optional.empty());
    }

    /** The same pipeline with other jobs in the same stages. */
    public Pipeline withJobs(List<Job> others) {
        return new Pipeline(dialect, source, name, stages, others, autoCancel, onJobFailure);
    }

    /** What a newer commit of the same branch does to its run. */
    public AutoCancel onNewCommit() {
        return autoCancel.orElse(AutoCancel.CONSERVATIVE);
    }

    /** Whether the failure of a job cancels all others. */
    public boolean endsWithFirstFailure() {
        return onJobFailure.filter(OnJobFailure.ALL::equals).isPresent();
    }

    /** The job of that name. */
    public Optional<Job> job(String name) {
        return jobs.stream().filter(job -> job.name().equals(name)).findFirst();
    }

    public String stageName(Job job) {
        return stages.get(job.stage());
    }
}
