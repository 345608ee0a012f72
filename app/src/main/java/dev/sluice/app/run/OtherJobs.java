package dev.sluice.app.run;

import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.core.model.OtherJob;

/** Finds jobs of other runs for a job that takes what they left. Safe for many threads. */
@FunctionalInterface
public interface OtherJobs {

    /**
     * The job, if it succeeded and whoever started the asking job may have what it left.
     *
     * @param asking the attempt that wants it
     */
    OtherJob.Answer find(OtherJob wanted, JobOrder asking);
}
