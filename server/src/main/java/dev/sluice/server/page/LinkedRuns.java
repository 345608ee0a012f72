package dev.sluice.server.page;

import dev.sluice.app.project.Project;
import dev.sluice.app.run.Downstreams;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState.Attempt;
import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Trigger;
import dev.sluice.server.page.view.RunLink;
import java.util.Optional;

/** The ways between a run and those that its jobs start. */
final class LinkedRuns {
    private final PageSources sources;

    LinkedRuns(PageSources sources) {
        this.sources = sources;
    }

    /** The run whose job started this one; empty also where it is in a project that the visitor may not see. */
    Optional<RunLink> above(Visit visit, StoredRun run) {
        Optional<Trigger.Parent> parent = run.trigger().parent();
        Optional<Project> project =
                parent.flatMap(one -> sources.projects().find(visit.request().caller(), one.project()));
        if (parent.isEmpty() || project.isEmpty()) {
            return Optional.empty();
        }
        Trigger.Parent one = parent.get();
        boolean here = one.project() == run.id().project();
        String number = (here ? "" : project.get().path() + " ") + "#" + one.run();
        return Optional.of(new RunLink(
                visit.text("run.startedBy", "job", one.job(), "run", number),
                Urls.job(project.get().path(), one.run(), one.job())));
    }

    /** The run of the same project that an attempt of a job started. */
    Optional<RunLink> below(Visit visit, Project project, RunId run, Job job, Optional<Attempt> attempt) {
        if (!(job.program() instanceof DownstreamProgram) || attempt.isEmpty()) {
            return Optional.empty();
        }
        return sources.store()
                .caused(
                        project.id(),
                        Downstreams.causeOf(run, job.name(), attempt.get().number()))
                .map(child -> new RunLink(
                        visit.text("job.started", "run", "#" + child.id().number()),
                        Urls.run(project.path(), child.id().number())));
    }
}
