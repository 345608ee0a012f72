package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryQueries.Happening;
import dev.sluice.app.delivery.DeliveryStore.EnvironmentRecord;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.delivery.DeliveryStore.StoredRelease;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stops environments that jobs of pipeline files deployed to (docs.gitlab.com, "Environments", "Stopping an environment"): by the job
 * that {@code on_stop} names, or, where there is none, by noting that it is stopped. A person asks for it; so do the end of
 * {@code auto_stop_in} and the end of the branch that was deployed. The environment is stopped when that job has passed. Safe
 * for many threads.
 */
public final class EnvironmentStops {
    private final DeliveryStore store;
    private final RunStore runs;
    private final InstantSource clock;
    /** What was asked for by itself: a job that failed to stop its environment is left to people. */
    private final Set<Live> asked = ConcurrentHashMap.newKeySet();
    /** What was found out about a deployment: its run does not change in what is asked here. */
    private final Map<Live, Optional<Stop>> known = new ConcurrentHashMap<>();

    private volatile Optional<Outside> outside = Optional.empty();

    EnvironmentStops(DeliveryStore store, RunStore runs, InstantSource clock) {
        this.store = store;
        this.runs = runs;
        this.clock = clock;
    }

    /** What is there only once runs are: the way to their jobs, and the branches. */
    public interface Outside {
        void send(RunId run, RunEvent event);

        /** Whether the project still has this branch. */
        boolean hasBranch(long project, String branch);
    }

    private record Live(long project, String environment, long deployment) {}

    /**
     * How an environment is stopped.
     *
     * @param branch that was deployed; empty: it was no branch
     */
    private record Stop(RunId run, Optional<String> job, Optional<Instant> due, Optional<String> branch) {}

    void use(Outside given) {
        outside = Optional.of(given);
    }

    /** The ref whose job would be started to stop what is live; empty where none would. */
    Optional<Trigger.GitRef> startsJobOf(Deployment live) {
        return stop(live, Instant.EPOCH)
                .filter(stop -> stop.job().isPresent())
                .flatMap(stop -> runs.load(stop.run()))
                .map(run -> run.trigger().ref());
    }

    /** Stops what is live by a job; false where the job that stops it cannot be started now. */
    boolean byHand(Deployment live, String by) {
        Optional<Stop> stop = stop(live, live.finishedAt().orElse(Instant.EPOCH));
        if (stop.flatMap(Stop::job).isEmpty()) {
            note(live, by);
            return true;
        }
        return start(stop.get(), by, true);
    }

    /** Stops what is due. To be called now and then. */
    void lookAtAll() {
        if (outside.isEmpty()) {
            return;
        }
        List<EnvironmentRecord> environments = store.liveEnvironments();
        for (EnvironmentRecord environment : environments) {
            environment.live().ifPresent(number -> look(environment, number));
        }
        Set<Live> there = ConcurrentHashMap.newKeySet();
        environments.forEach(
                one -> one.live().ifPresent(number -> there.add(new Live(one.project(), one.name(), number))));
        known.keySet().retainAll(there);
        asked.retainAll(there);
    }

    private void look(EnvironmentRecord environment, long number) {
        Live key = new Live(environment.project(), environment.name(), number);
        Optional<Stop> stop = known.computeIfAbsent(key, live -> store.deployment(live.project(), number)
                .map(StoredDeployment::deployment)
                .filter(one -> one.cause() == DeploymentCause.JOB)
                .flatMap(one -> stop(one, environment.liveSince().orElse(Instant.EPOCH))));
        if (stop.isEmpty() || asked.contains(key)) {
            return;
        }
        boolean over =
                stop.get().due().filter(due -> !due.isAfter(clock.instant())).isPresent();
        boolean gone = stop.get().job().isPresent()
                && stop.get()
                        .branch()
                        .filter(branch -> !outside.orElseThrow().hasBranch(key.project(), branch))
                        .isPresent();
        if (over || gone) {
            asked.add(key);
            String by = over
                    ? "auto_stop_in"
                    : "the end of branch " + stop.get().branch().orElse("");
            if (stop.get().job().isPresent()) {
                start(stop.get(), by, false);
            } else {
                store.deployment(key.project(), number).ifPresent(one -> note(one.deployment(), by));
            }
        }
    }

