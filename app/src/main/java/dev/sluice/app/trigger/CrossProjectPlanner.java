package dev.sluice.app.trigger;

import dev.sluice.app.run.StartForm;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Plans as another planner does, with the other projects of the server in sight, as far as the person may see them who caused
 * the run, and with the files of elsewhere. Safe for many threads.
 */
public final class CrossProjectPlanner implements Planner {
    private final Planner planner;
    private final DownstreamSources sources;
    private final Supplier<IncludedFiles> included;

    /** @param included gives the files of elsewhere for one plan */
    public CrossProjectPlanner(Planner planner, DownstreamSources sources, Supplier<IncludedFiles> included) {
        this.planner = planner;
        this.sources = sources;
        this.included = included;
    }

    @Override
    public Plan plan(SourceTree tree, Trigger trigger, Map<String, String> inputs) {
        return planner.plan(sight(tree, trigger), trigger, inputs);
    }

    @Override
    public Plan child(List<ChildFile> files, SourceTree tree, Trigger trigger) {
        return planner.child(files, sight(tree, trigger), trigger);
    }

    @Override
    public Optional<List<StartForm.Variable>> offered(SourceTree tree, Trigger trigger, Map<String, String> inputs) {
        return planner.offered(sight(tree, trigger), trigger, inputs);
    }

    private SourceTree sight(SourceTree tree, Trigger trigger) {
        return new Sight(tree, sources, included.get(), trigger.actor());
    }
}
