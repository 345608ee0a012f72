package dev.sluice.adapters.git;

import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger.GitRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The files of one commit in a bare repository. Answers never change. Safe for use by many threads. */
final class CommitTree implements SourceTree {
    private static final int TEXT_BYTES_MAX = 16 << 20;
    /** No system has longer paths, and the path is given to git as one argument. */
    private static final int PATH_MAX = 4096;

    private final BareRepository repository;
    private final Git git;
    private final String commit;
    private final String before;
    private final Map<String, Optional<String>> texts = new ConcurrentHashMap<>();
    private final Once<List<String>> files = new Once<>(this::list);
    private final Once<List<String>> tags = new Once<>(this::listTags);
    private final Once<Optional<List<String>>> changed = new Once<>(this::compare);

    CommitTree(BareRepository repository, Git git, String commit, String before) {
        this.repository = repository;
        this.git = git;
        this.commit = commit;
        this.before = before;
    }

    @Override
    public Optional<String> read(String path) {
        return texts.computeIfAbsent(path, this::load);
    }

    @Override
    public List<String> files() {
        return files.get();
    }

    @Override
    public Optional<List<String>> changed() {
        return changed.get();
    }

    @Override
    public Optional<List<String>> changedSince(String ref) {
        try {
            Optional<String> other = resolve(ref);
            Optional<String> base = other.isEmpty() ? other : repository.mergeBase(other.get(), commit);
            return base.isEmpty() ? Optional.empty() : repository.changedBetween(base.get(), commit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> tags() {
        return tags.get();
    }

    @Override
    public String commit() {
        return commit;
    }

    private List<String> listTags() {
        try {
            String prefix = "refs/tags/";
            return repository.refs(prefix).keySet().stream()
                    .map(ref -> ref.substring(prefix.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> resolve(String ref) throws IOException {
        if (Refs.isObjectId(ref)) {
            return Optional.of(ref);
        }
        List<String> names = ref.startsWith("refs/")
                ? List.of(ref)
                : List.of(new GitRef.Branch(ref).fullName(), new GitRef.Tag(ref, "").fullName());
        for (String name : names) {
            Optional<String> id = repository.resolve(name);
            if (id.isPresent()) {
                return id;
            }
        }
        return Optional.empty();
    }

    /** A path with a line end cannot be asked for by name, and no pipeline file has one. */
    private Optional<String> load(String path) {
        if (path.isEmpty()
                || path.indexOf('\0') >= 0
                || path.startsWith("/")
                || path.startsWith(":")
                || path.length() > PATH_MAX) {
            return Optional.empty();
        }
        try {
            Git.Result result = git.withOutputBytesMax(TEXT_BYTES_MAX)
                    .tryRun(
                            repository.folder(),
                            Map.of(),
                            List.of("cat-file", "blob", commit + ":" + path),
                            new byte[0]);
            return result.exitCode() == 0 ? Optional.of(result.text()) : Optional.empty();
        } catch (GitException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> list() {
        try {
            List<String> arguments = List.of("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit);
            return git.run(repository.folder(), arguments).entries().stream()
                    .sorted()
                    .toList();
        } catch (GitException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<List<String>> compare() {
        try {
            return before.equals(Refs.NO_COMMIT) ? Optional.empty() : repository.changedBetween(before, commit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
