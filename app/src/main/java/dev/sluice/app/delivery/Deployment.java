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
 * One release to one environment. Immutable; what it asks for stays, its progress is replaced by the next one.
 *
 * @param number 1-based within the project; 0 until the store has given one
 */
public record Deployment(long number, Request request, Progress progress) {

    /**
     * What is asked for.
     *
     * @param environment full name
     * @param release its version
     * @param by login, or {@code system}
     * @param spec the environment's rules as the release's file has them
     * @param services what is started
     */
    public record Request(
            long project,
            String environment,
            String release,
            DeploymentCause cause,
            String by,
            Instant at,
            EnvironmentSpec spec,
            List<ServiceSpec> services) {
        public Request {
            services = List.copyOf(services);
        }
    }

    /**
     * How far it is.
     *
     * @param reason why it failed, was rejected or replaced; may be empty
     * @param replaces the deployment that was live when it started
     * @param votes in order; one a person
     * @param events what happened, oldest first
     * @param rollout its rollout, from its start on
     */
    public record Progress(
            DeploymentStatus status,
            String reason,
            Optional<Long> replaces,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            List<CastVote> votes,
            List<Happening> events,
            Optional<RolloutState> rollout) {
        public Progress {
            votes = List.copyOf(votes);
            events = List.copyOf(events);
        }

        /** Asked for, and nothing done yet. */
        public static Progress requested(DeploymentStatus status, Happening request) {
            return new Progress(
                    status,
                    "",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(request),
                    Optional.empty());
        }

        private Progress with(DeploymentStatus next, String why, Optional<Instant> end, Optional<RolloutState> state) {
            return new Progress(next, why, replaces, startedAt, end, votes, events, state);
        }

        private Progress with(List<CastVote> cast, List<Happening> happened) {
            return new Progress(status, reason, replaces, startedAt, finishedAt, cast, happened, rollout);
        }
    }

    /** A vote as it was cast; whether it still counts is asked when it matters. */
    public record CastVote(String by, boolean approve, String comment, Instant at) {}

    /** The same under the number that the store gave it. */
    public Deployment numbered(long given) {
        return new Deployment(given, request, progress);
    }

    Deployment withStatus(DeploymentStatus next, String why) {
        return with(progress.with(next, why, progress.finishedAt, progress.rollout));
    }

    /** It is over without a rollout, or with it. */
    Deployment ended(DeploymentStatus end, String why, Instant at) {
        return with(progress.with(end, why, Optional.of(at), progress.rollout));
    }

    Deployment started(Optional<Long> live, RolloutState first, Instant at) {
        return with(new Progress(
                DeploymentStatus.ROLLING,
                "",
                live,
                Optional.of(at),
                Optional.empty(),
                progress.votes,
                progress.events,
                Optional.of(first)));
    }

    Deployment withRollout(RolloutState state, DeploymentStatus next, String why) {
        return with(progress.with(next, why, progress.finishedAt, Optional.of(state)));
    }

    Deployment withVote(CastVote vote) {
        List<CastVote> all = new ArrayList<>(progress.votes);
        all.removeIf(old -> old.by().equals(vote.by()));
        all.add(vote);
        return with(progress.with(all, progress.events));
    }

    Deployment withEvent(Happening event) {
        List<Happening> all = new ArrayList<>(progress.events);
        all.add(event);
        return with(progress.with(progress.votes, all));
    }

    private Deployment with(Progress next) {
        return new Deployment(number, request, next);
    }

    public long project() {
        return request.project;
    }

    /** Full name of the environment. */
    public String environment() {
        return request.environment;
    }

    /** The release's version. */
    public String release() {
        return request.release;
    }

    public DeploymentCause cause() {
        return request.cause;
    }

    /** Login of who asked, or {@code system}. */
    public String by() {
        return request.by;
    }

    public Instant requestedAt() {
        return request.at;
    }

    public EnvironmentSpec spec() {
        return request.spec;
    }

    public List<ServiceSpec> services() {
        return request.services;
    }

    public DeploymentStatus status() {
        return progress.status;
    }

    public String reason() {
        return progress.reason;
    }

    public Optional<Long> replaces() {
        return progress.replaces;
    }

    public Optional<Instant> startedAt() {
        return progress.startedAt;
    }

    public Optional<Instant> finishedAt() {
        return progress.finishedAt;
    }

    public List<CastVote> votes() {
        return progress.votes;
    }

    public List<Happening> events() {
        return progress.events;
    }

    public Optional<RolloutState> rollout() {
        return progress.rollout;
    }
}
