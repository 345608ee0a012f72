package dev.sluice.server.page;

import dev.sluice.app.run.RunSummary;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Trigger;
import dev.sluice.server.page.view.Reason;
import dev.sluice.server.page.view.RunsView;
import dev.sluice.server.page.view.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a run's row is shown. */
final class RunStatuses {

    /** What the filter offers. */
    static final List<RunsView.Option> STATUSES = List.of(
            new RunsView.Option("running", "status.running"),
            new RunsView.Option("blocked", "status.approval"),
            new RunsView.Option("success", "status.passed"),
            new RunsView.Option("failed", "status.failed"),
            new RunsView.Option("canceled", "status.canceled"),
            new RunsView.Option("skipped", "status.skipped"));

    static final List<RunsView.Option> EVENTS = List.of(
            new RunsView.Option("push", "event.push"),
            new RunsView.Option("tag", "event.tag"),
            new RunsView.Option("merge_request", "event.mergeRequest"),
            new RunsView.Option("schedule", "event.schedule"),
            new RunsView.Option("manual", "event.manual"),
            new RunsView.Option("api", "event.api"),
            new RunsView.Option("trigger", "event.trigger"));

    private RunStatuses() {}

    static Status status(RunSummary run) {
        return switch (run.status()) {
            case CREATED -> Status.QUEUED;
            case RUNNING -> Status.RUNNING;
            case BLOCKED -> Status.APPROVAL;
            case SUCCESS -> run.warnings() ? Status.WARNING : Status.PASSED;
            case FAILED -> Status.FAILED;
            case CANCELED -> Status.CANCELED;
            case SKIPPED -> Status.SKIPPED;
        };
    }

    static String eventKey(Trigger.Event event) {
        return switch (event) {
            case PUSH -> "event.push";
            case TAG -> "event.tag";
            case MERGE_REQUEST -> "event.mergeRequest";
            case SCHEDULE -> "event.schedule";
            case MANUAL -> "event.manual";
            case API -> "event.api";
            case TRIGGER -> "event.trigger";
            case PARENT_PIPELINE -> "event.parent";
            case PIPELINE -> "event.pipeline";
        };
    }

    /** Why the run failed or waits; empty where its status says all. */
    static Optional<Reason> reason(RunSummary run) {
        return switch (run.status()) {
            case FAILED -> run.failed().isEmpty() ? Optional.empty() : Optional.of(new Reason.Failed(run.failed()));
            case BLOCKED -> Optional.of(new Reason.WaitsForPerson(run.manual()));
            case SKIPPED ->
                run.manual().isEmpty() ? Optional.empty() : Optional.of(new Reason.WaitsForPerson(run.manual()));
            case CREATED, RUNNING, SUCCESS, CANCELED -> Optional.empty();
        };
    }

    static Optional<Duration> took(RunSummary run) {
        return run.finishedAt().map(_ -> run.worked());
    }

    static Optional<Instant> runningSince(RunSummary run) {
        return run.status() == RunStatus.RUNNING ? run.startedAt() : Optional.empty();
    }
}
