package dev.sluice.server.page;

import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.delivery.DeliveryQueries.Board;
import dev.sluice.app.delivery.DeliveryQueries.Column;
import dev.sluice.app.delivery.DeliveryQueries.DeploymentView;
import dev.sluice.app.delivery.DeliveryQueries.Live;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.BoardView;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.OverviewView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is live where in all projects together. */
final class OverviewPages {
    private static final int TOPICS_MAX = 30;
    private static final String UNHEALTHY = "unhealthy";
    private static final String APPROVAL = "approval";

    private final PageSources sources;

    OverviewPages(PageSources sources) {
        this.sources = sources;
    }

    Response overview(Visit visit) {
        DeliveryWords words = new DeliveryWords(visit);
        List<Project> projects = sources.projects().list(visit.request().caller());
        String filter = visit.request()
                .query("filter")
                .filter(value -> value.equals(UNHEALTHY) || value.equals(APPROVAL))
                .orElse("");
        Map<Long, List<DeploymentView>> mine = sources.delivery().waitingApprovals(visit.login()).stream()
                .filter(waiting -> waiting.viewerRefusal().isEmpty())
                .collect(Collectors.groupingBy(
                        DeliveryQueries.WaitingApproval::project,
                        Collectors.mapping(DeliveryQueries.WaitingApproval::deployment, Collectors.toList())));
        Set<String> names = new LinkedHashSet<>();
        List<Project> shown = new ArrayList<>();
        List<Board> boards = new ArrayList<>();
        for (Project project : projects) {
            Board board = sources.delivery().board(project.id(), visit.login(), 1);
            if (!board.columns().isEmpty() && wanted(filter, board, mine.containsKey(project.id()))) {
                shown.add(project);
                boards.add(board);
                board.columns().forEach(column -> names.add(column.name()));
            }
        }
        List<OverviewView.Row> rows = new ArrayList<>();
        for (int i = 0; i < shown.size(); i++) {
            List<DeploymentView> waiting = mine.getOrDefault(shown.get(i).id(), List.of());
            rows.add(overviewRow(words, shown.get(i), boards.get(i), List.copyOf(names), waiting));
        }
        List<String> topics = shown.stream()
                .limit(TOPICS_MAX)
                .map(project -> LiveTopics.environments(project.id()))
                .collect(Collectors.toList());
        Frame frame = visit.frame(
                visit.text("overview.title"), Frame.Section.ENVIRONMENTS, Optional.empty(), List.of(), topics);
        return visit.page("page/overview.jte", frame, new OverviewView(List.copyOf(names), rows, filter, topics));
    }

    private static boolean wanted(String filter, Board board, boolean mine) {
        return switch (filter) {
            case UNHEALTHY ->
                board.columns().stream().anyMatch(column -> column.live()
                        .filter(live -> live.health() == DeliveryQueries.Health.UNHEALTHY)
                        .isPresent());
            case APPROVAL -> mine;
            default -> true;
        };
    }

    private OverviewView.Row overviewRow(
            DeliveryWords words, Project project, Board board, List<String> names, List<DeploymentView> mine) {
        List<OverviewView.Cell> cells = new ArrayList<>();
        List<DeploymentView> open = sources.delivery().open(project.id());
        for (String name : names) {
            Optional<Column> column = board.columns().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst();
            List<OverviewView.Open> coming = open.stream()
                    .filter(one -> one.environment().equals(name))
                    .map(one -> open(words, project, one))
                    .toList();
            cells.add(overviewCell(words, project, column, coming));
        }
        List<Link> asked = mine.stream()
                .map(one -> new Link(
                        one.version() + " → " + one.environment(), Urls.approval(project.path(), one.number())))
                .toList();
        return new OverviewView.Row(project.path(), Urls.board(project.path()), cells, asked);
    }

    private static OverviewView.Open open(DeliveryWords words, Project project, DeploymentView view) {
        boolean waits = view.status() == DeploymentStatus.NEEDS_APPROVAL;
        return new OverviewView.Open(
                DeliveryWords.status(view.status()),
                view.version(),
                words.word(view.status()),
                waits ? Urls.approval(project.path(), view.number()) : Urls.deployment(project.path(), view.number()));
    }

    private static OverviewView.Cell overviewCell(
            DeliveryWords words, Project project, Optional<Column> column, List<OverviewView.Open> open) {
        Optional<Live> live = column.flatMap(Column::live);
        if (live.isEmpty()) {
            return new OverviewView.Cell("", BoardView.Cell.empty(), open);
        }
        return new OverviewView.Cell(
                live.get().version(),
                new BoardView.Cell(
                        Optional.of(DeliveryWords.healthStatus(live.get().health())),
                        true,
                        words.health(live.get().health()),
                        Optional.of(live.get().since()),
                        List.of(),
                        Urls.deployment(project.path(), live.get().deployment()),
                        "",
                        List.of()),
                open);
    }
}
