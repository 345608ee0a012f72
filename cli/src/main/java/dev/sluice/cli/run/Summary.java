package dev.sluice.cli.run;

import dev.sluice.app.run.StoredRun;
import dev.sluice.cli.term.Color;
import dev.sluice.cli.term.Columns;
import dev.sluice.cli.term.Durations;
import dev.sluice.cli.term.SafeText;
import dev.sluice.cli.term.Terminal;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The text after a run: the last lines of the jobs that failed, every job with its outcome, and what to do next. */
final class Summary {
    private static final int JOBS_MAX = 200;
    private static final int VERDICT_COLUMNS = 9;

    private final Terminal out;
    private final StoredRun run;
    private final RunStatus status;
    private final List<JobState> jobs;
    private final LastLines lastLines;
    private final int nameColumns;
    private final Map<String, Long> taken;

    /**
     * @param status of the run, blocked where one below it is
     * @param jobs its own and those of the runs below it, as they are shown
     * @param taken the runs that did the jobs which were not run again, by the job's name
     */
    Summary(
            Terminal out,
            StoredRun run,
            RunStatus status,
            List<JobState> jobs,
            LastLines lastLines,
            int nameColumns,
            Map<String, Long> taken) {
        this.taken = Map.copyOf(taken);
        this.out = out;
        this.run = run;
        this.status = status;
        this.jobs = jobs;
        this.lastLines = lastLines;
        this.nameColumns = nameColumns;
    }

    String text() {
        StringBuilder text = new StringBuilder("\n");
        for (JobState job : jobs) {
            if (job.status() == JobStatus.FAILED && !job.allowedFailure()) {
                lastLines(text, job.name());
            }
        }
        for (JobState job : jobs.subList(0, Math.min(jobs.size(), JOBS_MAX))) {
            row(text, job);
        }
        if (jobs.size() > JOBS_MAX) {
            text.append("  and ").append(jobs.size() - JOBS_MAX).append(" more jobs\n");
        }
        text.append('\n').append(outcome()).append('\n');
        next(text);
        return text.toString();
    }

    private void lastLines(StringBuilder text, String job) {
        List<String> lines = lastLines.of(job);
        if (lines.isEmpty()) {
            return;
        }
        text.append("last lines of ")
                .append(out.paint(Color.ofName(job), SafeText.name(job)))
                .append(":\n");
        for (String line : lines) {
            text.append(out.paint(Color.DIM, "  | ")).append(line).append('\n');
        }
        text.append('\n');
    }

    private void row(StringBuilder text, JobState job) {
        String word = Columns.pad(word(job), VERDICT_COLUMNS);
        String name = Columns.cut(SafeText.name(job.name()), nameColumns);
        Optional<Long> from = Optional.ofNullable(taken.get(job.name()));
        String detail = from.map(run -> "taken over from run " + run).orElseGet(() -> detail(job));
        text.append("  ").append(out.paint(color(job), word)).append(' ');
        text.append(detail.isEmpty() ? name : Columns.pad(name, nameColumns) + "  " + detail)
                .append('\n');
    }

    /** One job's outcome as the line that ends its output. */
    static String verdict(Terminal out, JobState job) {
        String detail = detail(job);
        return out.paint(color(job), word(job)) + (detail.isEmpty() ? "" : "  " + detail);
    }

    private static String detail(JobState job) {
        StringBuilder detail = new StringBuilder();
        Optional<Duration> took = took(job);
        if (took.isPresent()) {
            detail.append(Durations.exact(took.get()));
        }
        if (job.attempt() > 1) {
            detail.append(detail.isEmpty() ? "" : "  ").append(job.attempt()).append(" attempts");
        }
        String message = message(job);
        if (!message.isEmpty()) {
            detail.append(detail.isEmpty() ? "" : "  ").append(SafeText.name(message));
        }
        return detail.toString();
    }

    private static String message(JobState job) {
        return switch (job.status()) {
            case FAILED -> job.current().map(JobState.Attempt::message).orElse("");
            case SKIPPED, CANCELED, WAITING, DELAYED, QUEUED -> StatusWords.why(job);
            case MANUAL, RUNNING, STOPPING, SUCCESS -> "";
        };
    }

