package dev.sluice.server.page;

import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.delivery.DeliveryQueries.Board;
import dev.sluice.app.delivery.DeliveryQueries.Cell;
import dev.sluice.app.delivery.DeliveryQueries.CellState;
import dev.sluice.app.delivery.DeliveryQueries.Column;
import dev.sluice.app.delivery.DeliveryQueries.DeploymentView;
import dev.sluice.app.delivery.DeliveryQueries.EnvironmentDetail;
import dev.sluice.app.delivery.DeliveryQueries.Live;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import dev.sluice.core.delivery.Release;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.BoardView;
import dev.sluice.server.page.view.Commit;
import dev.sluice.server.page.view.EnvironmentView;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.RunDeploymentsView;
import dev.sluice.server.page.view.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is live where: the board of a project, and one environment. */
final class BoardPages {
    private static final int RELEASES = 30;
    private static final int RELEASES_MAX = 200;
    private static final int DEPLOYMENTS = 50;

    private final PageSources sources;

    BoardPages(PageSources sources) {
        this.sources = sources;
    }

    Response board(Visit visit) {
        Project project = visit.request().project();
        Board board = sources.delivery().board(project.id(), visit.login(), RELEASES);
        DeliveryWords words = new DeliveryWords(visit);
        String path = project.path();
        List<BoardView.Row> rows = board.rows().stream()
                .map(row -> new BoardView.Row(
                        row.release().version(),
                        commit(row.release()),
                        row.release().createdAt(),
                        Status.PASSED,
                        Urls.run(path, row.release().run()),
                        row.cells().stream()
                                .map(cell ->
                                        cell(visit, words, path, row.release().version(), cell))
                                .toList()))
                .toList();
        int tab = tab(visit, board);
        BoardView view = new BoardView(
                path,
                Urls.board(path),
                Urls.project(path),
                LiveTopics.environments(project.id()),
                board.columns().stream()
                        .map(column -> column(visit, words, path, column))
                        .toList(),
                tab,
                rows.stream()
                        .filter(_ -> tab < board.columns().size())
                        .map(row -> row.cells().get(tab).review())
                        .filter(href -> !href.isEmpty())
                        .findFirst()
                        .orElse(""),
                rows,
                behind(visit, board),
                project.defaultBranch(),
                ProblemViews.of(board.problems(), "", List.of(), Urls.board(path)));
        Frame frame = visit.frame(
                path + " · " + visit.text("shell.environments"),
                Frame.Section.PROJECTS,
                Optional.empty(),
                List.of(new Link(visit.text("shell.projects"), "/")),
                List.of(LiveTopics.environments(project.id())));
        return visit.page("page/board.jte", frame, view);
    }

    /** The environment that was chosen, else the first that waits for somebody or changes, else the last that has something live. */
    private static int tab(Visit visit, Board board) {
        List<String> names = board.columns().stream().map(Column::name).toList();
        int chosen = names.indexOf(visit.request().query("env").orElse(""));
        if (chosen >= 0) {
            return chosen;
        }
        for (int i = 0; i < names.size(); i++) {
            int column = i;
            boolean moves = board.rows().stream()
                    .map(row -> row.cells().get(column).state())
                    .anyMatch(state -> state == CellState.NEEDS_APPROVAL
                            || state == CellState.ROLLING
                            || state == CellState.ROLLING_BACK);
            if (moves) {
                return i;
            }
        }
        int last = names.size() - 1;
        while (last > 0 && board.columns().get(last).live().isEmpty()) {
            last--;
        }
        return Math.max(0, last);
    }

    /** Where the release of a run went. */
    Response ofRun(Visit visit, RunPages runs) {
        RunPages.Loaded loaded = runs.load(visit);
        Project project = loaded.project();
        String path = project.path();
        String topic = LiveTopics.environments(project.id());
        Board board = sources.delivery().board(project.id(), visit.login(), RELEASES_MAX);
        DeliveryWords words = new DeliveryWords(visit);
        Optional<DeliveryQueries.Row> row = board.rows().stream()
                .filter(one -> one.release().run() == loaded.run().id().number())
                .findFirst();
        List<RunDeploymentsView.Place> places = row.stream()
                .flatMap(one -> one.cells().stream()
                        .map(cell -> new RunDeploymentsView.Place(
                                cell.environment(),
                                Urls.environment(path, cell.environment()),
                                cell(visit, words, path, one.release().version(), cell))))
                .toList();
        RunDeploymentsView view = new RunDeploymentsView(
                runs.head(visit, loaded),
                topic,
                row.map(one -> one.release().version()).orElse(""),
                Urls.board(path),
                places);
        Frame frame =
                runs.frame(visit, loaded, List.of(LiveTopics.run(loaded.run().id()), topic));
        return visit.page("page/runDeployments.jte", frame, view);
    }

    static Commit commit(Release release) {
        return new Commit(release.commit(), release.title(), release.author());
    }

    private static BoardView.Column column(Visit visit, DeliveryWords words, String path, Column column) {
        return new BoardView.Column(
                column.name(),
                Urls.environment(path, column.name()),
                column.spec().map(words::rule).orElse(visit.text("rule.job")),
                column.live().map(live -> live(words, live)),
                nothing(visit, column),
                column.address().filter(url -> url.startsWith("http")).orElse(""),
                column.uncertain()
                        .map(number -> visit.text("wait.uncertain", "n", Long.toString(number)))
                        .orElse(""));
    }

    /** Why nothing is live: it never was, or somebody has taken it down. */
    private static String nothing(Visit visit, Column column) {
        return column.takenDown()
                .map(down -> visit.text(
                        "board.takenDown",
                        "who",
                        down.by(),
                        "time",
                        visit.moments().since(when(down))))
                .orElseGet(() -> visit.text("board.nothing"));
    }

