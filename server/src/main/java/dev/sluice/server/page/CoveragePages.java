package dev.sluice.server.page;

import dev.sluice.app.report.ChangedFile;
import dev.sluice.app.report.CommitFiles;
import dev.sluice.app.report.CoveredLines;
import dev.sluice.app.report.RunCoverage;
import dev.sluice.app.report.SourcePaths;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.CoverageView;
import dev.sluice.server.page.view.RunHead;
import dev.sluice.server.page.view.SourceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Coverage of a run: of the changed lines, by file, and of one file line by line. */
final class CoveragePages {
    private static final int PAGE = 200;
    private static final int DIFF_BYTES = 2 << 20;
    private static final int CHANGED_LINES = 3_000;
    private static final int LINES_MAX = 10_000;
    private static final int WIDTH_MAX = 2_000;

    private final PageSources sources;
    private final RunPages runs;

    CoveragePages(PageSources sources, RunPages runs) {
        this.sources = sources;
        this.runs = runs;
    }

    Response coverage(Visit visit) {
        RunPages.Loaded loaded = runs.load(visit);
        RunHead head = runs.head(visit, loaded);
        long project = loaded.project().id();
        String commit = loaded.run().trigger().commit().sha();
        RunCoverage coverage = coverage(loaded);
        CommitFiles.Changes changes = coverage.files().isEmpty()
                ? new CommitFiles.Changes("", "", false)
                : sources.commits().changes(project, commit, loaded.project().defaultBranch(), DIFF_BYTES);
        List<RunCoverage.Changed> changed = coverage.of(ChangedFile.of(changes.text()));
        int changedTotal = changed.stream().mapToInt(RunCoverage.Changed::total).sum();
        int changedCovered =
                changed.stream().mapToInt(RunCoverage.Changed::covered).sum();
        int skip = (int) visit.request().queryNumber("skip", 0, 0, 1_000_000);
        List<CoverageView.File> files = coverage.files().entrySet().stream()
                .skip(skip)
                .limit(PAGE)
                .map(file -> file(visit, loaded, file))
                .toList();
        int count = coverage.files().size();
        String href = loaded.href() + "/coverage";
        List<CoverageView.Changed> shown = new ArrayList<>();
        boolean cut = changes.cut() | shorten(visit, loaded, changed, shown);
        CoverageView view = new CoverageView(
                head,
                head.reported().coverage(),
                coverage.covered(),
                coverage.total(),
                share(visit, coverage.covered(), coverage.total()),
                changes.base(),
                changedCovered,
                changedTotal,
                share(visit, changedCovered, changedTotal),
                shown,
                cut,
                count,
                skip + 1,
                files,
                skip == 0 ? "" : href + "?skip=" + Math.max(0, skip - PAGE) + "#files",
                skip + PAGE < count ? href + "?skip=" + (skip + PAGE) + "#files" : "",
                runs.notes(loaded));
        return visit.page("page/coverage.jte", runs.frame(visit, loaded), view);
    }

    private RunCoverage coverage(RunPages.Loaded loaded) {
        var reported = sources.reports().files(loaded.run().id());
        List<String> files = reported.isEmpty()
                ? List.of()
                : sources.commits()
                        .files(
                                loaded.project().id(),
                                loaded.run().trigger().commit().sha());
        return RunCoverage.of(reported, new SourcePaths(files));
    }

    private static String share(Visit visit, int covered, int total) {
        return RunCoverage.share(covered, total).map(visit.moments()::percent).orElse("");
    }

    private static CoverageView.File file(Visit visit, RunPages.Loaded loaded, Map.Entry<String, CoveredLines> file) {
        int covered = file.getValue().covered();
        int total = file.getValue().total();
        String path = file.getKey();
        return new CoverageView.File(path, sourceHref(loaded, path, 0), covered, total, share(visit, covered, total));
    }

    /** Page of a file of the run's commit, at a line where one is named. */
    static String sourceHref(RunPages.Loaded loaded, String path, int line) {
        String href = loaded.href() + "/source?path=" + Urls.value(path);
        return path.startsWith("/") ? "" : line > 0 ? href + "&line=" + line + "#S" + line : href;
    }

    /** Takes as many changed files as a page may have lines; true where some are left out. */
    private static boolean shorten(
            Visit visit, RunPages.Loaded loaded, List<RunCoverage.Changed> changed, List<CoverageView.Changed> shown) {
        int room = CHANGED_LINES;
        for (RunCoverage.Changed one : changed) {
            if (one.total() == 0) {
                continue;
            }
            List<ChangedFile.Line> lines = one.file().lines();
            if (lines.size() > room) {
                return true;
            }
            room -= lines.size();
            CoverageView.File file = new CoverageView.File(
                    one.file().path(),
                    sourceHref(loaded, one.file().path(), 0),
                    one.covered(),
                    one.total(),
                    share(visit, one.covered(), one.total()));
            shown.add(new CoverageView.Changed(
                    file,
                    lines.stream()
                            .map(line -> new SourceView.Line(
                                    line.number(), line.added(), run(one.lines(), line.number()), cut(line.text())))
                            .toList()));
        }
        return false;
    }

    private static SourceView.Run run(CoveredLines lines, int line) {
        if (!lines.isKnown(line)) {
            return SourceView.Run.UNKNOWN;
        }
        return lines.wasRun(line) ? SourceView.Run.COVERED : SourceView.Run.MISSED;
    }

    private static String cut(String text) {
        return text.length() > WIDTH_MAX ? text.substring(0, WIDTH_MAX) + "…" : text;
    }

    /** A file of the run's commit, with what was run of it. */
    Response source(Visit visit) {
        RunPages.Loaded loaded = runs.load(visit);
        String path = visit.request().query("path").orElse("");
        int marked = (int) visit.request().queryNumber("line", 0, 0, Integer.MAX_VALUE);
        String commit = loaded.run().trigger().commit().sha();
        String text = sources.commits()
                .text(loaded.project().id(), commit, path)
                .orElseThrow(() -> BadRequest.notFound(visit.text("error.notFoundHow")));
        CoveredLines lines = coverage(loaded).files().getOrDefault(path, new CoveredLines());
        List<String> all = text.lines().limit(LINES_MAX + 1L).toList();
        List<SourceView.Line> shown = new ArrayList<>();
        for (int i = 0; i < Math.min(all.size(), LINES_MAX); i++) {
            shown.add(new SourceView.Line(i + 1, false, run(lines, i + 1), cut(all.get(i))));
        }
        boolean found = visit.request().query("from").filter("findings"::equals).isPresent();
        SourceView view = new SourceView(
                runs.head(visit, loaded),
                found ? RunHead.Tab.FINDINGS : RunHead.Tab.COVERAGE,
                path,
                Optional.of(lines)
                        .filter(known -> known.total() > 0)
                        .map(known -> share(visit, known.covered(), known.total()))
                        .orElse(""),
                shown,
                marked,
                all.size() > LINES_MAX);
        return visit.page("page/source.jte", runs.frame(visit, loaded), view);
    }
}
