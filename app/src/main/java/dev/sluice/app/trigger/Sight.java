package dev.sluice.app.trigger;

import dev.sluice.app.trigger.DownstreamSources.Found;
import dev.sluice.core.model.Fetched;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A commit's files, with the projects beside it and the files of elsewhere in sight.
 *
 * @param tree the files
 * @param sources other projects
 * @param included files of elsewhere
 * @param actor what this person may not see is not there
 */
public record Sight(SourceTree tree, DownstreamSources sources, IncludedFiles included, Trigger.Actor actor)
        implements SourceTree {

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
            case Found.Here<SourceTree>(SourceTree other) -> Optional.of(new Sight(other, sources, included, actor));
            case Found.None<SourceTree> _ -> Optional.empty();
        };
    }

    @Override
    public List<String> tags() {
        return tree.tags();
    }

    @Override
    public String commit() {
        return tree.commit();
    }

    @Override
    public Fetched remote(String address, Duration kept) {
        return included.remote(address, kept);
    }

    @Override
    public Fetched template(String name) {
        return included.template(name);
    }
}
