package dev.sluice.app.run;

import dev.sluice.core.model.Trigger;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The runs above a run: whose jobs started it, and started those. Safe for many threads. */
public final class RunAncestry {
    private final RunStore runs;

    public RunAncestry(RunStore runs) {
        this.runs = runs;
    }

    /**
     * The run itself and those above it, the nearest first, up to the topmost that is still kept.
     *
     * @param followed which steps up are taken
     */
    public Stream<RunId> upwards(RunId run, Predicate<Trigger.Parent> followed) {
        return Stream.iterate(Optional.of(run), Optional::isPresent, at -> at.flatMap(id -> above(id, followed)))
                .flatMap(Optional::stream);
    }

    /** The topmost of {@link #upwards}. */
    public RunId top(RunId run, Predicate<Trigger.Parent> followed) {
        return upwards(run, followed).reduce(run, (_, higher) -> higher);
    }

    private Optional<RunId> above(RunId run, Predicate<Trigger.Parent> followed) {
        return runs.load(run)
                .map(StoredRun::trigger)
                .flatMap(Trigger::parent)
                .filter(followed)
                .map(parent -> new RunId(parent.project(), parent.run()));
    }
}
