package dev.sluice.server.page;

import dev.sluice.app.run.JobQueue;
import dev.sluice.app.run.ResourceGroups;
import dev.sluice.app.run.RunnerQueries;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobState.Attempt;
import dev.sluice.core.engine.JobState.Why;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.server.page.view.Reason;
import dev.sluice.server.page.view.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a job's state is shown: its status, its reason, its times. */
final class JobViews {
    /** The engine's own limit of new attempts after a lost runner. */
    private static final int LOST_MAX = 3;

    private static final String AGENT = "sluice agent";

    private final StoredRun run;
    private final RunnerQueries runners;
    private final ResourceGroups groups;
    private final Instant now;
    /** Asked once for all rows: finding out takes a look at other runs. */
    private final Map<String, Optional<Reason>> ofGroups = new HashMap<>();

    JobViews(StoredRun run, RunnerQueries runners, ResourceGroups groups, Instant now) {
        this.groups = groups;
        this.run = run;
        this.runners = runners;
        this.now = now;
    }

    static Status status(JobState state, Job job) {
        return switch (state.status()) {
            case WAITING, DELAYED -> Status.WAITING;
            case MANUAL -> isOptional(job) ? Status.WAITING : Status.APPROVAL;
            case QUEUED -> Status.QUEUED;
            case RUNNING, STOPPING -> Status.RUNNING;
            case SUCCESS -> Status.PASSED;
            case FAILED -> state.allowedFailure() ? Status.WARNING : Status.FAILED;
            case SKIPPED -> Status.SKIPPED;
            case CANCELED -> Status.CANCELED;
        };
    }

    private static boolean isOptional(Job job) {
        return job.when() instanceof Job.When.Manual manual && manual.optional();
    }

    /** How one attempt ended, or stands. */
    static Status status(JobState state, Job job, Attempt attempt) {
        if (attempt.number() == state.attempt()) {
            return status(state, job);
        }
        return attempt.failure().isPresent() ? Status.FAILED : Status.PASSED;
    }

    Optional<Reason> reason(JobState state, Job job) {
        return switch (state.status()) {
            case WAITING, SKIPPED, CANCELED, SUCCESS -> state.why().flatMap(JobViews::why);
            case MANUAL -> Optional.of(new Reason.Manual());
            case DELAYED -> state.due().map(Reason.Delayed::new);
            case QUEUED -> Optional.of(lost(state).or(() -> grouped(job)).orElseGet(() -> queued(state, job)));
            case RUNNING -> lost(state).or(() -> following(job));
            case STOPPING -> state.why().flatMap(JobViews::stopping);
            case FAILED -> timeout(state, job);
        };
    }

    /** Why its resource group keeps it waiting; empty where none does. */
    private Optional<Reason> grouped(Job job) {
        return job.resourceGroup().flatMap(group -> ofGroups.computeIfAbsent(group, this::grouped));
    }

    private Optional<Reason> grouped(String group) {
        long project = run.id().project();
        return runners.holder(project, group)
                .<Reason>map(holder -> new Reason.Concurrency(group, holder.number()))
                .or(() -> groups.ahead(run.id(), group)
                        .map(other -> new Reason.GroupOrder(
                                group, other, groups.order(project, group).word())));
    }

    private static Optional<Reason> following(Job job) {
        return job.program() instanceof DownstreamProgram program
                ? program.upstream().map(Reason.FollowsUpstream::new)
                : Optional.empty();
    }

    private static Optional<Reason> stopping(Why why) {
        return why.cause() == Why.Cause.CANCELED_AFTER_FAILURE
                ? why(why)
                : Optional.of(new Reason.Stopping(String.join(", ", why.about())));
    }

    private static Optional<Reason> why(Why why) {
        return switch (why.cause()) {
            case WAITS_FOR_JOBS -> Optional.of(new Reason.Needs(why.about()));
            case NEED_FAILED -> Optional.of(new Reason.NeedFailed(why.about()));
            case NEED_SKIPPED -> Optional.of(new Reason.NeedSkipped(why.about()));
            case NEED_CANCELED -> Optional.of(new Reason.NeedCanceled(why.about()));
            case NOTHING_FAILED -> Optional.of(new Reason.NothingFailed());
            case CANCELED_BY -> Optional.of(new Reason.CanceledBy(String.join(", ", why.about())));
            case CANCELED_AFTER_FAILURE -> Optional.of(new Reason.CanceledAfterFailure(why.about()));
            case NO_UPSTREAM -> Optional.of(new Reason.NoUpstream(String.join(", ", why.about())));
            case UPSTREAM_SKIPPED -> Optional.of(new Reason.UpstreamSkipped(String.join(", ", why.about())));
            case STARTED_BY, RETRIED_BY, RETRIED_AFTER_FAILURE, RETRIED_AFTER_RUNNER_LOST, RETRIED_AFTER_HANDED_BACK ->
                Optional.empty();
        };
    }

