package dev.sluice.cli.serve;

import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunLoop;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.RunStarter;
import dev.sluice.core.engine.RunEvent;
import java.time.InstantSource;

/** Hands what pushes make to the loop. */
final class LoopStarter implements RunStarter {
    private final RunLoop loop;
    private final InstantSource clock;

    LoopStarter(RunLoop loop, InstantSource clock) {
        this.loop = loop;
        this.clock = clock;
    }

    @Override
    public void adopt(StoredRun run) {
        loop.adopt(run);
    }

    @Override
    public void cancel(RunId run, String by) {
        loop.send(run, new RunEvent.CancelRequested(by, clock.instant()));
    }

    @Override
    public void cancelJob(RunId run, String job, String by) {
        loop.send(run, new RunEvent.JobCancelRequested(job, by, clock.instant()));
    }
}
