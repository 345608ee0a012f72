package dev.sluice.server.page;

import dev.sluice.app.access.Caller;
import dev.sluice.app.delivery.DeliveryCommands;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.delivery.Strategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A project with v1 live in production and v2 waiting there for anna's approval. */
final class TestDelivery implements DeliveryQueries, DeliveryCommands {
    final List<String> done = new ArrayList<>();
    private final List<Vote> votes = new ArrayList<>();
    private DeploymentStatus status = DeploymentStatus.NEEDS_APPROVAL;
    private final Instant now = Instant.now();

    private final EnvironmentSpec production = new EnvironmentSpec(
            "production",
            "production",
            new EnvironmentSpec.Source.After("staging"),
            Optional.of(new EnvironmentSpec.ApprovalRule(List.of("maintainer"), 1, true)),
            new EnvironmentSpec.Target.Process(),
            Optional.empty(),
            new Strategy.BlueGreen(),
            EnvironmentSpec.OnFailure.ROLLBACK,
            Duration.ofSeconds(10),
            Map.of());

    private Release make(String version, String title) {
        return new Release(
                1,
                version,
                Release.Kind.VERSION,
                version + "0123456789",
                "main",
                1,
                "ivan",
                title,
                now,
                "",
                "",
                List.of());
    }

    private DeploymentView view() {
        return new DeploymentView(
                2,
                "production",
                "v2",
                DeploymentCause.RULE,
                "system",
                status,
                status == DeploymentStatus.NEEDS_APPROVAL
                        ? Optional.of(new Wait.Approval(1, List.of("anna", "olga")))
                        : Optional.empty(),
                "",
                now.minusSeconds(600),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                votes,
                Optional.empty(),
                "");
    }

    private Column column() {
        return new Column(
                "production",
                Optional.of(production),
                Optional.of("http://shop.localhost/"),
                Optional.of(live(1).getFirst()),
                1,
                3,
                Optional.of(now.minusSeconds(7200)),
                1,
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Board board(long project, String viewer, int limit) {
        Cell waits = new Cell(
                "production",
                CellState.NEEDS_APPROVAL,
                Optional.of(view()),
                Optional.empty(),
                0,
                List.of(new ActionView(Action.REVIEW, Optional.empty())));
        Cell lives = new Cell(
                "production",
                CellState.LIVE,
                Optional.empty(),
                Optional.empty(),
                100,
                List.of(new ActionView(Action.ROLL_BACK, Optional.of(new Refusal.FilesExpired("v0")), "v0")));
        return new Board(
                List.of(column()),
                List.of(
                        new Row(make("v2", "Take <b>cards</b>"), List.of(waits)),
                        new Row(make("v1", "Begin"), List.of(lives))),
                0,
                List.of());
    }

    @Override
    public Optional<DeploymentDetail> deployment(long project, long number, String viewer) {
        return Optional.of(new DeploymentDetail(
                view(),
                make("v2", "Take <b>cards</b>"),
                Optional.of("v1"),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                votes,
                List.of()));
    }

    @Override
    public Optional<ApprovalDetail> approval(long project, long number, String viewer) {
        return Optional.of(new ApprovalDetail(
                view(),
                make("v2", "Take <b>cards</b>"),
                production,
                live(1).stream().findFirst(),
                List.of(new CommitView("abc1234567", "Take <b>cards</b>", "Ivan", now)),
                3,
                List.of(),
                0,
                7,
                7,
                1,
                List.of("anna", "olga"),
                List.of(),
                Optional.empty()));
    }

    @Override
    public Optional<Changes> changes(long project, long number) {
        String text = """
            diff --git a/cards.txt b/cards.txt
            --- a/cards.txt
            +++ b/cards.txt
            @@ -1 +1 @@
            -no cards
            +<b>cards</b>
            """;
        return Optional.of(new Changes(view(), make("v2", "Take <b>cards</b>"), Optional.of("v1"), text, false));
    }

    @Override
    public Optional<EnvironmentDetail> environment(long project, String name, String viewer, int limit) {
        return Optional.of(new EnvironmentDetail(column(), List.of(view()), List.of()));
    }

    @Override
    public Optional<Release> release(long project, String version) {
        return Optional.of(make(version, "Begin"));
    }

    @Override
    public List<Release> releases(long project, int limit) {
        return List.of(make("v2", "Take <b>cards</b>"), make("v1", "Begin"));
    }

    @Override
    public List<String> environments(long project) {
        return List.of("staging", "production");
    }

    @Override
    public List<DeploymentView> open(long project) {
        return status.isFinal() ? List.of() : List.of(view());
    }

    @Override
    public List<DeploymentView> lastEnded(long project) {
        return status.isFinal() ? List.of(view()) : List.of();
    }

    @Override
    public List<Live> live(long project) {
        return List.of(new Live("production", "v1", 1, now.minusSeconds(90_000), "anna", Health.HEALTHY));
    }

    @Override
    public List<WaitingApproval> waitingApprovals(String viewer) {
        return status == DeploymentStatus.NEEDS_APPROVAL
                ? List.of(new WaitingApproval(1, view(), make("v2", "x"), List.of("anna"), Optional.empty()))
                : List.of();
    }

    @Override
    public Result vote(Caller caller, long project, long deployment, boolean approve, String comment) {
        votes.add(new Vote(caller.login(), approve, comment, now, true));
        done.add(caller.login() + (approve ? " approves " : " rejects ") + deployment + ": " + comment);
        status = approve ? DeploymentStatus.QUEUED : DeploymentStatus.REJECTED;
        return new Result.Done(OptionalLong.of(deployment));
    }

    @Override
    public Result deploy(Caller caller, long project, String environment, Wish wish) {
        return new Result.Refused(new Refusal.AlreadyLive());
    }

    @Override
    public Result steer(Caller caller, long project, long deployment, Action action) {
        return new Result.Refused(new Refusal.NotNow(status));
    }
}
