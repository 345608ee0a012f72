package dev.sluice.app.report;

import dev.sluice.app.report.ReportFiles.ReportFile;
import dev.sluice.app.report.ReportReader.Unreadable;
import dev.sluice.app.report.ReportStore.Head;
import dev.sluice.app.report.ReportStore.Read;
import dev.sluice.app.report.ReportStore.Unread;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunChange;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunListener;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobReports;
import dev.sluice.core.model.ScriptProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Reads the reports of attempts that have ended, one after the other, on one thread beside everything else: no job, run or
 * release waits for it. Of a run that has ended the store knows whether everything was read; what a crash left undone
 * is read at the next start, and what was half done is done again. Safe for many threads.
 *
 * <p>Order: {@link #start}, {@link #close}, once each.
 */
public final class ReportCollector implements RunListener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.sluice.report");
    private static final int WAITING_MAX = 10_000;
    private static final int SWEEP_STEP = 1_000;
    private static final long RETRY_MS = 30_000;
    private static final long CLOSE_MS = 10_000;

    private final Parts parts;
    private final Object lock = new Object();
    private final Set<RunId> waiting = new LinkedHashSet<>();
    private Optional<Thread> thread = Optional.empty();
    /** Whether the store is to be asked what is unread: at the start, after a failure, after too much at once. */
    private boolean sweep = true;

    private boolean closed;

    /**
     * What it works with.
     *
     * @param masks hides what must not be seen in what a job of a run has reported
     * @param stored told of each run of which something new was read
     */
    public record Parts(
            RunStore runs,
            LogStore logs,
            ReportFiles files,
            ReportReader reader,
            ReportStore store,
            Masks masks,
            Consumer<RunId> stored) {}

    /** Hides secrets in texts. */
    @FunctionalInterface
    public interface Masks {
        UnaryOperator<String> of(StoredRun run, Job job);
    }

    public ReportCollector(Parts parts) {
        this.parts = parts;
    }

    /** Begins with what an earlier process left unread. */
    public void start() {
        synchronized (lock) {
            thread = Optional.of(Thread.ofPlatform()
                    .daemon()
                    .name("reports")
                    .priority(Thread.MIN_PRIORITY)
                    .start(this::work));
        }
    }

    @Override
    public void changed(RunChange change) {
        for (JobState job : change.jobs()) {
            boolean ended = job.attempts().stream()
                    .anyMatch(attempt -> attempt.finishedAt().isPresent());
            if (ended && reportsOf(change.run(), job.name()).isAny()) {
                offer(change.run().id());
                return;
            }
        }
        if (change.run().state().status().isFinal() && hasReports(change.run())) {
            offer(change.run().id());
        }
    }

    private void offer(RunId run) {
        synchronized (lock) {
            if (waiting.size() < WAITING_MAX) {
                waiting.add(run);
            } else {
                sweep = true;
            }
            lock.notifyAll();
        }
    }

    private static boolean hasReports(StoredRun run) {
        return run.state().pipeline().jobs().stream()
                .anyMatch(job -> job.program() instanceof ScriptProgram script
                        && script.reports().isAny());
    }

    private static JobReports reportsOf(StoredRun run, String job) {
        return run.state()
                .pipeline()
                .job(job)
                .map(Job::program)
                .map(program -> program instanceof ScriptProgram script ? script.reports() : JobReports.NONE)
                .orElse(JobReports.NONE);
    }

    private void work() {
        try {
            while (true) {
                Optional<RunId> run = next();
                if (run.isEmpty()) {
                    sweepOnce();
                } else {
                    read(run.get());
                }
            }
        } catch (InterruptedException _) {
            // close() ends the thread by this.
        }
    }

    /** The next run; empty where the store is to be asked for more. */
    private Optional<RunId> next() throws InterruptedException {
        synchronized (lock) {
            while (waiting.isEmpty() && !sweep && !closed) {
                lock.wait();
            }
            if (closed) {
                throw new InterruptedException();
            }
            if (waiting.isEmpty()) {
                sweep = false;
                return Optional.empty();
            }
            RunId run = waiting.iterator().next();
            waiting.remove(run);
            return Optional.of(run);
        }
    }

    private void sweepOnce() throws InterruptedException {
        try {
            List<Unread> unread = parts.store().unread(0, SWEEP_STEP);
            while (!unread.isEmpty()) {
                for (Unread one : unread) {
                    read(one.run());
                }
                unread = parts.store().unread(unread.getLast().place(), SWEEP_STEP);
            }
        } catch (StoreUnavailable e) {
            later(e);
        }
    }

    private void later(Exception e) throws InterruptedException {
        LOG.log(System.Logger.Level.WARNING, "reports are read later: the store does not answer", e);
        synchronized (lock) {
            sweep = true;
            if (!closed) {
                lock.wait(RETRY_MS);
            }
        }
    }

    /** Reads what is new of a run. */
    private void read(RunId id) throws InterruptedException {
        try {
            Optional<StoredRun> run = parts.runs().load(id);
            if (run.isEmpty()) {
                return;
            }
            if (readAttempts(run.get())) {
                parts.stored().accept(id);
            }
            if (run.get().state().status().isFinal()) {
                parts.store().allRead(id, run.get().version());
            }
        } catch (StoreUnavailable e) {
            later(e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "run=" + id + " its reports cannot be read", e);
        }
    }

    private boolean readAttempts(StoredRun run) throws InterruptedException {
        boolean any = false;
        Set<Read> known = Set.of();
        for (JobState job : run.state().jobs()) {
            JobReports wanted = reportsOf(run, job.name());
            if (!wanted.isAny()) {
                continue;
            }
            if (known.isEmpty()) {
                known = parts.store().known(run.id());
            }
            for (JobState.Attempt attempt : job.attempts()) {
                boolean ran =
                        attempt.startedAt().isPresent() && attempt.finishedAt().isPresent();
                if (ran && !known.contains(new Read(job.name(), attempt.number()))) {
                    read(run, job.name(), attempt, wanted);
                    any = true;
                }
                stopIfClosed();
            }
        }
        return any;
    }

    private void stopIfClosed() throws InterruptedException {
        synchronized (lock) {
            if (closed) {
                throw new InterruptedException();
            }
        }
    }

    private void read(StoredRun run, String name, JobState.Attempt attempt, JobReports wanted) {
        Job job = run.state().pipeline().job(name).orElseThrow();
        long record = parts.store()
                .begin(new Head(
                        run.id(),
                        name,
                        attempt.number(),
                        run.trigger().commit().sha(),
                        run.trigger().ref().fullName(),
                        attempt.finishedAt().orElseThrow()));
        AttemptReading reading = new AttemptReading(
                parts.store(), record, run.id().project(), parts.masks().of(run, job));
        Optional<Integer> coverage = Optional.empty();
        try {
            coverage = wanted.coverage()
                    .flatMap(body -> LogCoverage.of(parts.logs(), new LogId(run.id(), name, attempt.number()), body));
            for (ReportFile file : parts.files().reports(run.id(), name, attempt.number())) {
                read(file, reading);
            }
        } catch (IOException | UncheckedIOException e) {
            reading.note("the reports could not be fetched: " + e.getMessage());
        } catch (StackOverflowError e) {
            reading.note("a report is nested too deeply");
        } catch (OutOfMemoryError e) {
            // What was read is let go. Without the note it would be read again at each start, and end there each time.
            reading.note("the reports need more memory than the server has");
        }
        reading.finish(coverage);
    }

    private void read(ReportFile file, AttemptReading reading) throws IOException {
        if (!parts.reader().reads(file.kind())) {
            return;
        }
        if (parts.reader().finds(file.kind())) {
            reading.findingsReported();
        }
        try (InputStream in = parts.files().open(file)) {
            parts.reader().read(file.kind(), in, reading);
        } catch (Unreadable e) {
            reading.note(file.path() + ": " + e.why());
        }
    }

    /** Reads no further report; one that was begun is begun again at the next start. */
    @Override
    public void close() {
        Optional<Thread> last;
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
            last = thread;
        }
        try {
            if (last.isPresent()) {
                last.get().join(CLOSE_MS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
