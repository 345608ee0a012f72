package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryQueries.Action;
import dev.sluice.app.delivery.DeliveryQueries.ActionView;
import dev.sluice.app.delivery.DeliveryQueries.DeploymentView;
import dev.sluice.app.delivery.DeliveryQueries.Refusal;
import dev.sluice.app.delivery.DeliveryQueries.Vote;
import dev.sluice.app.delivery.DeliveryQueries.Wait;
import dev.sluice.app.delivery.DeliveryStore.EnvironmentRecord;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deployments as pages see them: with the reason for a wait and what the viewer may do. */
final class DeploymentViews {
    private final DeliveryStore store;
    private final DeliveryRules rules;

    DeploymentViews(DeliveryStore store, DeliveryRules rules) {
        this.store = store;
        this.rules = rules;
    }

    DeploymentView view(Deployment deployment) {
        return new DeploymentView(
                deployment.number(),
                deployment.environment(),
                deployment.release(),
                deployment.cause(),
                deployment.by(),
                deployment.status(),
                waits(deployment),
                deployment.reason(),
                deployment.requestedAt(),
                deployment.startedAt(),
                deployment.finishedAt(),
                liveUntil(deployment),
                share(deployment),
                votes(deployment),
                from(deployment),
                comment(deployment));
    }

    private Optional<String> from(Deployment deployment) {
        if (deployment.cause() != DeploymentCause.ROLLBACK) {
            return Optional.empty();
        }
        Optional<Long> old = deployment.startedAt().isPresent()
                ? deployment.replaces()
                : environment(deployment).flatMap(EnvironmentRecord::live);
        return old.flatMap(number -> store.deployment(deployment.project(), number))
                .map(stored -> stored.deployment().release())
                .filter(version -> !version.equals(deployment.release()));
    }

    private static String comment(Deployment deployment) {
        return deployment.events().stream()
                .filter(event -> event.what().equals("requested"))
                .map(DeliveryQueries.Happening::detail)
                .findFirst()
                .orElse("");
    }

    private Optional<Wait> waits(Deployment deployment) {
        if (deployment.status() == DeploymentStatus.NEEDS_APPROVAL) {
            return Optional.of(new Wait.Approval(rules.missingApprovals(deployment), rules.mayApprove(deployment)));
        }
        if (deployment.status() != DeploymentStatus.QUEUED) {
            return Optional.empty();
        }
        Optional<Long> uncertain = environment(deployment).flatMap(EnvironmentRecord::uncertain);
        if (uncertain.isPresent() && deployment.cause() == DeploymentCause.RULE) {
            return Optional.of(new Wait.Uncertain(uncertain.get()));
        }
        return Optional.of(store
                .withStatus(
                        deployment.project(),
                        deployment.environment(),
                        List.of(DeploymentStatus.ROLLING, DeploymentStatus.ROLLING_BACK, DeploymentStatus.QUEUED))
                .stream()
                .map(StoredDeployment::deployment)
                .filter(other -> other.status().isActive() || other.number() < deployment.number())
                .findFirst()
                .<Wait>map(other -> new Wait.Turn(other.number(), other.release()))
                .orElse(new Wait.Starting()));
    }

    private Optional<EnvironmentRecord> environment(Deployment deployment) {
        return store.environment(deployment.project(), deployment.environment());
    }

    boolean isLive(Deployment deployment) {
        return environment(deployment)
                .flatMap(EnvironmentRecord::live)
                .filter(live -> live == deployment.number())
                .isPresent();
    }

    private int share(Deployment deployment) {
        if (deployment.status().isActive()) {
            return deployment.rollout().map(state -> state.newShare()).orElse(0);
        }
        if (!isLive(deployment)) {
            return 0;
        }
        return store
                .withStatus(
                        deployment.project(),
                        deployment.environment(),
                        List.of(DeploymentStatus.ROLLING, DeploymentStatus.ROLLING_BACK))
                .stream()
                .findFirst()
                .flatMap(stored -> stored.deployment().rollout())
                .map(state -> 100 - state.newShare())
                .orElse(100);
    }

    private Optional<Instant> liveUntil(Deployment deployment) {
        if (deployment.status() != DeploymentStatus.SUCCEEDED || isLive(deployment)) {
            return Optional.empty();
        }
        return store.successorOf(deployment.project(), deployment.number())
                .flatMap(stored -> stored.deployment().finishedAt());
    }

    List<Vote> votes(Deployment deployment) {
        return deployment.votes().stream()
                .map(vote ->
                        new Vote(vote.by(), vote.approve(), vote.comment(), vote.at(), rules.counts(deployment, vote)))
                .toList();
    }

    /** What can be done with a deployment now. */
    List<ActionView> actions(Deployment deployment, String viewer) {
        List<ActionView> actions = new ArrayList<>();
        switch (deployment.status()) {
            case NEEDS_APPROVAL -> {
                actions.add(new ActionView(Action.REVIEW, rules.mayVote(deployment, viewer)));
                actions.add(new ActionView(Action.CANCEL, rules.mayAct(deployment.project(), viewer)));
            }
            case QUEUED -> actions.add(new ActionView(Action.CANCEL, rules.mayAct(deployment.project(), viewer)));
            case ROLLING -> {
                for (Action action : List.of(Action.PAUSE, Action.CONTINUE, Action.PROMOTE_NOW, Action.ABORT)) {
                    Optional<Refusal> refusal = rules.maySteer(deployment, viewer, action);
                    if (refusal.filter(Refusal.NotNow.class::isInstance).isEmpty()) {
                        actions.add(new ActionView(action, refusal));
                    }
                }
            }
            case SUCCEEDED -> {
                if (deployment.cause() != DeploymentCause.JOB) {
                    actions.addAll(again(deployment, viewer));
                }
            }
            case TAKEN_DOWN -> actions.addAll(backUp(deployment, viewer));
            case ROLLING_BACK, ROLLED_BACK, ABORTED, FAILED, UNCERTAIN, REJECTED, SUPERSEDED, CANCELED -> {
                // Nothing can be done with these; the release can be promoted anew.
            }
        }
        return actions;
    }

    /** What was live is offered again, as long as nothing else is. */
    private List<ActionView> backUp(Deployment down, String viewer) {
        return rules
                .takenDown(down.project(), down.environment())
                .filter(last -> last.number() == down.number())
                .map(last -> new ActionView(
                        Action.ROLL_BACK,
                        rules.mayDeploy(down.project(), down.environment(), down.release(), viewer),
                        down.release()))
                .stream()
                .toList();
    }

    private List<ActionView> again(Deployment deployment, String viewer) {
        Optional<Refusal> refusal =
                rules.mayDeploy(deployment.project(), deployment.environment(), deployment.release(), viewer);
        if (!isLive(deployment)) {
            return List.of(new ActionView(Action.ROLL_BACK, refusal, deployment.release()));
        }
        List<ActionView> actions = new ArrayList<>();
        rules.liveBefore(deployment.project(), deployment.environment())
                .ifPresent(version -> actions.add(new ActionView(
                        Action.ROLL_BACK,
                        rules.mayDeploy(deployment.project(), deployment.environment(), version, viewer),
                        version)));
        actions.add(new ActionView(Action.REDEPLOY, refusal));
        return actions;
    }
}
