package dev.sluice.server.page;

import dev.sluice.app.delivery.DeliveryQueries.CellState;
import dev.sluice.app.delivery.DeliveryQueries.DeploymentView;
import dev.sluice.app.delivery.DeliveryQueries.Health;
import dev.sluice.app.delivery.DeliveryQueries.Refusal;
import dev.sluice.app.delivery.DeliveryQueries.Wait;
import dev.sluice.app.delivery.LastLines;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.RolloutStep;
import dev.sluice.core.delivery.Slot;
import dev.sluice.core.delivery.Strategy;
import dev.sluice.server.page.view.Reason;
import dev.sluice.server.page.view.Status;
import dev.sluice.server.text.Messages;
import dev.sluice.server.text.Moments;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Releases, environments and deployments in a visitor's words. */
final class DeliveryWords {
    private final Messages m;
    private final Moments moments;
    private final Sentences sentences;

    DeliveryWords(Visit visit) {
        this.m = visit.messages();
        this.moments = visit.moments();
        this.sentences = new Sentences(m, moments);
    }

    /** A reason as it was kept: its sentence in the visitor's language, the lines behind it as they are. */
    LastLines told(String reason) {
        LastLines kept = LastLines.of(reason);
        return new LastLines(sentences.say(kept.what()), kept.lines());
    }

    /** The same where there is little room. */
    String brief(String reason) {
        return told(reason).brief();
    }

    /** How releases get to the environment. */
    String rule(EnvironmentSpec spec) {
        List<String> parts = new ArrayList<>();
        parts.add(
                switch (spec.source()) {
                    case EnvironmentSpec.Source.OnRelease _ -> m.text("rule.onRelease");
                    case EnvironmentSpec.Source.After after -> m.text("rule.after", "env", after.environment());
                    case EnvironmentSpec.Source.OnBranch branch -> m.text("rule.onBranch", "branch", branch.pattern());
                    case EnvironmentSpec.Source.ByHand _ -> m.text("rule.byHand");
                });
        spec.approval().ifPresent(rule -> parts.add(m.text("rule.approval", "n", rule.count())));
        parts.add(plan(spec.strategy()));
        return String.join(" · ", parts);
    }

    /** How the new version takes the old one's place. */
    String plan(Strategy strategy) {
        return switch (strategy) {
            case Strategy.Rolling _ -> m.text("plan.rolling");
            case Strategy.BlueGreen _ -> m.text("plan.blueGreen");
            case Strategy.Recreate _ -> m.text("plan.recreate");
            case Strategy.Canary canary -> canary(canary);
        };
    }

    private String canary(Strategy.Canary canary) {
        List<String> steps = new ArrayList<>();
        for (Strategy.CanaryStep step : canary.steps()) {
            steps.add(
                    switch (step) {
                        case Strategy.CanaryStep.Weight weight -> m.text("percent", "n", weight.percent());
                        case Strategy.CanaryStep.Pause pause ->
                            pause.duration().map(moments::coarse).orElseGet(() -> m.text("plan.untilContinued"));
                    });
        }
        steps.add(m.text("percent", "n", 100));
        return String.join(" → ", steps);
    }

    String health(Health health) {
        return switch (health) {
            case HEALTHY -> m.text("health.healthy");
            case UNHEALTHY -> m.text("health.unhealthy");
            case UNKNOWN -> m.text("health.unknown");
        };
    }

    static Status healthStatus(Health health) {
        return switch (health) {
            case HEALTHY -> Status.PASSED;
            case UNHEALTHY -> Status.FAILED;
            case UNKNOWN -> Status.WAITING;
        };
    }

    static Status status(DeploymentStatus status) {
        return switch (status) {
            case NEEDS_APPROVAL -> Status.APPROVAL;
            case QUEUED -> Status.QUEUED;
            case ROLLING, ROLLING_BACK -> Status.RUNNING;
            case SUCCEEDED -> Status.PASSED;
            case TAKEN_DOWN -> Status.SKIPPED;
            case ROLLED_BACK, FAILED, UNCERTAIN -> Status.FAILED;
            case ABORTED, REJECTED, CANCELED -> Status.CANCELED;
            case SUPERSEDED -> Status.SKIPPED;
        };
    }

