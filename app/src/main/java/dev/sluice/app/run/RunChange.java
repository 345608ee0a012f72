package dev.sluice.app.run;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of a run.
 *
 * @param created whether this is the run's first state
 * @param before the status before the step
 * @param run the run after the step
 * @param jobs the jobs that are not as they were, in the pipeline's order; all of them in the first state
 */
public record RunChange(boolean created, RunStatus before, StoredRun run, List<JobState> jobs) {
    public RunChange {
        jobs = List.copyOf(jobs);
    }

    static RunChange first(StoredRun run) {
        return new RunChange(true, RunStatus.CREATED, run, run.state().jobs());
    }

    static RunChange between(StoredRun before, StoredRun after) {
        List<JobState> changed = new ArrayList<>();
        for (int i = 0; i < after.state().jobs().size(); i++) {
            JobState now = after.state().jobs().get(i);
            // A step keeps the objects of the jobs that it leaves as they were.
            if (now != before.state().jobs().get(i)) {
                changed.add(now);
            }
        }
        return new RunChange(false, before.state().status(), after, changed);
    }
}
