package dev.sluice.server.page;

import dev.sluice.app.delivery.DeliveryQueries.Live;
import dev.sluice.app.delivery.PublishedRelease;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.model.Publication;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Commit;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.ReleasesView;
import dev.sluice.server.page.view.ReleasesView.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The releases of a project: those that green runs made, and those that jobs announced, under one version one. */
final class ReleasePages {
    private static final int RELEASES = 50;

    private final PageSources sources;

    ReleasePages(PageSources sources) {
        this.sources = sources;
    }

    Response releases(Visit visit) {
        Project project = visit.request().project();
        String path = project.path();
        ReleasesView view =
                new ReleasesView(path, Urls.project(path), LiveTopics.project(project.id()), rows(visit, project));
        Frame frame = visit.frame(
                path + " · " + visit.text("project.releases"),
                Frame.Section.PROJECTS,
                Optional.empty(),
                List.of(new Link(visit.text("shell.projects"), "/")),
                List.of(LiveTopics.project(project.id())));
        return visit.page("page/releases.jte", frame, view);
    }

    private List<Row> rows(Visit visit, Project project) {
        List<Release> made = sources.delivery().releases(project.id(), RELEASES).stream()
                .filter(release -> release.kind() == Release.Kind.VERSION)
                .toList();
        List<Live> live = sources.delivery().live(project.id());
        List<Row> rows = new ArrayList<>();
        Set<String> announced = new HashSet<>();
        for (PublishedRelease one : sources.published().list(project.id(), RELEASES)) {
            announced.add(one.tag());
            rows.add(row(visit, project, one, live));
        }
        made.stream()
                .filter(release -> !announced.contains(release.version()))
                .forEach(release -> rows.add(row(visit, project, release, live)));
        return rows.stream()
                .sorted(Comparator.comparing(Row::at).reversed())
                .limit(RELEASES)
                .toList();
    }

    private Row row(Visit visit, Project project, PublishedRelease one, List<Live> live) {
        Publication notes = one.notes();
        String path = project.path();
        return new Row(
                one.tag(),
                notes.name().equals(one.tag()) ? "" : notes.name(),
                one.releasedAt().isAfter(sources.clock().instant()),
                new Commit(one.commit(), one.title(), one.author()),
                one.releasedAt(),
                notes.description().strip(),
                notes.milestones(),
                notes.links().stream().map(link -> asset(visit, link)).toList(),
                new Link(visit.text("release.byJob", "job", one.job()), Urls.job(path, one.run(), one.job())),
                liveIn(path, one.tag(), live));
    }

    private static Row row(Visit visit, Project project, Release release, List<Live> live) {
        String path = project.path();
        return new Row(
                release.version(),
                "",
                false,
                BoardPages.commit(release),
                release.createdAt(),
                release.notes().strip(),
                List.of(),
                List.of(),
                new Link(visit.text("release.byRun", "run", release.run()), Urls.run(path, release.run())),
                liveIn(path, release.version(), live));
    }

    private static List<Link> liveIn(String path, String version, List<Live> live) {
        return live.stream()
                .filter(one -> one.version().equals(version))
                .map(one -> new Link(one.environment(), Urls.environment(path, one.environment())))
                .toList();
    }

    private static ReleasesView.Asset asset(Visit visit, Publication.Link link) {
        String scheme = link.url().contains(":")
                ? link.url().substring(0, link.url().indexOf(':')).toLowerCase(Locale.ROOT)
                : "";
        // What a pipeline file says may be a script: only places on the web become links.
        String href = Set.of("http", "https").contains(scheme) ? link.url() : "";
        return new ReleasesView.Asset(link.name(), href, link.url(), visit.text(kind(link.kind())));
    }

    private static String kind(Publication.Link.Kind kind) {
        return switch (kind) {
            case OTHER -> "release.other";
            case RUNBOOK -> "release.runbook";
            case IMAGE -> "release.image";
            case PACKAGE -> "release.package";
        };
    }
}
