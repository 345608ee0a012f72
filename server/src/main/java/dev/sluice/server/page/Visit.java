package dev.sluice.server.page;

import dev.sluice.app.access.Account;
import dev.sluice.app.access.Permission;
import dev.sluice.app.project.Project;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.Status;
import dev.sluice.server.text.Language;
import dev.sluice.server.text.Messages;
import dev.sluice.server.text.Moments;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One request for a page: the visitor's language, theme and zone, and the frame that goes around the page. */
final class Visit {
    static final String LANGUAGE = "language";
    static final String THEME = "theme";
    static final String ZONE = "zone";

    private static final int HERE_MAX = 2000;

    private final PageSources sources;
    private final Renderer renderer;
    private final StaticFiles files;
    private final Request request;
    private final Messages messages;
    private final Moments moments;
    private final Theme theme;
    private final long since;

    Visit(PageSources sources, Renderer renderer, StaticFiles files, Request request) {
        this.sources = sources;
        this.renderer = renderer;
        this.files = files;
        this.request = request;
        // Taken before anything is read for the page.
        this.since = sources.events().position();
        this.messages = Messages.of(Language.choose(
                request.cookie(LANGUAGE).orElse(""),
                request.header("Accept-Language").orElse("")));
        this.theme = Theme.of(request.cookie(THEME).orElse(""));
        this.moments = new Moments(
                messages, zone(request.cookie(ZONE).orElse("")), sources.clock().instant());
    }

    Request request() {
        return request;
    }

    Messages messages() {
        return messages;
    }

    Moments moments() {
        return moments;
    }

    /** What Sluice says elsewhere, in the visitor's language. */
    String said(String text) {
        return new Sentences(messages, moments).say(text);
    }

    String text(String key, Object... named) {
        return messages.text(key, named);
    }

    String login() {
        return request.caller().who().map(Account::login).orElse("");
    }

    /** Where git finds a project: the configured address of the server, else the one that this visitor's browser used. */
    String gitAddress(String project) {
        return serverAddress() + "/git/" + project + ".git";
    }

    /** The configured address of the server, else the one that this visitor's browser used. */
    String serverAddress() {
        return sources.url()
                .orElseGet(() -> request.exchange().getRequestScheme() + "://"
                        + request.exchange().getHostAndPort());
    }

    /** The time zone that the browser told in a cookie; anything that is none counts as UTC. */
    static ZoneId zone(String name) {
        try {
            return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name.replace("%2F", "/"));
        } catch (DateTimeException _) {
            // A cookie is a stranger's text.
            return ZoneOffset.UTC;
        }
    }

    /** Path and query of this page. */
    String here() {
        String query = request.exchange().getQueryString();
        String here = query == null || query.isEmpty() ? request.path() : request.path() + "?" + query;
        return here.length() > HERE_MAX ? request.path() : here;
    }

    /** The way to a page below a project: all projects, the project, what is between. */
    List<Link> crumbs(String project, Link... between) {
        List<Link> way = new ArrayList<>();
        way.add(new Link(text("shell.projects"), "/"));
        way.add(new Link(project, Urls.project(project)));
        way.addAll(List.of(between));
        return way;
    }

    /** The frame of a page of a project's settings. */
    Frame settingsFrame(Project project, String title) {
        return frame(
                title + " · " + project.path(),
                Frame.Section.PROJECTS,
                Optional.empty(),
                crumbs(project.path()),
                List.of());
    }

    Frame frame(String title, Frame.Section section, Optional<Status> state, List<Link> crumbs, List<String> topics) {
        Optional<String> visitor = request.caller().who().map(Account::login);
        List<String> approvals = visitor.stream()
                .flatMap(login -> sources.delivery().waitingApprovals(login).stream())
                .filter(waiting -> waiting.viewerRefusal().isEmpty())
                .flatMap(waiting -> sources.projects().find(request.caller(), waiting.project()).stream()
                        .map(project -> Urls.approval(
                                project.path(), waiting.deployment().number())))
                .toList();
        return new Frame(
                messages,
                moments,
                theme,
                files,
                visitor,
                request.csrfToken(),
                here(),
                section,
                title,
                state,
                crumbs,
                String.join(" ", topics),
                since,
                "",
                approvals,
                sources.access().allows(request.caller(), Permission.READ_AUDIT));
    }

    Response page(String template, Frame frame, Object view) {
        return page(200, template, frame, view);
    }

    Response page(int status, String template, Frame frame, Object view) {
        return Response.html(status, renderer.render(template, frame, view)).with("Vary", "HX-Request");
    }
}