    String word(DeploymentStatus status) {
        return switch (status) {
            case NEEDS_APPROVAL -> m.text("status.approval");
            case QUEUED -> m.text("status.queued");
            case ROLLING -> m.text("deployment.rolling");
            case ROLLING_BACK -> m.text("deployment.rollingBack");
            case SUCCEEDED -> m.text("deployment.succeeded");
            case TAKEN_DOWN -> m.text("deployment.takenDown");
            case ROLLED_BACK -> m.text("deployment.rolledBack");
            case ABORTED -> m.text("deployment.aborted");
            case FAILED -> m.text("deployment.failed");
            case UNCERTAIN -> m.text("deployment.uncertain");
            case REJECTED -> m.text("deployment.rejected");
            case SUPERSEDED -> m.text("deployment.superseded");
            case CANCELED -> m.text("deployment.canceled");
        };
    }

    /** How a deployment stands; one that takes the environment down is not rolled out. */
    String word(DeploymentView deployment) {
        return deployment.cause() == DeploymentCause.DOWN && deployment.status() == DeploymentStatus.ROLLING
                ? m.text("deployment.takingDown")
                : word(deployment.status());
    }

    static Optional<Status> status(CellState state) {
        return switch (state) {
            case NONE -> Optional.empty();
            case NEEDS_APPROVAL -> Optional.of(Status.APPROVAL);
            case QUEUED -> Optional.of(Status.QUEUED);
            case ROLLING, ROLLING_BACK -> Optional.of(Status.RUNNING);
            case LIVE -> Optional.of(Status.PASSED);
            case ROLLED_BACK, FAILED, UNCERTAIN -> Optional.of(Status.FAILED);
            case ABORTED, REJECTED, CANCELED -> Optional.of(Status.CANCELED);
            case WAS_LIVE, TAKEN_DOWN, SUPERSEDED -> Optional.of(Status.SKIPPED);
        };
    }

    /** What happened to a deployment: one of the stable words, in the visitor's language. */
    String happened(String word) {
        return switch (word) {
            case "requested" -> m.text("event.requested");
            case "approved" -> m.text("approval.approved");
            case "rejected" -> m.text("approval.rejected");
            case "started" -> m.text("event.started");
            case "paused" -> m.text("event.paused");
            case "continued" -> m.text("event.continued");
            case "promoted" -> m.text("event.promoted");
            case "aborted" -> m.text("event.aborted");
            case "finished" -> m.text("event.finished");
            case "superseded" -> m.text("event.superseded");
            case "canceled" -> m.text("event.canceled");
            default -> word;
        };
    }

    /** Who went back from which version, and why; empty where nobody did. */
    Optional<String> rolledBackBy(DeploymentView view) {
        if (view.cause() != DeploymentCause.ROLLBACK) {
            return Optional.empty();
        }
        String who = view.from()
                .map(from -> m.text("rollback.byFrom", "who", view.by(), "from", from, "to", view.version()))
                .orElseGet(() -> m.text("rollback.by", "who", view.by(), "to", view.version()));
        return Optional.of(
                view.comment().isEmpty() ? who : m.text("rollback.because", "what", who, "why", view.comment()));
    }

    String headline(CellState state, Optional<DeploymentView> deployment) {
        return switch (state) {
            case NONE -> "";
            case LIVE ->
                deployment
                        .flatMap(DeploymentView::finishedAt)
                        .map(at -> m.text("board.since", "time", moments.since(at)))
                        .orElse("");
            case WAS_LIVE -> wasLive(deployment);
            case TAKEN_DOWN -> m.text("deployment.takenDown");
            case NEEDS_APPROVAL -> m.text("status.approval");
            case QUEUED -> m.text("status.queued");
            case ROLLING -> deployment.map(this::word).orElseGet(() -> m.text("deployment.rolling"));
            case ROLLING_BACK -> m.text("deployment.rollingBack");
            case ROLLED_BACK -> m.text("deployment.rolledBack");
            case ABORTED -> m.text("deployment.aborted");
            case FAILED -> m.text("deployment.failed");
            case UNCERTAIN -> m.text("deployment.uncertain");
            case REJECTED -> m.text("deployment.rejected");
            case SUPERSEDED -> m.text("deployment.superseded");
            case CANCELED -> m.text("deployment.canceled");
        };
    }

