package dev.sluice.server.api;

import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.Tokens;
import dev.sluice.app.audit.AuditQueries;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.identity.TokenSigner;
import dev.sluice.app.project.Projects;
import dev.sluice.app.report.ReportQueries;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunQueries;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.RunnerQueries;
import dev.sluice.app.settings.ProjectSettings;
import dev.sluice.app.trigger.TriggeredRuns;
import dev.sluice.server.http.Routes;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The API's part of the route table. Safe for many threads. */
public final class Api {
    private final Sources sources;

    /** What the API reads from and acts upon. */
    public record Sources(
            Projects projects,
            Accounts accounts,
            Tokens tokens,
            ProjectSettings settings,
            TriggeredRuns triggered,
            Supplier<String> url,
            TokenSigner signer,
            RunQueries queries,
            RunStore runs,
            RunCommands commands,
            LogStore logs,
            RunnerQueries runners,
            AuditTrail audit,
            AuditQueries auditEntries,
            ReportQueries reports,
            InstantSource clock) {}

    public Api(Sources sources) {
        this.sources = sources;
    }

    /** Adds every route below {@code /api/v1}, and health, readiness and metrics. */
    public void addTo(Routes routes) {
        new AdminApi(sources.projects(), sources.accounts(), sources.tokens(), sources.auditEntries()).addTo(routes);
        new RunApi(new RunApi.Parts(
                        sources.queries(),
                        sources.runs(),
                        sources.commands(),
                        sources.logs(),
                        sources.audit(),
                        sources.settings().protectedRefs(),
                        sources.clock()))
                .addTo(routes);
        new VariableApi(sources.settings().variables(), sources.settings().protectedRefs()).addTo(routes);
        new ReportApi(sources.runs(), sources.reports()).addTo(routes);
        new IdentityRoutes(sources.url(), sources.signer()::keys).addTo(routes);
        new ScheduleApi(sources.settings().schedules()).addTo(routes);
        new ResourceGroupApi(sources.settings().groups()).addTo(routes);
        new TriggerApi(sources.settings().triggers(), sources.triggered()).addTo(routes);
        new Operations(sources.runs(), sources.runners()).addTo(routes);
        new OpenApi(routes).addTo(routes);
    }
}
