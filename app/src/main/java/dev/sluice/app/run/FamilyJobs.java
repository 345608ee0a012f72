package dev.sluice.app.run;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.model.OtherJob;
import dev.sluice.core.model.OtherJob.Answer;
import dev.sluice.core.model.Sentence;
import java.util.Optional;

/**
 * Jobs of the runs that have the same topmost run, of the same project (docs.gitlab.com, CI/CD YAML syntax,
 * {@code needs:pipeline:job}): parents, children and children of the same parent. Who may see one of them may see all.
 * Safe for many threads.
 */
public final class FamilyJobs {
    private final RunStore runs;
    private final RunAncestry ancestry;

    public FamilyJobs(RunStore runs) {
        this.runs = runs;
        this.ancestry = new RunAncestry(runs);
    }

    /** The job, if it succeeded. */
    public Answer find(OtherJob.OfRun wanted, RunId asking) {
        Optional<RunId> id = RunId.ofGlobal(wanted.run());
        if (id.filter(asking::equals).isPresent()) {
            return new Answer.Refused(Sentence.OWN_PIPELINE.with(wanted.run()));
        }
        Optional<StoredRun> run =
                id.filter(one -> one.project() == asking.project()).flatMap(runs::load);
        if (run.isEmpty() || !top(run.get().id()).equals(top(asking))) {
            return new Answer.Refused(Sentence.NO_PIPELINE_BESIDE.with(wanted.run()));
        }
        return run.get()
                .state()
                .job(wanted.job())
                .map(job -> job.status() == JobStatus.SUCCESS
                        ? found(run.get(), job)
                        : new Answer.Refused(Sentence.JOB_IN_PIPELINE_UNDONE.with(wanted.run(), wanted.job())))
                .orElseGet(() -> new Answer.Absent(Sentence.NO_JOB_IN_PIPELINE.with(wanted.run(), wanted.job())));
    }

    /** A job that succeeded, as an answer. */
    public static Answer found(StoredRun run, JobState job) {
        return new Answer.Found(run.id().project(), run.id().number(), job.name(), job.outputs());
    }

    private RunId top(RunId run) {
        return ancestry.top(run, parent -> parent.level() > 0);
    }
}
