package dev.sluice.cli.run;

import dev.sluice.app.run.StoredRun;
import dev.sluice.cli.term.Color;
import dev.sluice.cli.term.Columns;
import dev.sluice.cli.term.Durations;
import dev.sluice.cli.term.LiveLine;
import dev.sluice.cli.term.SafeText;
import dev.sluice.cli.term.Terminal;
import dev.sluice.cli.term.TerminalWidth;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code --format text}: each line of each job with the job's name before it, a live line of what runs where there is a
 * terminal, and a summary. Safe for use by many threads.
 */
final class TextReporter implements RunReporter, AutoCloseable {
    private static final int NAME_COLUMNS_MAX = 32;
    /** The line that closes a foldable part of a log has no text of its own (GitLab Runner's job log format). */
    private static final String SECTION_END = "section_end:";

    private final Terminal out;
    private final InstantSource clock;
    private final Optional<LiveLine> live;
    private final LastLines lastLines = new LastLines();
    private final Map<String, Instant> running = new LinkedHashMap<>();
    private volatile int nameColumns;
    private int jobsOver;
    private int jobsTotal;
    private boolean cancelling;
    private final Map<String, Long> taken;

    /** @param taken the runs that did the jobs which are not run again, by the job's name */
    TextReporter(Terminal out, Map<String, String> environment, InstantSource clock, Map<String, Long> taken) {
        this.taken = Map.copyOf(taken);
        this.out = out;
        this.clock = clock;
        this.live = out.isInteractive()
                ? Optional.of(new LiveLine(out, new TerminalWidth(environment), this::liveLine))
                : Optional.empty();
    }

    @Override
    public void created(StoredRun run) {
        int widest = 1;
        for (Job job : run.state().pipeline().jobs()) {
            widest = Math.max(widest, Columns.of(SafeText.name(job.name())));
        }
        nameColumns = Math.min(widest, NAME_COLUMNS_MAX);
        synchronized (this) {
            jobsTotal = run.state().jobs().size();
        }
        if (live.isPresent()) {
            live.get().start();
        }
    }

    @Override
    public synchronized void createdBelow(String prefix, StoredRun run) {
        jobsTotal += run.state().jobs().size();
        for (Job job : run.state().pipeline().jobs()) {
            int columns = Columns.of(SafeText.name(prefix + job.name()));
            nameColumns = Math.clamp(columns, nameColumns, NAME_COLUMNS_MAX);
        }
    }

    @Override
    public void started(JobState job) {
        lastLines.begin(job.name());
        synchronized (this) {
            running.put(job.name(), clock.instant());
        }
        String again = job.attempt() > 1 ? ", attempt " + job.attempt() : "";
        print(prefix(job.name()) + out.paint(Color.DIM, "started" + again) + "\n");
    }

    @Override
    public void lines(String job, List<String> lines) {
        StringBuilder text = new StringBuilder();
        String prefix = prefix(job);
        List<String> shown = new ArrayList<>(lines.size());
        for (String line : lines) {
            String safe = SafeText.line(line, out.isColored());
            if (safe.isEmpty() && line.contains(SECTION_END)) {
                continue;
            }
            shown.add(safe);
            text.append(prefix).append(safe).append('\n');
        }
        lastLines.add(job, shown);
        print(text.toString());
    }

    @Override
    public void retried(JobState job) {
        synchronized (this) {
            running.remove(job.name());
        }
        String message = SafeText.name(job.attempts().get(job.attempt() - 2).message());
        String how = message.isEmpty() ? "failed" : "failed: " + message;
        print(prefix(job.name()) + out.paint(Color.YELLOW, how + "; trying again") + "\n");
    }

    @Override
    public void ended(JobState job) {
        boolean ran;
        synchronized (this) {
            ran = running.remove(job.name()) != null;
            jobsOver++;
        }
        if (ran) {
            print(prefix(job.name()) + Summary.verdict(out, job) + "\n");
        } else if (live.isPresent()) {
            live.get().refresh();
        }
    }

    @Override
    public void finished(StoredRun run, RunStatus status, List<JobState> below) {
        close();
        List<JobState> jobs = new ArrayList<>(run.state().jobs());
        jobs.addAll(below);
        out.write(new Summary(out, run, status, jobs, lastLines, nameColumns, taken).text());
    }

    @Override
    public void reported(LocalReports reports) {
        out.write(ReportLines.of(out, reports));
    }

    @Override
    public void cancelling() {
        synchronized (this) {
            cancelling = true;
        }
        print(out.paint(Color.YELLOW, "canceling: ending the running jobs; Ctrl-C once more kills them") + "\n");
    }

    @Override
    public boolean isCutOff() {
        return out.fault().isPresent();
    }

    /** Removes the live line. */
    @Override
    public void close() {
        if (live.isPresent()) {
            live.get().close();
        }
    }

    @Override
    public void shell(String job, String how, String workspace) {
        String text = SafeText.name(how) + "; a shell in " + workspace + ", as the script left it: exit goes on";
        print(prefix(job) + out.paint(Color.YELLOW, text) + "\n");
    }

    @Override
    public void suspend() {
        live.ifPresent(LiveLine::suspend);
    }

    @Override
    public void resume() {
        live.ifPresent(LiveLine::resume);
    }

    private void print(String lines) {
        if (live.isPresent()) {
            live.get().above(lines);
        } else {
            out.write(lines);
        }
    }

    private String prefix(String job) {
        String name = Columns.pad(Columns.cut(SafeText.name(job), nameColumns), nameColumns);
        return out.paint(Color.ofName(job), name) + out.paint(Color.DIM, " | ");
    }

    private synchronized String liveLine(int columns) {
        if (running.isEmpty()) {
            return "";
        }
        Instant now = clock.instant();
        String head = (cancelling ? "canceling " : "running ") + jobsOver + "/" + jobsTotal;
        StringBuilder text = new StringBuilder(Columns.cut(head, columns));
        int left = columns - head.length();
        int hidden = running.size();
        for (Map.Entry<String, Instant> job : running.entrySet()) {
            String name = Columns.cut(SafeText.name(job.getKey()), NAME_COLUMNS_MAX);
            String time = Durations.rough(Duration.between(job.getValue(), now));
            int needed = 3 + Columns.of(name) + 1 + time.length();
            if (needed > left - (hidden > 1 ? 8 : 0)) {
                break;
            }
            text.append(" | ")
                    .append(out.paint(Color.ofName(job.getKey()), name))
                    .append(' ')
                    .append(time);
            left -= needed;
            hidden--;
        }
        if (hidden > 0 && left >= 8) {
            text.append(" | +").append(hidden);
        }
        return text.toString();
    }
}
