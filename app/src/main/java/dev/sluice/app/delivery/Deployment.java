package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryQueries.Happening;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.RolloutState;
import dev.sluice.core.delivery.ServiceSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One release to one environment. Immutable; the {@code with} methods make the next state.
 *
 * @param number 1-based within the project
 * @param environment full name
 * @param release its version
 * @param by login, or {@code system}
 * @param reason why it failed, was rejected or replaced; may be empty
 * @param spec the environment's rules as the release's file has them
 * @param services what is started
 * @param replaces the deployment that was live when it started
 * @param votes in order; one a person
 * @param events what happened, oldest first
 * @param rollout its rollout, from its start on
 */
public record Deployment(
        long project,
        long number,
        String environment,
        String release,
        DeploymentCause cause,
        String by,
        Instant requestedAt,
        DeploymentStatus status,
        String reason,
        EnvironmentSpec spec,
        List<ServiceSpec> services,
        Optional<Long> replaces,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        List<CastVote> votes,
        List<Happening> events,
        Optional<RolloutState> rollout) {
    public Deployment {
        services = List.copyOf(services);
        votes = List.copyOf(votes);
        events = List.copyOf(events);
    }

    /** A vote as it was cast; whether it still counts is asked when it matters. */
    public record CastVote(String by, boolean approve, String comment, Instant at) {}

    /** The same under the number that the store gave it. */
    public Deployment numbered(long given) {
        return new Deployment(
                project,
                given,
                environment,
                release,
                cause,
                by,
                requestedAt,
                status,
                reason,
                spec,
                services,
                replaces,
                startedAt,
                finishedAt,
                votes,
                events,
                rollout);
    }

    Deployment withStatus(DeploymentStatus next, String why) {
        return new Deployment(
                project,
                number,
                environment,
                release,
                cause,
                by,
                requestedAt,
                next,
                why,
                spec,
                services,
                replaces,
                startedAt,
                finishedAt,
                votes,
                events,
                rollout);
    }

    /** It is over without a rollout, or with it. */
    Deployment ended(DeploymentStatus end, String why, Instant at) {
        return new Deployment(
                project,
                number,
                environment,
                release,
                cause,
                by,
                requestedAt,
                end,
                why,
                spec,
                services,
                replaces,
                startedAt,
                Optional.of(at),
                votes,
                events,
                rollout);
    }

    Deployment started(Optional<Long> live, RolloutState first, Instant at) {
        return new Deployment(
                project,
                number,
                environment,
                release,
                cause,
                by,
                requestedAt,
                DeploymentStatus.ROLLING,
                "",
                spec,
                services,
                live,
                Optional.of(at),
                Optional.empty(),
                votes,
                events,
                Optional.of(first));
    }

    Deployment withRollout(RolloutState state, DeploymentStatus next, String why) {
        return new Deployment(
                project,
                number,
                environment,
                release,
                cause,
                by,
                requestedAt,
                next,
                why,
                spec,
                services,
                replaces,
                startedAt,
                finishedAt,
                votes,
                events,
                Optional.of(state));
    }

    Deployment withVote(CastVote vote) {
        List<CastVote> all = new ArrayList<>(votes);
        all.removeIf(old -> old.by().equals(vote.by()));
        all.add(vote);
        return new Deployment(
                project,
                number,
                environment,
                release,
                cause,
                by,
                requestedAt,
                status,
                reason,
                spec,
                services,
                replaces,
                startedAt,
                finishedAt,
                all,
                events,
                rollout);
    }

    Deployment withEvent(Happening event) {
        List<Happening> all = new ArrayList<>(events);
        all.add(event);
        return new Deployment(
                project,
                number,
                environment,
                release,
                cause,
                by,
                requestedAt,
                status,
                reason,
                spec,
                services,
                replaces,
                startedAt,
                finishedAt,
                votes,
                all,
                rollout);
    }
}
