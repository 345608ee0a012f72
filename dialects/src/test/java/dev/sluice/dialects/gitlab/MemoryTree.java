package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.SourceTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files by path and text; what changed is given. */
record MemoryTree(Map<String, String> texts, Optional<List<String>> changed) implements SourceTree {

    static MemoryTree of(Map<String, String> texts) {
        return new MemoryTree(texts, Optional.empty());
    }

    /** The same files, with these as changed. */
    MemoryTree changing(List<String> paths) {
        return new MemoryTree(texts, Optional.of(paths));
    }

    static MemoryTree empty() {
        return of(Map.of());
    }

    @Override
    public Optional<String> read(String path) {
        return Optional.ofNullable(texts.get(path));
    }

    @Override
    public List<String> files() {
        return texts.keySet().stream().sorted().toList();
    }

    @Override
    public Optional<List<String>> changedSince(String ref) {
        return ref.equals("main") ? changed : Optional.empty();
    }
}
