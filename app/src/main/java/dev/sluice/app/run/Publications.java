package dev.sluice.app.run;

import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.core.model.Publication;

/** Makes the releases that jobs announce. Safe for many threads. */
@FunctionalInterface
public interface Publications {

    /**
     * Makes a release with its tag, where whoever started the job may.
     *
     * @param asking the attempt that announces it; a second call for what a lost attempt of the same job made changes nothing
     */
    Publication.Answer publish(Publication wanted, JobOrder asking);
}
