package dev.sluice.server.page;

import dev.sluice.app.audit.AuditQueries;
import dev.sluice.app.audit.AuditQueries.AuditEntry;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.AuditView;
import java.util.List;
import java.util.Optional;

/** The record of who did what. */
final class AuditPages {
    private static final int PAGE = 50;

    private final PageSources sources;

    AuditPages(PageSources sources) {
        this.sources = sources;
    }

    Response entries(Visit visit) {
        AuditQueries.AuditFilter filter = new AuditQueries.AuditFilter(
                visit.request().query("actor").orElse("").strip(),
                visit.request().query("action").orElse("").strip(),
                visit.request().query("project").orElse("").strip());
        long before = visit.request().queryNumber("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        List<AuditEntry> found = sources.auditEntries().entries(filter, before, PAGE + 1);
        List<AuditEntry> shown = found.subList(0, Math.min(PAGE, found.size()));
        String older = found.size() <= PAGE
                ? ""
                : "/audit?actor=" + Urls.value(filter.actor()) + "&action=" + Urls.value(filter.action())
                        + "&project=" + Urls.value(filter.project()) + "&before="
                        + shown.getLast().number();
        Sentences said = new Sentences(visit.messages(), visit.moments());
        AuditView view = new AuditView(
                shown.stream().map(entry -> row(entry, said)).toList(),
                filter.actor(),
                filter.action(),
                filter.project(),
                older);
        Frame frame =
                visit.frame(visit.text("audit.title"), Frame.Section.AUDIT, Optional.empty(), List.of(), List.of());
        return visit.page("page/audit.jte", frame, view);
    }

    private static AuditView.Row row(AuditEntry entry, Sentences said) {
        // The object may name the project itself: it is not said twice.
        boolean isProject = entry.object().equals("project " + entry.project());
        return new AuditView.Row(
                entry.at(),
                entry.actor(),
                entry.action(),
                isProject ? "" : entry.project(),
                entry.object().replace(" -> ", " → "),
                said.say(entry.detail()),
                Response.isLocal(entry.href()) ? entry.href() : "",
                entry.address());
    }
}
