package dev.sluice.app.delivery;

import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;

/** Records what the server itself refuses: nobody waits for an answer who could be told. Safe for many threads. */
final class DeliveryAudit {
    private final AuditTrail trail;
    private final ProjectStore projects;

    DeliveryAudit(AuditTrail trail, ProjectStore projects) {
        this.trail = trail;
        this.projects = projects;
    }

    /**
     * @param action a stable word with dots
     * @param object what was refused, for people
     */
    void refused(long project, String action, String object, String why) {
        String path = projects.byId(project).map(Project::path).orElse("");
        trail.record(new AuditTrail.Deed("system", action, path, object, why, "", ""));
    }
}