    private static Optional<Duration> took(JobState job) {
        Optional<Instant> from = job.current().flatMap(JobState.Attempt::startedAt);
        Optional<Instant> to = job.current().flatMap(JobState.Attempt::finishedAt);
        return from.isPresent() && to.isPresent()
                ? Optional.of(Duration.between(from.get(), to.get()))
                : Optional.empty();
    }

    private static String word(JobState job) {
        return switch (job.status()) {
            case SUCCESS -> "passed";
            case FAILED -> job.allowedFailure() ? "warning" : "failed";
            case CANCELED -> "canceled";
            case SKIPPED -> "skipped";
            case MANUAL -> "manual";
            case WAITING, DELAYED, QUEUED -> "waiting";
            case RUNNING, STOPPING -> "running";
        };
    }

    private static Color color(JobState job) {
        return switch (job.status()) {
            case SUCCESS -> Color.GREEN;
            case FAILED -> job.allowedFailure() ? Color.YELLOW : Color.RED;
            case CANCELED, MANUAL -> Color.YELLOW;
            case SKIPPED, WAITING, DELAYED, QUEUED, RUNNING, STOPPING -> Color.DIM;
        };
    }

    private String outcome() {
        String all = jobs.size() == 1 ? "1 job" : jobs.size() + " jobs";
        Optional<Instant> from = run.state().startedAt();
        Optional<Instant> to = run.state().finishedAt();
        String took = from.isPresent() && to.isPresent()
                ? " in " + Durations.exact(Duration.between(from.get(), to.get()))
                : "";
        return switch (status) {
            case SUCCESS -> out.paint(Color.GREEN, "passed") + ": " + passed() + took;
            case FAILED -> out.paint(Color.RED, "failed") + ": " + failures() + " of " + all + took;
            case CANCELED -> out.paint(Color.YELLOW, "canceled") + took;
            case SKIPPED -> out.paint(Color.YELLOW, "skipped") + ": no job was started";
            case BLOCKED -> out.paint(Color.YELLOW, "blocked") + ": only manual work is left";
            case CREATED, RUNNING -> "running";
        };
    }

    /** How many jobs passed, and how many did something else that does not fail the run. */
    private String passed() {
        int passed = count(JobStatus.SUCCESS);
        StringBuilder text = new StringBuilder().append(passed).append(passed == 1 ? " job" : " jobs");
        append(text, count(JobStatus.FAILED), "with a warning");
        append(text, count(JobStatus.SKIPPED), "skipped");
        append(text, count(JobStatus.MANUAL), "manual");
        return text.toString();
    }

    private static void append(StringBuilder text, int count, String what) {
        if (count > 0) {
            text.append(", ").append(count).append(' ').append(what);
        }
    }

    private int count(JobStatus status) {
        int count = 0;
        for (JobState job : jobs) {
            if (job.status() == status) {
                count++;
            }
        }
        return count;
    }

    private int failures() {
        int count = 0;
        for (JobState job : jobs) {
            if (job.status() == JobStatus.FAILED && !job.allowedFailure()) {
                count++;
            }
        }
        return count;
    }

    private void next(StringBuilder text) {
        // Those of the runs below are started in their own run, which ends with this command.
        for (JobState job : run.state().jobs()) {
            if (job.status() == JobStatus.MANUAL) {
                text.append("to start ").append(SafeText.name(job.name()));
                text.append(" after what it needs: sluice run --job ")
                        .append(shellWord(job.name()))
                        .append('\n');
            }
        }
    }

    /** The name as a shell takes it for one word. */
    private static String shellWord(String name) {
        String safe = SafeText.name(name);
        for (int i = 0; i < safe.length(); i++) {
            char c = safe.charAt(i);
            if (!Character.isLetterOrDigit(c) && "-_./:".indexOf(c) < 0) {
                return "'" + safe.replace("'", "'\\''") + "'";
            }
        }
        return safe;
    }
}
