package dev.sluice.server.page;

import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobState.Attempt;
import dev.sluice.core.model.Job;
import dev.sluice.server.page.view.RunHead;
import dev.sluice.server.page.view.WaterfallView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** When the current attempt of each job waited and ran, on one axis. */
final class WaterfallViews {
    private static final int AXIS = 1000;
    private static final int TICKS = 4;

    private final StoredRun run;
    private final String project;
    private final Instant now;
    private final Map<String, Bar> bars = new HashMap<>();

    private record Bar(Job job, JobState state, Instant queued, Instant started, Instant end) {}

    WaterfallViews(StoredRun run, String project, Instant now) {
        this.run = run;
        this.project = project;
        this.now = now;
        for (JobState state : run.state().jobs()) {
            Optional<Attempt> current = state.current();
            Optional<Job> job = run.state().pipeline().job(state.name());
            if (current.isPresent() && job.isPresent()) {
                bars.put(state.name(), bar(job.get(), state, current.get()));
            }
        }
    }

    private Bar bar(Job job, JobState state, Attempt attempt) {
        Instant end = attempt.finishedAt().orElse(now);
        Instant started = attempt.startedAt().orElse(end);
        return new Bar(job, state, attempt.offeredAt(), started, end);
    }

    WaterfallView view(RunHead head) {
        Instant begin = bars.values().stream()
                .map(Bar::queued)
                .min(Comparator.naturalOrder())
                .orElse(now);
        Instant end = bars.values().stream()
                .map(Bar::end)
                .max(Comparator.naturalOrder())
                .orElse(now);
        Duration total = JobViews.between(begin, end);
        Set<String> critical = critical();
        List<WaterfallView.Row> rows = bars.values().stream()
                .sorted(Comparator.comparing(Bar::queued)
                        .thenComparing(Bar::started)
                        .thenComparing(bar -> bar.job().name()))
                .map(bar -> row(bar, begin, total, critical.contains(bar.job().name())))
                .toList();
        List<WaterfallView.Tick> ticks = new ArrayList<>();
        for (int i = 1; i < TICKS; i++) {
            ticks.add(new WaterfallView.Tick(
                    AXIS * i / TICKS, total.multipliedBy(i).dividedBy(TICKS)));
        }
        return new WaterfallView(head, rows, total, ticks);
    }

    private WaterfallView.Row row(Bar bar, Instant begin, Duration total, boolean critical) {
        return new WaterfallView.Row(
                bar.job().name(),
                Urls.job(project, run.id().number(), bar.job().name()),
                JobViews.status(bar.state(), bar.job()),
                place(bar.queued(), begin, total),
                place(bar.started(), begin, total),
                place(bar.end(), begin, total),
                JobViews.between(bar.queued(), bar.started()),
                JobViews.between(bar.started(), bar.end()),
                critical);
    }

    private static int place(Instant at, Instant begin, Duration total) {
        long length = Math.max(1, total.toMillis());
        return (int) Math.clamp(Duration.between(begin, at).toMillis() * AXIS / length, 0, AXIS);
    }

    /** From the job that ended last, always to the one before it that ended last. */
    private Set<String> critical() {
        Set<String> chain = new HashSet<>();
        Optional<Bar> at = bars.values().stream().max(Comparator.comparing(Bar::end));
        while (at.isPresent() && chain.add(at.get().job().name())) {
            at = before(at.get().job()).stream()
                    .map(bars::get)
                    .filter(bar -> bar != null && !chain.contains(bar.job().name()))
                    .max(Comparator.comparing(Bar::end));
        }
        return chain;
    }

    private List<String> before(Job job) {
        return switch (job.waits()) {
            case Job.Waits.ForJobs needs ->
                needs.needs().stream().map(Job.Need::job).toList();
            case Job.Waits.ForEarlierStages _ ->
                run.state().pipeline().jobs().stream()
                        .filter(other -> other.stage() < job.stage())
                        .map(Job::name)
                        .toList();
        };
    }
}
