package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryQueries.Happening;
import dev.sluice.app.delivery.DeliveryStore.EnvironmentRecord;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.run.RunChange;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.delivery.DeliveryConfig;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Records what deploy jobs of pipeline files ({@code environment:}) have done: their scripts deploy, Sluice keeps the
 * history. A name that only looks like a known environment's is recorded as refused and changes nothing there.
 */
public final class DeployJobs {
    private final DeliveryStore store;
    private final EnvironmentStops stops;
    private final InstantSource clock;

    /** @param stops hears of jobs that have stopped an environment */
    public DeployJobs(DeliveryStore store, EnvironmentStops stops, InstantSource clock) {
        this.store = store;
        this.stops = stops;
        this.clock = clock;
    }

    /**
     * Records each deploy job that has ended, whether its run has or waits for a person. An attempt is recorded once: a
     * second call for it changes nothing.
     */
    void record(StoredRun run) {
        List<Job> jobs = run.state().pipeline().jobs();
        for (int i = 0; i < jobs.size(); i++) {
            JobState state = run.state().jobs().get(i);
            Optional<Job.Environment> environment = jobs.get(i).environment();
            if (environment.isPresent() && hasRun(state)) {
                record(run, jobs.get(i).name(), environment.get(), state);
            }
        }
    }

    private void record(StoredRun run, String job, Job.Environment environment, JobState state) {
        switch (environment.action()) {
            case START -> record(run, job, environment.name(), state);
            case STOP -> {
                if (state.status() == JobStatus.SUCCESS) {
                    stops.stopped(run, job, environment.name(), state);
                }
            }
            // They look at an environment, or make it ready: what is live there stays what it was.
            case PREPARE, VERIFY, ACCESS -> {}
        }
    }

    /** Whether a step of a run has ended a deploy job. */
    static boolean hasEnded(RunChange change) {
        Pipeline pipeline = change.run().state().pipeline();
        return change.jobs().stream()
                .anyMatch(state -> hasRun(state)
                        && pipeline.job(state.name()).flatMap(Job::environment).isPresent());
    }

    private static boolean hasRun(JobState state) {
        return state.status() == JobStatus.SUCCESS || state.status() == JobStatus.FAILED;
    }

    private void record(StoredRun run, String job, String given, JobState state) {
        Trigger trigger = run.trigger();
        long project = run.id().project();
        String name = EnvironmentNames.normalized(given);
        List<String> known = store.config(project)
                .flatMap(DeliveryStore.ConfigRecord::config)
                .map(config ->
                        config.environments().stream().map(EnvironmentSpec::key).toList())
                .orElse(List.of());
        Optional<String> problem = EnvironmentNames.problem(given, known);
        boolean managed = known.contains(name);
        boolean passed = state.status() == JobStatus.SUCCESS && problem.isEmpty();
        String reason = problem.orElse(passed ? "" : Sentence.JOB_FAILED.with(job));
        Instant at = state.current().flatMap(JobState.Attempt::finishedAt).orElseGet(clock::instant);
        store.atomically(transaction -> {
            Release release = release(run, trigger, at);
            transaction.addRelease(release, new DeliveryConfig(List.of(), Optional.empty(), List.of()));
            StoredDeployment made = transaction.addDeployment(
                    "job/" + run.id().number() + "/attempt/" + state.attempt() + "/" + job,
                    new Deployment(
                            0,
                            new Deployment.Request(
                                    project,
                                    problem.isPresent() ? given.strip() : name,
                                    release.version(),
                                    DeploymentCause.JOB,
                                    trigger.actor().login(),
                                    at,
                                    DeliveryRules.unmanaged(name),
                                    List.of()),
                            new Deployment.Progress(
                                    passed ? DeploymentStatus.SUCCEEDED : DeploymentStatus.FAILED,
                                    reason,
                                    Optional.empty(),
                                    state.current().flatMap(JobState.Attempt::startedAt),
                                    Optional.of(at),
                                    List.of(),
                                    List.of(new Happening(at, "finished", "system", "job " + job)),
                                    Optional.empty())));
            // What sluice.yml deploys is live by its own rollouts only.
            if (passed && !managed && !isLaterLive(transaction, project, name, at)) {
                transaction.saveEnvironment(new EnvironmentRecord(
                        project, name, Optional.of(made.deployment().number()), Optional.of(at), Optional.empty()));
            }
            return made;
        });
    }

    /** Whether what is live there ended after that: a record that comes late takes nothing away. */
    private static boolean isLaterLive(DeliveryStore transaction, long project, String name, Instant than) {
        return transaction
                .environment(project, name)
                .flatMap(EnvironmentRecord::liveSince)
                .filter(since -> since.isAfter(than))
                .isPresent();
    }

    private static Release release(StoredRun run, Trigger trigger, Instant at) {
        String commit = trigger.commit().sha();
        String branch = trigger.ref().name();
        return new Release(
                run.id().project(),
                "run-" + run.id().number(),
                Release.Kind.JOB,
                commit,
                branch,
                run.id().number(),
                trigger.actor().login(),
                trigger.commit().title(),
                at,
                "",
                "run " + run.id().number(),
                List.of());
    }
}
