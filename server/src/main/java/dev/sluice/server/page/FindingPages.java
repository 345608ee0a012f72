package dev.sluice.server.page;

import dev.sluice.app.report.Finding;
import dev.sluice.app.report.Finding.Severity;
import dev.sluice.app.report.ReportQueries.Compared;
import dev.sluice.app.report.ReportQueries.FindingCounts;
import dev.sluice.app.report.ReportQueries.FindingPage;
import dev.sluice.app.report.ReportQueries.FindingRow;
import dev.sluice.app.report.ReportQueries.FindingWish;
import dev.sluice.app.report.SourcePaths;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.FindingsView;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.TestsView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What tools found, in one list. */
final class FindingPages {
    private static final int PAGE = 100;
    private static final int TEXT_MAX = 200;

    private final PageSources sources;
    private final RunPages runs;

    FindingPages(PageSources sources, RunPages runs) {
        this.sources = sources;
        this.runs = runs;
    }

    Response findings(Visit visit) {
        RunPages.Loaded loaded = runs.load(visit);
        Optional<Long> base = sources.reports()
                .base(loaded.run().id(), "refs/heads/" + loaded.project().defaultBranch(), Compared.FINDINGS);
        Optional<Severity> severity = severity(text(visit, "severity"));
        boolean fresh = visit.request().query("new").isPresent();
        int skip = (int) visit.request().queryNumber("skip", 0, 0, 1_000_000);
        FindingWish wish = new FindingWish(
                loaded.run().id(),
                base,
                severity,
                text(visit, "kind"),
                text(visit, "tool"),
                fresh,
                text(visit, "q"),
                skip,
                PAGE);
        FindingPage page = sources.reports().findings(wish);
        FindingCounts counts = sources.reports().counts(loaded.run().id(), base);
        String href = loaded.href() + "/findings";
        String filter = "kind=" + Urls.value(wish.kind()) + "&tool=" + Urls.value(wish.tool()) + "&q="
                + Urls.value(wish.text()) + (fresh ? "&new=1" : "");
        String chosen = href + "?" + filter
                + severity.map(one -> "&severity=" + one.word()).orElse("");
        FindingsView view = new FindingsView(
                runs.head(visit, loaded),
                href,
                chips(counts, severity, href + "?" + filter),
                severity.map(Severity::word).orElse(""),
                wish.kind(),
                wish.tool(),
                wish.text(),
                fresh,
                counts.kinds(),
                counts.tools(),
                page.total(),
                page.rows().isEmpty() ? 0 : skip + 1,
                rows(loaded, page.rows()),
                skip == 0 ? "" : chosen + "&skip=" + Math.max(0, skip - PAGE),
                skip + PAGE < page.total() ? chosen + "&skip=" + (skip + PAGE) : "",
                base.map(number -> new Link(
                        visit.text("run.number", "n", Long.toString(number)),
                        Urls.run(loaded.project().path(), number) + "/findings")),
                loaded.project().defaultBranch(),
                counts.fresh(),
                counts.gone(),
                runs.notes(loaded));
        return visit.page("page/findings.jte", runs.frame(visit, loaded), view);
    }

    private static String text(Visit visit, String name) {
        String text = visit.request().query(name).orElse("").strip();
        return text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text;
    }

    private static Optional<Severity> severity(String word) {
        for (Severity severity : Severity.values()) {
            if (severity.word().equals(word)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }

    private static List<TestsView.Chip> chips(FindingCounts counts, Optional<Severity> chosen, String href) {
        int all = counts.severities().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        List<TestsView.Chip> chips = new ArrayList<>();
        chips.add(new TestsView.Chip("tests.show.all", Optional.of(all), href, chosen.isEmpty()));
        for (Severity severity : Severity.values()) {
            int count = counts.severities().getOrDefault(severity, 0);
            if (count > 0 || chosen.filter(severity::equals).isPresent()) {
                chips.add(new TestsView.Chip(
                        key(severity),
                        Optional.of(count),
                        href + "&severity=" + severity.word(),
                        chosen.filter(severity::equals).isPresent()));
            }
        }
        return chips;
    }

    private static String key(Severity severity) {
        return switch (severity) {
            case CRITICAL -> "findings.critical";
            case HIGH -> "findings.high";
            case MEDIUM -> "findings.medium";
            case LOW -> "findings.low";
            case INFO -> "findings.info";
            case UNKNOWN -> "findings.unknown";
        };
    }

    private static String style(Severity severity) {
        return switch (severity) {
            case CRITICAL, HIGH -> "st-failed";
            case MEDIUM -> "st-warning";
            case LOW, INFO, UNKNOWN -> "st-queued";
        };
    }

    private List<FindingsView.Row> rows(RunPages.Loaded loaded, List<FindingRow> found) {
        boolean anywhere = found.stream().anyMatch(row -> !row.finding().path().isEmpty());
        SourcePaths paths = new SourcePaths(
                anywhere
                        ? sources.commits()
                                .files(
                                        loaded.project().id(),
                                        loaded.run().trigger().commit().sha())
                        : List.of());
        return found.stream().map(row -> row(loaded, row, paths)).toList();
    }

    private static FindingsView.Row row(RunPages.Loaded loaded, FindingRow row, SourcePaths paths) {
        Finding finding = row.finding();
        Optional<String> file = paths.find(finding.path());
        String place = file.orElse(finding.path());
        return new FindingsView.Row(
                key(finding.severity()),
                style(finding.severity()),
                finding.title(),
                finding.rule(),
                finding.tool(),
                finding.kind(),
                finding.line() > 0 ? place + ":" + finding.line() : place,
                file.map(path -> loaded.href() + "/source?from=findings&path=" + Urls.value(path) + "&line="
                                + finding.line() + "#S" + finding.line())
                        .orElse(""),
                finding.link(),
                finding.detail(),
                row.job(),
                Urls.job(loaded.project().path(), loaded.run().id().number(), row.job()),
                row.fresh());
    }
}
