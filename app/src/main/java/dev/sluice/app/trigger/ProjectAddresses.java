package dev.sluice.app.trigger;

import dev.sluice.app.project.Project;
import dev.sluice.core.model.Trigger.ProjectInfo;
import java.util.function.Supplier;

/**
 * Where a project is found, as its pipelines see it.
 *
 * @param serverUrl address of the server, without a final slash
 */
public record ProjectAddresses(Supplier<String> serverUrl) {

    /** The project with its addresses. */
    public ProjectInfo of(Project project) {
        String server = serverUrl.get();
        return new ProjectInfo(
                project.id(),
                project.path(),
                server + "/p/" + project.path(),
                server + "/git/" + project.path() + ".git",
                server);
    }
}