    private static BoardView.Live live(DeliveryWords words, Live live) {
        return new BoardView.Live(
                live.version(), live.since(), DeliveryWords.healthStatus(live.health()), words.health(live.health()));
    }

    private static List<String> behind(Visit visit, Board board) {
        List<String> sentences = new ArrayList<>();
        for (Column column : board.columns()) {
            if (column.releasesBehind() > 0 && column.live().isPresent()) {
                String since = column.behindSince()
                        .map(at -> visit.moments()
                                .coarse(JobViews.between(at, visit.moments().now())))
                        .orElse("?");
                sentences.add(visit.text(
                        "board.behind",
                        "env",
                        column.name(),
                        "releases",
                        column.releasesBehind(),
                        "commits",
                        column.commitsBehind(),
                        "t",
                        since));
            }
        }
        return sentences;
    }

    private BoardView.Cell cell(Visit visit, DeliveryWords words, String path, String version, Cell cell) {
        boolean live = cell.state() == CellState.LIVE || cell.share() > 0;
        List<String> notes = new ArrayList<>();
        if (cell.share() > 0 && cell.share() < 100) {
            notes.add(visit.text("board.share", "n", cell.share()));
        }
        Optional<DeploymentView> deployment = cell.deployment();
        deployment
                .flatMap(DeploymentView::waits)
                .ifPresent(wait -> notes.add(Reasons.sentence(words.waits(wait), visit.messages(), visit.moments())));
        deployment
                .map(DeploymentView::reason)
                .filter(reason -> !reason.isEmpty())
                .map(words::brief)
                .ifPresent(notes::add);
        deployment.flatMap(words::rolledBackBy).ifPresent(notes::add);
        decided(visit, deployment).ifPresent(notes::add);
        cell.wasLive().map(Optional::of).map(words::wasLive).ifPresent(notes::add);
        DeliveryActionsViews.Target target = new DeliveryActionsViews.Target(
                cell.environment(),
                version,
                deployment.map(DeploymentView::number).orElse(0L));
        boolean review = cell.actions().stream().anyMatch(action -> action.action() == DeliveryQueries.Action.REVIEW);
        return new BoardView.Cell(
                DeliveryWords.status(cell.state()),
                live,
                words.headline(cell.state(), deployment),
                cell.state() == CellState.LIVE ? Optional.empty() : deployment.map(BoardPages::when),
                notes,
                deployment.map(view -> Urls.deployment(path, view.number())).orElse(""),
                review
                        ? deployment
                                .map(view -> Urls.approval(path, view.number()))
                                .orElse("")
                        : "",
                new DeliveryActionsViews(visit, words, path).buttons(cell.actions(), target));
    }

    /** Who agreed; who refused is told by the reason. */
    private static Optional<String> decided(Visit visit, Optional<DeploymentView> deployment) {
        String who = deployment.stream()
                .flatMap(view -> view.votes().stream())
                .filter(DeliveryQueries.Vote::approve)
                .map(DeliveryQueries.Vote::by)
                .collect(Collectors.joining(", "));
        return who.isEmpty() ? Optional.empty() : Optional.of(visit.text("board.approvedBy", "who", who));
    }

    private static Instant when(DeploymentView view) {
        return view.finishedAt().or(view::startedAt).orElse(view.requestedAt());
    }

    Response environment(Visit visit) {
        Project project = visit.request().project();
        String name = visit.request().param("environment");
        EnvironmentDetail detail = sources.delivery()
                .environment(project.id(), name, visit.login(), DEPLOYMENTS)
                .orElseThrow(() -> BadRequest.notFound(visit.text("error.notFoundHow")));
        DeliveryWords words = new DeliveryWords(visit);
        String path = project.path();
        List<EnvironmentView.Row> rows = detail.deployments().stream()
                .map(view -> new EnvironmentView.Row(
                        DeliveryWords.status(view.status()),
                        view.version(),
                        Urls.deployment(path, view.number()),
                        sources.delivery()
                                .release(project.id(), view.version())
                                .map(BoardPages::commit)
                                .orElse(new Commit("", "", "")),
                        history(words, view),
                        when(view),
                        view.by(),
                        DeploymentPages.decisions(view.votes()),
                        List.of()))
                .toList();
        EnvironmentView view = new EnvironmentView(
                path,
                Urls.board(path),
                column(visit, words, path, detail.column()),
                new DeliveryActionsViews(visit, words, path).buttons(detail.actions(), live(detail)),
                rows,
                LiveTopics.environments(project.id()));
        Frame frame = visit.frame(
                name + " · " + path,
                Frame.Section.PROJECTS,
                Optional.empty(),
                visit.crumbs(path, new Link(visit.text("shell.environments"), Urls.board(path))),
                List.of(LiveTopics.environments(project.id())));
        return visit.page("page/environment.jte", frame, view);
    }

    private static String history(DeliveryWords words, DeploymentView view) {
        String status = words.word(view);
        String ended = view.reason().isEmpty() ? status : status + ": " + words.brief(view.reason());
        return words.rolledBackBy(view).map(who -> ended + " · " + who).orElse(ended);
    }

    /** What the buttons of an environment are about: what is live in it. */
    private static DeliveryActionsViews.Target live(EnvironmentDetail detail) {
        Optional<Live> live = detail.column().live();
        return new DeliveryActionsViews.Target(
                detail.column().name(),
                live.map(Live::version).orElse(""),
                live.map(Live::deployment).orElse(0L));
    }
}
