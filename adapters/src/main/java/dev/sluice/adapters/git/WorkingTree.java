package dev.sluice.adapters.git;

import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of a working tree: tracked ones and untracked ones that are not ignored, with their uncommitted changes,
 * without deleted ones. Every answer is kept, so that the same question gets the same answer for as long as this object
 * lives. Safe for use by many threads. Trouble with git or the disk is an {@link UncheckedIOException}.
 */
public final class WorkingTree implements SourceTree {
    private final LocalRepository repository;
    private final Event event;
    private final Map<String, Optional<String>> texts = new ConcurrentHashMap<>();
    private final Map<String, Optional<List<String>>> differences = new ConcurrentHashMap<>();
    private final Once<Listing> listing = new Once<>(this::list);

    WorkingTree(LocalRepository repository, Event event) {
        this.repository = repository;
        this.event = event;
    }

    /**
     * What git lists.
     *
     * @param files all files that are there, sorted
     * @param untracked those of them that git does not track, sorted
     * @param folders places of submodules and of repositories inside: they become empty folders, sorted
     */
    record Listing(List<String> files, List<String> untracked, List<String> folders) {}

    @Override
    public Optional<String> read(String path) {
        return texts.computeIfAbsent(path, wanted -> {
            try {
                return repository.read(wanted);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public List<String> files() {
        return listing.get().files();
    }

    /** Places of submodules and of repositories inside of the tree: a workspace gets an empty folder for each. */
    public List<String> folders() {
        return listing.get().folders();
    }

    @Override
    public Optional<List<String>> changed() {
        return switch (event) {
            case PUSH, PARENT_PIPELINE -> changedByPush();
            case MERGE_REQUEST -> since(this::defaultBranchCommit, true);
            case TAG, SCHEDULE, MANUAL, API, TRIGGER, PIPELINE -> Optional.empty();
        };
    }

    @Override
    public Optional<List<String>> changedSince(String ref) {
        return since(() -> named(ref), true);
    }

    @Override
    public List<String> tags() {
        try {
            String prefix = "refs/tags/";
            return repository.refs().all(prefix).keySet().stream()
                    .map(ref -> ref.substring(prefix.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commit that is checked out; the files may differ from it. */
    @Override
    public String commit() {
        try {
            return repository.head();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<List<String>> changedByPush() {
        try {
            if (repository.branch().equals(repository.defaultBranch())) {
                return since(this::parent, false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return since(this::defaultBranchCommit, true);
    }

    private Optional<String> parent() throws IOException {
        return repository.commit(repository.head()).flatMap(commit -> commit.parents().stream()
                .findFirst());
    }

    private Optional<String> defaultBranchCommit() throws IOException {
        return repository.remoteOrLocal(repository.defaultBranch());
    }

    private Optional<String> named(String ref) throws IOException {
        if (Refs.isObjectId(ref)) {
            return Optional.of(ref);
        }
        List<String> names = ref.startsWith("refs/")
                ? List.of(ref)
                : List.of("refs/heads/" + ref, "refs/remotes/origin/" + ref, "refs/tags/" + ref);
        for (String name : names) {
            Optional<String> found = repository.refs().resolve(name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<List<String>> since(Lookup lookup, boolean fromMergeBase) {
        try {
            Optional<String> base = lookup.find();
            return base.isEmpty()
                    ? Optional.empty()
                    : differences.computeIfAbsent(
                            base.get() + fromMergeBase, key -> differences(base.get(), fromMergeBase));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What differs between a commit and the working tree; git's diff leaves untracked files out, they are added. */
    private Optional<List<String>> differences(String base, boolean fromMergeBase) {
        List<String> arguments = new ArrayList<>(List.of("diff", "--name-only", "--no-renames", "--no-ext-diff", "-z"));
        if (fromMergeBase) {
            arguments.add("--merge-base");
        }
        arguments.addAll(List.of(base, "--"));
        try {
            Git.Result result = repository.git().tryRun(repository.root(), Map.of(), arguments, new byte[0]);
            if (result.exitCode() != 0) {
                return Optional.empty();
            }
            Collection<String> paths = new TreeSet<>(result.entries());
            paths.addAll(listing.get().untracked());
            return Optional.of(List.copyOf(paths));
        } catch (GitException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Listing list() {
        try {
            List<String> entries = repository
                    .git()
                    .run(
                            repository.root(),
                            List.of("ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard"))
                    .entries();
            TreeSet<String> files = new TreeSet<>();
            TreeSet<String> untracked = new TreeSet<>();
            TreeSet<String> folders = new TreeSet<>();
            for (String entry : entries) {
                String path = entry.substring(2);
                Path file = repository.root().resolve(path);
                if (path.endsWith("/") || Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    folders.add(path.replaceFirst("/$", ""));
                } else if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    files.add(path);
                    if (entry.charAt(0) == '?') {
                        untracked.add(path);
                    }
                }
            }
            return new Listing(List.copyOf(files), List.copyOf(untracked), List.copyOf(folders));
        } catch (GitException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Finds a commit to compare with. */
    private interface Lookup {
        Optional<String> find() throws IOException;
    }
}