    /** Why the attempt is not the first, where its runner is the cause. */
    private static Optional<Reason> lost(JobState state) {
        Optional<Why.Cause> cause =
                state.current().flatMap(Attempt::startedBecause).map(Why::cause);
        boolean afterLoss = cause.equals(Optional.of(Why.Cause.RETRIED_AFTER_RUNNER_LOST));
        boolean handedBack = cause.equals(Optional.of(Why.Cause.RETRIED_AFTER_HANDED_BACK));
        if (!afterLoss && !handedBack || state.attempt() < 2) {
            return Optional.empty();
        }
        String runner = state.attempts().get(state.attempt() - 2).runner().orElse("?");
        if (handedBack) {
            return Optional.of(new Reason.HandedBack(runner));
        }
        long losses = state.attempts().stream()
                .filter(attempt -> attempt.failure()
                        .filter(FailureReason.RUNNER_LOST::equals)
                        .isPresent())
                .count();
        return Optional.of(new Reason.RunnerLost(runner, (int) losses, LOST_MAX));
    }

    private static Optional<Reason> timeout(JobState state, Job job) {
        Optional<Attempt> current = state.current();
        boolean timedOut = current.flatMap(Attempt::failure)
                .filter(FailureReason.TIMEOUT::equals)
                .isPresent();
        if (!timedOut) {
            return Optional.empty();
        }
        Duration ran = took(current.get()).orElse(Duration.ZERO);
        return Optional.of(new Reason.Timeout(job.timeout().orElse(ran), job.name()));
    }

    /** Why nobody has taken the job yet, by what the runners are and do now. */
    private Reason queued(JobState state, Job job) {
        Duration waited = state.current()
                .map(attempt -> between(attempt.offeredAt(), now))
                .orElse(Duration.ZERO);
        List<RunnerQueries.RunnerInfo> online = runners.runners().stream()
                .filter(RunnerQueries.RunnerInfo::online)
                .toList();
        if (online.isEmpty()) {
            return new Reason.NoRunner(waited, AGENT);
        }
        if (job.tags().contains(DownstreamProgram.LABEL)) {
            // The server itself takes it.
            return new Reason.Queued(waited);
        }
        List<RunnerQueries.RunnerInfo> fitting = online.stream()
                .filter(runner -> runner.tags().containsAll(job.tags()))
                .toList();
        if (fitting.isEmpty()) {
            return new Reason.NoLabel(waited, missingLabel(job, online));
        }
        if (fitting.stream().allMatch(runner -> runner.busy() >= runner.slots())) {
            return new Reason.Busy(waited, fitting.size(), position(state), Optional.empty());
        }
        return new Reason.Queued(waited);
    }

    private static String missingLabel(Job job, List<RunnerQueries.RunnerInfo> online) {
        return job.tags().stream()
                .sorted()
                .filter(tag -> online.stream().noneMatch(runner -> runner.tags().contains(tag)))
                .findFirst()
                .orElseGet(() -> String.join(", ", job.tags().stream().sorted().toList()));
    }

    private int position(JobState state) {
        List<JobQueue.JobOffer> waiting = runners.waiting();
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).run().equals(run.id()) && waiting.get(i).job().equals(state.name())) {
                return i + 1;
            }
        }
        return waiting.size() + 1;
    }

    /** How long an attempt ran, once it is over. */
    static Optional<Duration> took(Attempt attempt) {
        return attempt.startedAt().flatMap(start -> attempt.finishedAt().map(end -> between(start, end)));
    }

    /** When an attempt began that still runs. */
    static Optional<Instant> runningSince(Attempt attempt) {
        return attempt.finishedAt().isPresent() ? Optional.empty() : attempt.startedAt();
    }

    static Duration between(Instant from, Instant to) {
        Duration length = Duration.between(from, to);
        return length.isNegative() ? Duration.ZERO : length;
    }

    /** Key of the words for a kind of failure. */
    static String failureKey(FailureReason reason) {
        return switch (reason) {
            case SCRIPT_FAILURE -> "failure.script";
            case RUNNER_LOST -> "failure.runnerLost";
            case HANDED_BACK -> "failure.handedBack";
            case RUNNER_SYSTEM_FAILURE -> "failure.runnerSystem";
            case TIMEOUT -> "failure.timeout";
            case MISSING_DEPENDENCY -> "failure.missing";
            case STUCK -> "failure.stuck";
            case LIMIT_REACHED -> "failure.limit";
            case DATA_INTEGRITY -> "failure.data";
            case DOWNSTREAM_NOT_CREATED -> "failure.downstreamNotCreated";
            case DOWNSTREAM_FAILED -> "failure.downstreamFailed";
            case UPSTREAM_FAILED -> "failure.upstreamFailed";
        };
    }

    /** Whether a person can start the job now. */
    static boolean canStart(JobStatus status) {
        return status == JobStatus.MANUAL || status == JobStatus.DELAYED;
    }

    /** Whether a person can have the job again. */
    static boolean canRetry(JobStatus status) {
        return status == JobStatus.SUCCESS || status == JobStatus.FAILED || status == JobStatus.CANCELED;
    }

    /** Whether a person can stop the job, or end at once what is stopped and may take its time. */
    static boolean canCancel(JobStatus status) {
        return status == JobStatus.QUEUED || status.isHeld();
    }
}
