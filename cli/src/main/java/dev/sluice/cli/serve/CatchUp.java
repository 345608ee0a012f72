package dev.sluice.cli.serve;

import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.trigger.PushSynchronizer;
import dev.sluice.core.model.Trigger.Actor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at every repository once after the start: a push that git accepted just before a crash gets its run now. */
final class CatchUp implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);

    private final ProjectStore projects;
    private final PushSynchronizer pushes;

    CatchUp(ProjectStore projects, PushSynchronizer pushes) {
        this.projects = projects;
        this.pushes = pushes;
    }

    @Override
    public void run() {
        for (Project project : projects.list()) {
            try {
                PushSynchronizer.Outcome outcome =
                        pushes.synchronize(project, new Actor("system", "Sluice", ""), false);
                if (!outcome.runs().isEmpty()) {
                    LOG.info(
                            "project={} runs={} made for pushes before the restart",
                            project.path(),
                            outcome.runs().size());
                }
            } catch (RuntimeException e) {
                LOG.error("project={} its refs could not be looked at", project.path(), e);
            }
        }
    }
}
