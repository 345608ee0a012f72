package dev.sluice.app.trigger;

import dev.sluice.app.run.RunQueries.SourceFile;
import dev.sluice.app.trigger.RefLedger.NewRun;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.engine.Step;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decides whether one moved ref gives a run, and makes its first state. */
final class PushPlanner {
    /** GitLab's documentation, "Skip a pipeline": either form, anywhere in the message, letters' case does not matter. */
    private static final Pattern SKIP = Pattern.compile("\\[(?:ci[ _-]skip|skip[ _-]ci)\\]");

    private final Planner planner;

    PushPlanner(Planner planner) {
        this.planner = planner;
    }

    /** Whether a run is due. */
    sealed interface Due {
        record Run(NewRun run) implements Due {}

        /** None, and why, for the pusher. */
        record None(String why) implements Due {}
    }

    Due due(Trigger trigger, SourceTree tree, String cause, PushOptions options, Instant now) {
        if (options.skip()) {
            return new Due.None("no run, as the push option ci.skip asks");
        }
        if (SKIP.matcher(trigger.commit().message().toLowerCase(Locale.ROOT)).find()) {
            return new Due.None("no run, as [ci skip] in the commit's message asks");
        }
        return switch (planned(trigger, tree, cause, options.inputs(), now)) {
            case Due.Run(NewRun run) when trigger.event() == Trigger.Event.PUSH -> new Due.Run(cancellingOlder(run));
            case Due due -> due;
        };
    }

    /** An effect, so that it is not lost with the process that stores the run. */
    private static NewRun cancellingOlder(NewRun run) {
        List<RunEffect> effects = new ArrayList<>(run.effects());
        effects.add(new RunEffect.CancelOlder());
        return new NewRun(run.cause(), run.trigger(), run.first(), effects, run.problems(), run.source());
    }

    /** The same without a look at what asks to skip: for runs that a person starts. */
    Due planned(Trigger trigger, SourceTree tree, String cause, Map<String, String> inputs, Instant now) {
        return switch (planner.plan(tree, trigger, inputs)) {
            case Planner.Plan.NoFile _ -> new Due.None(Sentence.NO_RUN_WITHOUT_FILE.with());
            case Planner.Plan.NotWanted(String why) -> new Due.None(Sentence.NO_RUN.with(why));
            case Planner.Plan.Ready(Pipeline pipeline, List<Problem> warnings, Optional<SourceFile> source) -> {
                Step<RunState, RunEffect> first = RunEngine.step(RunEngine.begin(pipeline), new RunEvent.Started(now));
                yield new Due.Run(new NewRun(cause, trigger, first.state(), first.effects(), warnings, source));
            }
            case Planner.Plan.Broken(String dialect, List<Problem> problems, Optional<SourceFile> source) ->
                new Due.Run(new NewRun(cause, trigger, failed(dialect, problems, now), List.of(), problems, source));
        };
    }

    /** A run that ended before it began: its file cannot be used. */
    private static RunState failed(String dialect, List<Problem> problems, Instant now) {
        String file = problems.isEmpty() ? "" : problems.getFirst().at().file();
        Pipeline none = new Pipeline(dialect, file, Optional.empty(), List.of(), List.of());
        return new RunState(none, RunStatus.FAILED, List.of(), Optional.of(now), Optional.of(now), Optional.empty(), 1);
    }
}
