package dev.sluice.cli.serve;

import dev.sluice.adapters.store.SqlJobQueue;
import dev.sluice.app.run.EmbeddedRunner;
import dev.sluice.app.run.JobQueue;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunnerQueries;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The runner of this process as pages and metrics show it. */
final class EmbeddedRunners implements RunnerQueries {
    private final String name;
    private final int slots;
    private final EmbeddedRunner runner;
    private final SqlJobQueue queue;
    private final InstantSource clock;

    EmbeddedRunners(String name, int slots, EmbeddedRunner runner, SqlJobQueue queue, InstantSource clock) {
        this.name = name;
        this.slots = slots;
        this.runner = runner;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public List<RunnerInfo> runners() {
        return List.of(new RunnerInfo(name, Set.of(), slots, runner.busy(), true, clock.instant()));
    }

    @Override
    public List<JobQueue.JobOffer> waiting() {
        return queue.waiting();
    }

    @Override
    public Optional<RunId> holder(long project, String group) {
        return queue.holder(project, group);
    }
}
