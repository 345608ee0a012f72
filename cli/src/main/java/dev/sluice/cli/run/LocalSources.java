package dev.sluice.cli.run;

import dev.sluice.app.trigger.DownstreamSources;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.util.Optional;

/** The files here are all that {@code sluice run} has: child runs have what they need, other projects are on a server. */
record LocalSources(SourceTree tree) implements DownstreamSources {

    @Override
    public Found<SourceTree> commitOf(Trigger trigger) {
        return new Found.Here<>(tree);
    }

    @Override
    public Found<SourceTree> filesOf(String project, String ref, Trigger.Actor reader) {
        return new Found.None<>(elsewhere(project));
    }

    @Override
    public Found<Target> targetOf(String project, Optional<String> branch, Trigger upstream) {
        return new Found.None<>(elsewhere(project));
    }

    private static String elsewhere(String project) {
        return "the project " + project + " is not here; sluice run knows this repository alone";
    }
}
