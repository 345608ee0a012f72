package dev.sluice.adapters.deploy.release;

import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.files.FileTree;
import dev.sluice.adapters.git.BareRepository;
import dev.sluice.adapters.lock.KeyedLocks;
import dev.sluice.app.delivery.ReleaseFiles;
import dev.sluice.app.run.RunId;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.model.Sentence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder for each release, {@code ROOT/PROJECT/VERSION}: made beside its place and then moved there, so that a folder
 * that is there is whole. Safe for many threads.
 */
public final class FolderReleaseFiles implements ReleaseFiles {
    private static final String GOING = ".going";

    private final Path root;
    private final LongFunction<BareRepository> repositories;
    private final FileArtifactStore artifacts;
    private final InstantSource clock;
    private final KeyedLocks<Path> locks = new KeyedLocks<>();

    public FolderReleaseFiles(
            Path root, LongFunction<BareRepository> repositories, FileArtifactStore artifacts, InstantSource clock) {
        this.root = root;
        this.repositories = repositories;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    @Override
    public Path prepare(Release release) {
        Path folder = folder(release);
        try (var _ = locks.hold(folder)) {
            if (!Files.isDirectory(folder)) {
                Optional<String> missing = missing(release);
                if (missing.isPresent()) {
                    throw new ReleaseFilesMissing(missing.get());
                }
                try {
                    make(release, folder);
                } catch (IOException e) {
                    throw new UncheckedIOException("the files of " + release.version() + " could not be prepared", e);
                }
            }
            used(folder);
        }
        return folder;
    }

    /** Whoever tidies up sees that it is wanted again. */
    private void used(Path folder) {
        try {
            Files.setLastModifiedTime(folder, FileTime.from(clock.instant()));
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of a release cannot be marked as used", e);
        }
    }

    /**
     * Removes the folders of releases that are not wanted and were not asked for in a while.
     *
     * @param unusedSince those asked for later stay: somebody may be about to start something from them
     * @return how many
     */
    public int removeAllBut(Collection<Release> wanted, Instant unusedSince) throws IOException {
        Set<Path> kept = wanted.stream().map(this::folder).collect(Collectors.toSet());
        int removed = 0;
        for (Path project : folders(root)) {
            for (Path folder : folders(project)) {
                if (!kept.contains(folder) && removed(folder, unusedSince)) {
                    removed++;
                }
            }
        }
        return removed;
    }

    private boolean removed(Path folder, Instant unusedSince) throws IOException {
        try (var _ = locks.hold(folder)) {
            if (!Files.getLastModifiedTime(folder).toInstant().isBefore(unusedSince)) {
                return false;
            }
            // Moved first: a folder that is there is whole, and must not be found half removed.
            Path going = folder.toString().endsWith(GOING)
                    ? folder
                    : Files.move(
                            folder,
                            folder.resolveSibling(folder.getFileName() + GOING),
                            StandardCopyOption.ATOMIC_MOVE);
            FileTree.delete(going);
            return true;
        }
    }

    private static List<Path> folders(Path parent) throws IOException {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).toList();
        }
    }

    @Override
    public Optional<String> missing(Release release) {
        if (Files.isDirectory(folder(release))) {
            return Optional.empty();
        }
        try {
            if (repositories.apply(release.project()).commit(release.commit()).isEmpty()) {
                return Optional.of("commit " + release.commit() + " of " + release.version() + " is gone");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Instant now = clock.instant();
        List<String> there = artifacts.artifacts(new RunId(release.project(), release.run())).stream()
                .filter(one -> one.expiresAt().filter(now::isAfter).isEmpty())
                .map(one -> one.job() + "/" + one.name() + "/" + one.digest())
                .toList();
        return release.artifacts().stream()
                .filter(one -> !there.contains(one.job() + "/" + one.name() + "/" + one.digest()))
                .findFirst()
                .map(one -> Sentence.ARTIFACT_EXPIRED.with(one.name(), one.job()));
    }

    private void make(Release release, Path folder) throws IOException {
        Path part = folder.resolveSibling(folder.getFileName() + ".part");
        FileTree.delete(part);
        Files.createDirectories(part);
        repositories.apply(release.project()).checkOut(release.commit(), part, "");
        FileTree.delete(part.resolve(".git"));
        List<String> jobs = release.artifacts().stream()
                .map(Release.Artifact::job)
                .distinct()
                .toList();
        artifacts.export(new RunId(release.project(), release.run()), jobs, part);
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Versions come from tags, and git allows much in their names; a folder's name is one plain component. */
    private Path folder(Release release) {
        String name = release.version().replaceAll("[^A-Za-z0-9._-]", "_");
        String plain = name.startsWith(".") ? "_" + name : name;
        return root.resolve(Long.toString(release.project()))
                .resolve(plain + "-" + release.commit().substring(0, 12));
    }
}
