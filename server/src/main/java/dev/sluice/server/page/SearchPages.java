package dev.sluice.server.page;

import dev.sluice.app.access.Permission;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunQueries.RunFilter;
import dev.sluice.app.run.RunSummary;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.SearchView;
import dev.sluice.server.page.view.SearchView.Hit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds projects, environments and runs by name, title, branch, commit or number: the jump palette, and a page of its own. */
final class SearchPages {
    private static final int HITS_MAX = 20;
    private static final int PROJECTS_MAX = 50;
    private static final int RUNS_LOOKED_AT = 50;
    private static final int QUERY_MAX = 200;

    private final PageSources sources;

    SearchPages(PageSources sources) {
        this.sources = sources;
    }

    Response search(Visit visit) {
        String asked = visit.request().query("q").orElse("").strip();
        String query = asked.length() > QUERY_MAX ? asked.substring(0, QUERY_MAX) : asked;
        SearchView view = new SearchView(query, query.isEmpty() ? places(visit) : found(visit, query));
        Frame frame =
                visit.frame(visit.text("search.title"), Frame.Section.NONE, Optional.empty(), List.of(), List.of());
        return visit.page(visit.request().fragment() ? "page/searchHits.jte" : "page/search.jte", frame, view);
    }

    /** The pages that belong to no project. */
    private List<Hit> places(Visit visit) {
        List<Hit> places = new ArrayList<>();
        places.add(new Hit("search.page", visit.text("shell.projects"), "", "/"));
        places.add(new Hit("search.page", visit.text("shell.environments"), "", "/environments"));
        places.add(new Hit("search.page", visit.text("overview.approval"), "", "/environments?filter=approval"));
        places.add(new Hit("search.page", visit.text("tokens.title"), "", "/tokens"));
        if (sources.access().allows(visit.request().caller(), Permission.READ_AUDIT)) {
            places.add(new Hit("search.page", visit.text("audit.title"), "", "/audit"));
        }
        return places;
    }

    private List<Hit> found(Visit visit, String query) {
        List<String> words =
                Arrays.stream(query.toLowerCase(Locale.ROOT).split("\\s+")).toList();
        List<Project> projects = sources.projects().list(visit.request().caller());
        List<Hit> hits = new ArrayList<>(
                places(visit).stream().filter(hit -> fits(words, hit.text())).toList());
        projects.stream()
                .filter(project -> fits(words, project.path()))
                .forEach(project ->
                        hits.add(new Hit("search.project", project.path(), "", Urls.project(project.path()))));
        for (Project project : projects.subList(0, Math.min(PROJECTS_MAX, projects.size()))) {
            if (hits.size() < HITS_MAX) {
                environments(project, words, hits);
                runs(project, words, hits);
            }
        }
        return hits.subList(0, Math.min(HITS_MAX, hits.size()));
    }

    private void environments(Project project, List<String> words, List<Hit> hits) {
        for (DeliveryQueries.Live live : sources.delivery().live(project.id())) {
            if (fits(words, project.path() + " " + live.environment())) {
                hits.add(new Hit(
                        "search.environment",
                        live.environment() + " " + live.version(),
                        project.path(),
                        Urls.environment(project.path(), live.environment())));
            }
            if (words.contains(live.version().toLowerCase(Locale.ROOT))) {
                hits.add(new Hit(
                        "search.deployment",
                        live.version() + " → " + live.environment(),
                        project.path(),
                        Urls.deployment(project.path(), live.deployment())));
            }
        }
    }

    private void runs(Project project, List<String> words, List<Hit> hits) {
        number(words)
                .flatMap(number -> sources.store().load(new RunId(project.id(), number)))
                .map(RunSummary::of)
                .filter(run -> fits(words, text(project, run)))
                .ifPresent(run -> hits.add(hit(project, run)));
        // A project that is named by itself is not followed by all of its runs.
        if (fits(words, project.path())) {
            return;
        }
        sources.runs().runs(project.id(), RunFilter.any(), Long.MAX_VALUE, RUNS_LOOKED_AT).stream()
                .filter(run -> number(words).isEmpty())
                .filter(run -> fits(words, text(project, run)))
                .forEach(run -> hits.add(hit(project, run)));
    }

    private static Hit hit(Project project, RunSummary run) {
        return new Hit(
                "search.run",
                "#" + run.id().number() + " " + run.title(),
                project.path(),
                Urls.run(project.path(), run.id()));
    }

    private static String text(Project project, RunSummary run) {
        return project.path() + " #" + run.id().number() + " " + run.title() + " " + run.ref() + " " + run.commit();
    }

    /** The number of a run among the words: {@code 812} or {@code #812}. */
    private static Optional<Long> number(List<String> words) {
        return words.stream()
                .map(word -> word.startsWith("#") ? word.substring(1) : word)
                .filter(word -> word.matches("\\d{1,9}"))
                .map(Long::valueOf)
                .findFirst();
    }

    private static boolean fits(List<String> words, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return words.stream().allMatch(lower::contains);
    }
}
