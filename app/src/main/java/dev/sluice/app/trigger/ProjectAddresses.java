package dev.sluice.app.trigger;

import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProtectedRefStore;
import dev.sluice.core.model.Trigger.ProjectInfo;
import java.util.function.Supplier;

/**
 * A project as its pipelines see it: where it is found, and what of it is protected.
 *
 * @param serverUrl address of the server, without a final slash
 */
public record ProjectAddresses(Supplier<String> serverUrl, ProtectedRefStore protectedRefs) {

    /** The project with its addresses. */
    public ProjectInfo of(Project project) {
        String server = serverUrl.get();
        return new ProjectInfo(
                project.id(),
                project.path(),
                server + "/p/" + project.path(),
                server + "/git/" + project.path() + ".git",
                server,
                protectedRefs.list(project.id()).stream()
                        .map(ProtectedRefStore.Rule::refs)
                        .toList());
    }
}
