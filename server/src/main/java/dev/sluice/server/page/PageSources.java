package dev.sluice.server.page;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.access.Tokens;
import dev.sluice.app.audit.AuditQueries;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.delivery.AnnouncedReleases;
import dev.sluice.app.delivery.DeliveryCommands;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.Projects;
import dev.sluice.app.report.CommitFiles;
import dev.sluice.app.report.ReportQueries;
import dev.sluice.app.run.ArtifactBrowser;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.RunArtifacts;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunQueries;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.RunnerQueries;
import dev.sluice.app.settings.ProjectSettings;
import dev.sluice.core.model.Trigger;
import dev.sluice.server.log.LogViewer;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What the pages read from and act upon.
 *
 * @param url address under which people reach the server, where one is configured; without a final slash
 */
public record PageSources(
        Projects projects,
        Access access,
        RunQueries runs,
        RunStore store,
        RunCommands commands,
        LogStore logs,
        LogViewer viewer,
        RunArtifacts artifacts,
        ArtifactBrowser browser,
        ReportQueries reports,
        CommitFiles commits,
        RunnerQueries runners,
        DeliveryQueries delivery,
        DeliveryCommands deliveryCommands,
        AnnouncedReleases announced,
        AuditTrail audit,
        AuditQueries auditEntries,
        LiveEvents events,
        Accounts accounts,
        Tokens tokens,
        ProjectSettings settings,
        Optional<String> url,
        InstantSource clock) {

    /** Whether the caller may start runs of the ref, play and retry their jobs. */
    boolean mayRun(Caller caller, Project project, Trigger.GitRef ref) {
        return access.allows(caller, Permission.RUN, project.id())
                && settings.protectedRefs().runProblem(caller, project, ref).isEmpty();
    }
}