    String wasLive(Optional<DeploymentView> deployment) {
        Optional<Duration> length = deployment.flatMap(
                view -> view.finishedAt().flatMap(from -> view.liveUntil().map(to -> JobViews.between(from, to))));
        return length.map(t -> m.text("board.wasLive", "t", moments.coarse(t)))
                .orElseGet(() -> m.text("board.wasLiveOnce"));
    }

    /** Why a deployment has not started. */
    Reason waits(Wait wait) {
        return switch (wait) {
            case Wait.Approval approval -> new Reason.Approval(approval.who());
            case Wait.Turn turn ->
                new Reason.Told(m.text("wait.turn", "version", turn.version(), "n", Long.toString(turn.deployment())));
            case Wait.Uncertain uncertain ->
                new Reason.Told(m.text("wait.uncertain", "n", Long.toString(uncertain.deployment())));
            case Wait.Starting _ -> new Reason.Told(m.text("wait.starting"));
        };
    }

    /** Why something is refused. */
    String refusal(Refusal refusal) {
        return switch (refusal) {
            case Refusal.SignIn _ -> m.text("refused.signIn");
            case Refusal.NeedsRole role -> m.text("refused.role", "roles", String.join(", ", role.roles()));
            case Refusal.OwnRelease _ -> m.text("reason.ownRun");
            case Refusal.HasVoted _ -> m.text("refused.voted");
            case Refusal.NotLiveIn not -> m.text("refused.notLiveIn", "env", not.environment());
            case Refusal.WrongBranch wrong -> m.text("refused.branch", "branch", wrong.pattern());
            case Refusal.NothingLive nothing -> m.text("refused.nothingLive", "env", nothing.environment());
            case Refusal.DeployedByJobs jobs -> m.text("refused.byJobs", "env", jobs.environment());
            case Refusal.RefForMaintainers ref -> m.text("said.refForMaintainers", "a", ref.ref());
            case Refusal.AlreadyLive _ -> m.text("refused.live");
            case Refusal.AlreadyAskedFor asked -> m.text("refused.asked", "n", Long.toString(asked.deployment()));
            case Refusal.FilesExpired expired -> m.text("refused.expired", "what", expired.what());
            case Refusal.ReplacedBy by -> m.text("refused.replaced", "version", by.version());
            case Refusal.NotNow not -> m.text("refused.notNow", "status", word(not.status()));
            case Refusal.TryAgain _ -> m.text("refused.tryAgain");
            case Refusal.Unknown unknown ->
                unknown.near().isEmpty()
                        ? m.text("refused.unknown", "what", unknown.what())
                        : m.text("refused.unknownNear", "what", unknown.what(), "near", unknown.near());
            case Refusal.BadConfiguration bad ->
                m.text("refused.configuration", "n", bad.problems().size());
        };
    }

    /** What a step of a rollout does. */
    String step(RolloutStep step) {
        return switch (step) {
            case RolloutStep.StartSlots start -> m.text("step.start", "what", services(start.slots()));
            case RolloutStep.AwaitHealthy await -> m.text("step.healthy", "what", services(await.slots()));
            case RolloutStep.Shift shift when shift.routed().isEmpty() -> m.text("step.unroute");
            case RolloutStep.Shift shift -> m.text("step.shift", "n", shift.newShare());
            case RolloutStep.Hold hold ->
                hold.duration()
                        .map(t -> m.text("step.hold", "t", moments.coarse(t)))
                        .orElseGet(() -> m.text("step.holdOpen"));
            case RolloutStep.Observe observe -> m.text("step.observe", "t", moments.coarse(observe.duration()));
            case RolloutStep.Drain drain -> m.text("step.drain", "what", services(drain.slots()));
            case RolloutStep.StopSlots stop -> m.text("step.stop", "what", services(stop.slots()));
        };
    }

    private static String services(List<Slot> slots) {
        return slots.stream().map(Slot::service).distinct().collect(Collectors.joining(", "));
    }
}
