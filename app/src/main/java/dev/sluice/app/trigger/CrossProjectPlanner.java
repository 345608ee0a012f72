package dev.sluice.app.trigger;

import dev.sluice.app.run.StartForm;
import dev.sluice.app.trigger.DownstreamSources.Found;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans as another planner does, with the other projects of the server in sight: as far as the person may see them who caused
 * the run. Safe for many threads.
 */
public final class CrossProjectPlanner implements Planner {
    private final Planner planner;
    private final DownstreamSources sources;

    public CrossProjectPlanner(Planner planner, DownstreamSources sources) {
        this.planner = planner;
        this.sources = sources;
    }

    @Override
    public Plan plan(SourceTree tree, Trigger trigger, Map<String, String> inputs) {
        return planner.plan(new Sight(tree, sources, trigger.actor()), trigger, inputs);
    }

    @Override
    public Plan child(List<ChildFile> files, SourceTree tree, Trigger trigger) {
        return planner.child(files, new Sight(tree, sources, trigger.actor()), trigger);
    }

    @Override
    public Optional<List<StartForm.Variable>> offered(SourceTree tree, Trigger trigger) {
        return planner.offered(new Sight(tree, sources, trigger.actor()), trigger);
    }

    /** A commit's files, and the projects beside it. */
    private record Sight(SourceTree tree, DownstreamSources sources, Trigger.Actor actor) implements SourceTree {
        @Override
        public Optional<String> read(String path) {
            return tree.read(path);
        }

        @Override
        public List<String> files() {
            return tree.files();
        }

        @Override
        public Optional<List<String>> changed() {
            return tree.changed();
        }

        @Override
        public Optional<List<String>> changedSince(String ref) {
            return tree.changedSince(ref);
        }

        @Override
        public Optional<SourceTree> project(String path, String ref) {
            return switch (sources.filesOf(path, ref, actor)) {
                case Found.Here<SourceTree>(SourceTree other) -> Optional.of(new Sight(other, sources, actor));
                case Found.None<SourceTree> _ -> Optional.empty();
            };
        }
    }
}
