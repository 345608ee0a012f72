package dev.sluice.server.page;

import dev.sluice.app.access.Permission;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunQueries.RunFilter;
import dev.sluice.app.run.RunSummary;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.model.Job;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.SearchWords.Kind;
import dev.sluice.server.page.view.SearchView;
import dev.sluice.server.page.view.SearchView.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds projects, environments, releases, runs and jobs by name, title, branch, commit or number: the jump palette, and a
 * page of its own. What belongs to the project that the visitor comes from is told first.
 */
final class SearchPages {
    private static final int HITS_MAX = 20;
    private static final int PROJECTS_MAX = 50;
    private static final int RUNS_LOOKED_AT = 50;
    private static final int RELEASES_LOOKED_AT = 20;
    /** A run's jobs are read whole: only those of few projects. */
    private static final int PROJECTS_OF_JOBS_MAX = 10;

    private static final int QUERY_MAX = 200;

    private final PageSources sources;

    SearchPages(PageSources sources) {
        this.sources = sources;
    }

    Response search(Visit visit) {
        String asked = visit.request().query("q").orElse("").strip();
        String query = asked.length() > QUERY_MAX ? asked.substring(0, QUERY_MAX) : asked;
        String from = visit.request().query("from").filter(Response::isLocal).orElse("");
        SearchView view = new SearchView(query, from, query.isEmpty() ? places(visit) : found(visit, query, from));
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

    private List<Hit> found(Visit visit, String query, String from) {
        SearchWords words = SearchWords.of(query);
        // A stable sort: the others stay in their order.
        List<Project> projects = sources.projects().list(visit.request().caller()).stream()
                .sorted(Comparator.comparing((Project project) -> !isAround(project, from)))
                .toList();
        List<Project> looked = projects.subList(0, Math.min(PROJECTS_MAX, projects.size()));
        List<Hit> hits = new ArrayList<>();
        looked.forEach(project -> numbered(project, words).ifPresent(hits::add));
        places(visit).stream().filter(hit -> words.fit(hit.text())).forEach(hits::add);
        projects.stream()
                .filter(project -> words.fit(Kind.PROJECT, project.path()))
                .forEach(project ->
                        hits.add(new Hit("search.project", project.path(), "", Urls.project(project.path()))));
        for (int i = 0; i < looked.size() && hits.size() < HITS_MAX; i++) {
            Project project = looked.get(i);
            environments(project, words, hits);
            releases(project, words, hits);
            // A project that is named by itself is not followed by all of its runs and jobs.
            if (!words.fit(project.path())) {
                if (i < PROJECTS_OF_JOBS_MAX) {
                    jobs(project, words, hits);
                }
                runs(project, words, hits);
            }
        }
        return hits.stream().distinct().limit(HITS_MAX).toList();
    }

    /** Whether the page that the visitor comes from is one of the project's. */
    private static boolean isAround(Project project, String from) {
        String own = Urls.project(project.path());
        return from.equals(own) || from.startsWith(own + "/") || from.startsWith(own + "?");
    }

    /** The run of that number. */
    private Optional<Hit> numbered(Project project, SearchWords words) {
        if (words.number().isEmpty()) {
            return Optional.empty();
        }
        long number = words.number().getAsLong();
        return sources.runs().runs(project.id(), RunFilter.any(), number + 1, 1).stream()
                .filter(run -> run.id().number() == number)
                .filter(run -> words.fitBesideNumber(text(project, run)))
                .map(run -> hit(project, run))
                .findFirst();
    }

    private void environments(Project project, SearchWords words, List<Hit> hits) {
        List<String> names = sources.delivery().environments(project.id());
        Map<String, DeliveryQueries.Live> live = sources.delivery().live(project.id()).stream()
                .collect(Collectors.toMap(DeliveryQueries.Live::environment, Function.identity(), (first, _) -> first));
        for (String name : names) {
            Optional<DeliveryQueries.Live> here = Optional.ofNullable(live.get(name));
            if (words.fit(Kind.ENVIRONMENT, project.path() + " " + name)) {
                hits.add(new Hit(
                        "search.environment",
                        name + here.map(one -> " " + one.version()).orElse(""),
                        project.path(),
                        Urls.environment(project.path(), name)));
            }
            here.filter(one -> words.fit(Kind.DEPLOYMENT, one.version()))
                    .ifPresent(one -> hits.add(new Hit(
                            "search.deployment",
                            one.version() + " → " + name,
                            project.path(),
                            Urls.deployment(project.path(), one.deployment()))));
        }
    }

    private void releases(Project project, SearchWords words, List<Hit> hits) {
        if (!words.mayBeVersion()) {
            return;
        }
        sources.delivery().releases(project.id(), RELEASES_LOOKED_AT).stream()
                .filter(release -> release.kind() == Release.Kind.VERSION)
                .filter(release -> words.fit(Kind.RELEASE, release.version()))
                .forEach(release -> hits.add(new Hit(
                        "search.release",
                        release.version() + " " + release.title(),
                        project.path(),
                        Urls.run(project.path(), release.run()) + "/deployments")));
    }

    /** Jobs of the newest run. */
    private void jobs(Project project, SearchWords words, List<Hit> hits) {
        sources.runs().runs(project.id(), RunFilter.any(), Long.MAX_VALUE, 1).stream()
                .flatMap(newest -> sources.store().load(newest.id()).stream())
                .forEach(run -> run.state().pipeline().jobs().stream()
                        .map(Job::name)
                        .filter(name -> words.fit(Kind.JOB, name))
                        .forEach(name -> hits.add(new Hit(
                                "search.job",
                                name,
                                project.path() + " #" + run.id().number(),
                                Urls.job(project.path(), run.id().number(), name)))));
    }

    private void runs(Project project, SearchWords words, List<Hit> hits) {
        boolean byNumber = words.number().isPresent();
        sources.runs().runs(project.id(), RunFilter.any(), Long.MAX_VALUE, RUNS_LOOKED_AT).stream()
                // A number is looked for in the words of a run; every second commit has its digits somewhere.
                .filter(run -> words.fit(Kind.RUN, byNumber ? run.title() + " " + run.ref() : text(project, run)))
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
}
