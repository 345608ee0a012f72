package dev.sluice.app.run;

import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobSession.ProjectVariable;
import java.util.List;

/** The variables kept outside of the file that a job may have. */
public interface JobVariables {

    /** What this job of this run gets, lowest rank first; secrets it may not have are absent. */
    List<ProjectVariable> of(StoredRun run, Job job);
}
