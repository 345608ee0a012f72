package dev.sluice.cli.run;

import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.app.trigger.DownstreamSources;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The files here are all that {@code sluice run} has: child runs have what they need, other projects are on a server.
 *
 * @param repository empty in a mere folder
 */
record LocalSources(SourceTree tree, Optional<LocalRepository> repository) implements DownstreamSources {

    @Override
    public Found<SourceTree> commitOf(Trigger trigger) {
        return new Found.Here<>(tree);
    }

    @Override
    public Found<SourceTree> filesOf(String project, String ref, Trigger.Actor reader) {
        try {
            if (repository.isEmpty() || !repository.get().projectPath().equals(project)) {
                return new Found.None<>(elsewhere(project));
            }
            LocalRepository here = repository.get();
            if (ref.isEmpty() || ref.equals(here.head()) || ref.equals(here.branch())) {
                return new Found.Here<>(tree);
            }
            return here.treeOf(ref)
                    .<Found<SourceTree>>map(Found.Here::new)
                    .orElseGet(() -> new Found.None<>("there is no branch, tag or commit " + ref + " here"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Found<Target> targetOf(String project, Optional<String> branch, Trigger upstream) {
        return new Found.None<>(elsewhere(project));
    }

    private static String elsewhere(String project) {
        return "the project " + project + " is not here; sluice run knows this repository alone";
    }
}
