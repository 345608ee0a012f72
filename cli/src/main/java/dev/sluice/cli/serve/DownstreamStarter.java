package dev.sluice.cli.serve;

import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunLoop;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.DownstreamRuns;
import dev.sluice.app.trigger.Planner;
import dev.sluice.app.trigger.RefLedger;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.Step;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Stores the runs that jobs start and hands them to the loop, which is there before the first job runs. */
final class DownstreamStarter implements DownstreamRuns.Starter {
    private final RefLedger ledger;
    private final InstantSource clock;
    private volatile Optional<RunLoop> loop = Optional.empty();

    DownstreamStarter(RefLedger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    void connect(RunLoop runLoop) {
        loop = Optional.of(runLoop);
    }

    @Override
    public StoredRun start(long project, String cause, Trigger trigger, Planner.Plan.Ready plan) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Step<RunState, RunEffect> first = RunEngine.step(RunEngine.begin(plan.pipeline()), new RunEvent.Started(now));
        RefLedger.NewRun run =
                new RefLedger.NewRun(cause, trigger, first.state(), first.effects(), plan.warnings(), plan.source());
        StoredRun made = ledger.advance(project, List.of(), List.of(run), now)
                .orElseThrow()
                .getFirst();
        loop.orElseThrow().adopt(made);
        return made;
    }

    @Override
    public void cancel(RunId run, String by) {
        loop.orElseThrow().send(run, new RunEvent.CancelRequested(by, clock.instant()));
    }
}
