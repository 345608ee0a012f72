package dev.sluice.cli.serve;

import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.run.RunChange;
import dev.sluice.app.run.RunListener;

/** Tells open pages of changes of runs: a run's own page of each, its project's pages of a new status. */
final class LiveRuns implements RunListener {
    private final LiveEvents events;

    LiveRuns(LiveEvents events) {
        this.events = events;
    }

    @Override
    public void changed(RunChange change) {
        events.publish(LiveTopics.run(change.run().id()));
        if (change.created() || change.before() != change.run().state().status()) {
            events.publish(LiveTopics.project(change.run().id().project()));
        }
    }
}
