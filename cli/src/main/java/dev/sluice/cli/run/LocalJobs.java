package dev.sluice.cli.run;

import dev.sluice.app.run.FamilyJobs;
import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.app.run.OtherJobs;
import dev.sluice.core.model.OtherJob;

/** Jobs of the runs that this command made; other projects and earlier pipelines are on a server. */
record LocalJobs(FamilyJobs family) implements OtherJobs {

    @Override
    public OtherJob.Answer find(OtherJob wanted, JobOrder asking) {
        return switch (wanted) {
            case OtherJob.OfRun ofRun -> family.find(ofRun, asking.run());
            case OtherJob.OfProject(String project, String ref, String job) ->
                new OtherJob.Answer.Refused("the artifacts of \"" + job + "\" of " + ref + " in " + project
                        + " are on a server; sluice run knows the jobs of this run alone");
        };
    }
}
