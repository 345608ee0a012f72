package dev.sluice.cli.run;

import dev.sluice.adapters.runner.docker.DockerOptions;
import dev.sluice.adapters.runner.mask.Masker;
import dev.sluice.cli.term.Color;
import dev.sluice.cli.term.SafeText;
import dev.sluice.cli.term.Terminal;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.Pipeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code --dry-run}: what would run if every job passed. The engine itself says in which order; each job's program is run
 * with a session that notes what it is asked for and starts nothing.
 */
final class DryRun {
    private static final Instant THEN = Instant.EPOCH;
    private static final String RUNNER = "this machine";

    private final RunRequest request;
    private final Chosen chosen;
    private final Masker masker;
    /** Jobs that could run at the same time, in the order of their turns. */
    private final List<List<String>> turns = new ArrayList<>();

    private RunState state;

    private DryRun(RunRequest request, Chosen chosen) {
        this.request = request;
        this.chosen = chosen;
        this.masker = Masker.of(request.kept().stream()
                .filter(ProjectVariable::masked)
                .map(ProjectVariable::value)
                .toList());
        Map<String, JobState> done = new LinkedHashMap<>();
        chosen.taken().forEach((name, taken) -> done.put(name, taken.state()));
        this.state = RunEngine.begin(chosen.pipeline(), done);
    }

    static void show(RunRequest request, Chosen chosen, Terminal out) {
        DryRun run = new DryRun(request, chosen);
        run.play();
        List<Planned> jobs = run.jobs();
        out.write(request.ndjson() ? DryRunText.ndjson(jobs) : run.text(jobs, out));
    }

    /**
     * A job as it would run.
     *
     * @param turn 1-based; 0: it would not run by itself
     * @param status where it would stand: success, manual, delayed, skipped
     */
    record Planned(Job job, String stage, int turn, String status, Optional<NotedSession> noted) {}

    private void play() {
        step(new RunEvent.Started(THEN));
        for (List<String> offered = queued(); !offered.isEmpty(); offered = queued()) {
            turns.add(offered);
            for (String name : offered) {
                int attempt = state.job(name).orElseThrow().attempt();
                step(new RunEvent.JobFinished(
                        name, attempt, RUNNER, JobResult.of(new JobResult.Outcome.Success()), THEN));
            }
        }
    }

    private void step(RunEvent event) {
        state = RunEngine.step(state, event).state();
    }

    private List<String> queued() {
        // What is delayed comes in its turn: a dry run waits for nothing.
        RunEngine.nextWake(state).ifPresent(due -> step(new RunEvent.Tick(due)));
        return state.jobs().stream()
                .filter(job -> job.status() == JobStatus.QUEUED)
                .map(JobState::name)
                .toList();
    }

    private List<Planned> jobs() {
        List<Planned> jobs = new ArrayList<>();
        for (int turn = 0; turn < turns.size(); turn++) {
            for (String name : turns.get(turn)) {
                jobs.add(planned(name, turn + 1));
            }
        }
        for (JobState job : state.jobs()) {
            if (job.attempt() == 0 && !chosen.taken().containsKey(job.name())) {
                jobs.add(planned(job.name(), 0));
            }
        }
        return jobs;
    }

    private Planned planned(String name, int turn) {
        Pipeline pipeline = chosen.pipeline();
        Job job = pipeline.job(name).orElseThrow();
        return new Planned(
                job,
                pipeline.stageName(job),
                turn,
                StatusWords.of(state.job(name).orElseThrow().status()),
                NotedSession.of(job, request.kept(), masker));
    }

    private String text(List<Planned> jobs, Terminal out) {
        StringBuilder text = new StringBuilder();
        long running = jobs.stream().filter(job -> job.turn() > 0).count();
        text.append("would run ")
                .append(running)
                .append(running == 1 ? " job" : " jobs")
                .append("; nothing is started\n");
        chosen.taken().forEach((name, taken) -> text.append("  ")
                .append(SafeText.name(name))
                .append(" is taken over from run ")
                .append(taken.run())
                .append('\n'));
        for (Planned job : jobs) {
            text.append('\n');
            head(text, job, out);
            List<String> details = new ArrayList<>();
            if (job.job().program() instanceof DownstreamProgram program) {
                details.addAll(DryRunText.downstream(program, request.kept()));
            }
            job.noted().ifPresent(noted -> details.addAll(DryRunText.details(noted, container())));
            details.forEach(line -> text.append("   ").append(line).append('\n'));
        }
        return text.toString();
    }

    private void head(StringBuilder text, Planned job, Terminal out) {
        String name = out.paint(
                Color.ofName(job.job().name()), SafeText.name(job.job().name()));
        text.append(job.turn() > 0 ? job.turn() + ". " : "-  ").append(name);
        text.append(out.paint(Color.DIM, "  stage " + SafeText.name(job.stage())));
        if (job.turn() == 0) {
            text.append(out.paint(
                    Color.YELLOW, job.status().equals("manual") ? "  waits for a person" : "  " + job.status()));
        }
        text.append('\n');
    }

    private Optional<String> container() {
        return request.containers().map(DockerOptions::defaultImage);
    }
}
