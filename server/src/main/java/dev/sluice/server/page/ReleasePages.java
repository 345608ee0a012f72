package dev.sluice.server.page;

import dev.sluice.app.delivery.DeliveryQueries.Live;
import dev.sluice.app.delivery.PublishedRelease;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.model.Publication;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Action;
import dev.sluice.server.page.view.Commit;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.ReleasesView;
import dev.sluice.server.page.view.ReleasesView.Row;
import dev.sluice.server.text.Excerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        Look look = look(visit, false);
        return page(look, visit.text("project.releases"), rows(look), List.of());
    }

    /** One release with all that is said of it, under its tag or version. */
    Response release(Visit visit) {
        Look look = look(visit, true);
        long project = look.project().id();
        String tag = visit.request().param("tag");
        Row row = sources.announced()
                .find(project, tag)
                .map(one -> row(look, one))
                .or(() -> sources.delivery().release(project, tag).map(one -> row(look, one)))
                .orElseThrow(() -> BadRequest.notFound(visit.text("release.gone")));
        Link all = new Link(visit.text("project.releases"), Urls.releases(look.path()));
        return page(look, tag, List.of(row), List.of(all));
    }

    Response remove(Visit visit) throws IOException {
        Project project = visit.request().project();
        String tag = visit.request().form().getOrDefault("tag", "");
        if (!sources.announced().remove(visit.request().caller(), project, tag)) {
            throw BadRequest.notFound(visit.text("release.gone"));
        }
        return Response.seeOther(Urls.releases(project.path()));
    }

    /**
     * Who looks at what.
     *
     * @param whole descriptions are shown whole, however long
     */
    private record Look(Visit visit, Project project, List<Live> live, boolean mayRemove, boolean whole) {
        String path() {
            return project.path();
        }
    }

    private Look look(Visit visit, boolean whole) {
        Project project = visit.request().project();
        return new Look(
                visit,
                project,
                sources.delivery().live(project.id()),
                sources.announced().mayRemove(visit.request().caller(), project),
                whole);
    }

    private static Response page(Look look, String title, List<Row> rows, List<Link> above) {
        Visit visit = look.visit();
        // Runs come and go without any release: only what concerns releases and where they are live is heard of.
        String topic = LiveTopics.environments(look.project().id());
        List<Link> crumbs = new ArrayList<>(List.of(new Link(visit.text("shell.projects"), "/")));
        crumbs.addAll(above);
        Frame frame = visit.frame(
                look.path() + " · " + title, Frame.Section.PROJECTS, Optional.empty(), crumbs, List.of(topic));
        return visit.page(
                "page/releases.jte", frame, new ReleasesView(look.path(), Urls.project(look.path()), topic, rows));
    }

    private List<Row> rows(Look look) {
        long project = look.project().id();
        List<Row> rows = new ArrayList<>();
        Set<String> announced = new HashSet<>();
        for (PublishedRelease one : sources.announced().list(project, RELEASES)) {
            announced.add(one.tag());
            rows.add(row(look, one));
        }
        sources.delivery().releases(project, RELEASES).stream()
                .filter(release -> release.kind() == Release.Kind.VERSION)
                .filter(release -> !announced.contains(release.version()))
                .forEach(release -> rows.add(row(look, release)));
        return rows.stream()
                .sorted(Comparator.comparing(Row::at).reversed())
                .limit(RELEASES)
                .toList();
    }

    private Row row(Look look, PublishedRelease one) {
        Publication notes = one.notes();
        Visit visit = look.visit();
        String description = notes.description().strip();
        return new Row(
                one.tag(),
                notes.name().equals(one.tag()) ? "" : notes.name(),
                one.releasedAt().isAfter(sources.clock().instant()),
                new Commit(one.commit(), one.title(), one.author()),
                one.releasedAt(),
                shown(look, description),
                wholeHref(look, one.tag(), description),
                notes.milestones(),
                notes.links().stream().map(link -> asset(visit, link)).toList(),
                new Link(
                        visit.text("release.byJob", "job", one.job()),
                        sources.announced().hasRun(one) ? Urls.job(look.path(), one.run(), one.job()) : ""),
                liveIn(look.path(), one.tag(), look.live()),
                look.mayRemove() ? Optional.of(removal(look, one.tag())) : Optional.empty());
    }

    private static Action removal(Look look, String tag) {
        Visit visit = look.visit();
        return Action.of(visit.text("release.remove"), Urls.releases(look.path()) + "/remove")
                .danger()
                .with(Map.of("tag", tag, "key", "remove-" + tag))
                .confirm(visit.text("release.removeAsk", "tag", tag), "");
    }

    private static Row row(Look look, Release release) {
        String description = release.notes().strip();
        return new Row(
                release.version(),
                "",
                false,
                BoardPages.commit(release),
                release.createdAt(),
                shown(look, description),
                wholeHref(look, release.version(), description),
                List.of(),
                List.of(),
                new Link(
                        look.visit().text("release.byRun", "run", release.run()), Urls.run(look.path(), release.run())),
                liveIn(look.path(), release.version(), look.live()),
                Optional.empty());
    }

    private static String shown(Look look, String description) {
        return look.whole() ? description : Excerpt.of(description);
    }

    private static String wholeHref(Look look, String version, String description) {
        return look.whole() || Excerpt.isWhole(description) ? "" : Urls.release(look.path(), version);
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