    private Optional<Stop> stop(Deployment live, Instant since) {
        Optional<RunId> run = store.release(live.project(), live.release())
                .map(StoredRelease::release)
                .map(release -> new RunId(live.project(), release.run()));
        return run.flatMap(runs::load).map(stored -> stop(stored, live.environment(), since));
    }

    private static Stop stop(StoredRun run, String environment, Instant since) {
        Optional<Job.Environment> deployed = run.state().pipeline().jobs().stream()
                .filter(job -> run.state().job(job.name()).orElseThrow().status() == JobStatus.SUCCESS)
                .flatMap(job -> job.environment().stream())
                .filter(one -> one.action() == Job.Environment.Action.START
                        && EnvironmentNames.normalized(one.name()).equals(environment))
                .findFirst();
        Optional<String> branch = run.trigger().ref() instanceof Trigger.GitRef.Branch(String name)
                ? Optional.of(name)
                : Optional.empty();
        return new Stop(
                run.id(),
                deployed.flatMap(Job.Environment::onStop)
                        .filter(job -> run.state().job(job).isPresent()),
                deployed.flatMap(Job.Environment::autoStopIn).map(since::plus),
                branch);
    }

    /** @param again a job that has run before is run once more */
    private boolean start(Stop stop, String by, boolean again) {
        String job = stop.job().orElseThrow();
        Optional<StoredRun> run = runs.load(stop.run());
        Optional<JobState> state = run.flatMap(one -> one.state().job(job));
        if (outside.isEmpty() || state.isEmpty()) {
            return false;
        }
        switch (state.get().status()) {
            case MANUAL, DELAYED ->
                outside.get().send(stop.run(), new RunEvent.JobStartRequested(job, by, clock.instant()));
            case QUEUED, RUNNING, STOPPING -> {
                return true;
            }
            case SUCCESS, FAILED, CANCELED, SKIPPED, WAITING -> {
                if (!again || !RunEngine.canRetry(run.get().state(), job)) {
                    return false;
                }
                outside.get().send(stop.run(), new RunEvent.JobRetryRequested(job, by, clock.instant()));
            }
        }
        return true;
    }

    /** A job that stops an environment has passed: nothing is live there any more. A second call changes nothing. */
    void stopped(StoredRun run, String job, String given, JobState state) {
        String name = EnvironmentNames.normalized(given);
        Instant at = state.current().flatMap(JobState.Attempt::finishedAt).orElseGet(clock::instant);
        String by = state.current()
                .flatMap(JobState.Attempt::startedBecause)
                .filter(why ->
                        why.cause() == JobState.Why.Cause.STARTED_BY || why.cause() == JobState.Why.Cause.RETRIED_BY)
                .flatMap(why -> why.about().stream().findFirst())
                .orElse(run.trigger().actor().login());
        String cause = "job/" + run.id().number() + "/attempt/" + state.attempt() + "/" + job;
        store.atomically(transaction -> transaction
                .environment(run.id().project(), name)
                .filter(one -> !one.liveSince().orElse(Instant.EPOCH).isAfter(at))
                .flatMap(one -> one.live().flatMap(number -> transaction.deployment(one.project(), number)))
                .map(StoredDeployment::deployment)
                .filter(live -> live.cause() == DeploymentCause.JOB)
                .map(live -> note(transaction, live, cause, by, at, "job " + job)));
    }

    private void note(Deployment live, String by) {
        Instant now = clock.instant();
        String cause = "stopped/" + live.number();
        store.atomically(transaction -> note(transaction, live, cause, by, now, ""));
    }

    private static StoredDeployment note(
            DeliveryStore transaction, Deployment live, String cause, String by, Instant at, String detail) {
        StoredDeployment made = transaction.addDeployment(
                cause,
                new Deployment(
                        0,
                        new Deployment.Request(
                                live.project(),
                                live.environment(),
                                live.release(),
                                DeploymentCause.DOWN,
                                by,
                                at,
                                live.spec(),
                                List.of()),
                        new Deployment.Progress(
                                DeploymentStatus.TAKEN_DOWN,
                                "",
                                Optional.of(live.number()),
                                Optional.of(at),
                                Optional.of(at),
                                List.of(),
                                List.of(new Happening(at, "finished", by, detail)),
                                Optional.empty())));
        transaction.saveEnvironment(new EnvironmentRecord(
                live.project(), live.environment(), Optional.empty(), Optional.of(at), Optional.empty()));
        return made;
    }
}
