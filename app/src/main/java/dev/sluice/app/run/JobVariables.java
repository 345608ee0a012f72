package dev.sluice.app.run;

import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.Trigger;
import java.util.List;
import java.util.Optional;

/** The variables kept outside of the file that a job may have. */
public interface JobVariables {

    /** What this job of this run gets, lowest rank first; secrets it may not have are absent. */
    List<ProjectVariable> of(StoredRun run, Job job);

    /** Who has this login, for a job that somebody started; empty where that is not known here. */
    default Optional<Trigger.Actor> person(String login) {
        return Optional.empty();
    }
}
