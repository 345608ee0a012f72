package dev.sluice.adapters.artifacts;

import dev.sluice.adapters.files.AtomicFile;
import dev.sluice.adapters.files.FileNames;
import dev.sluice.core.model.JobSession.ArtifactRequest.Audience;
import dev.sluice.core.model.JobSession.CacheRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Caches: a manifest for each key, contents in the store of the artifacts. A key belongs to a project and a
 * {@link Scope}: what an unprotected branch wrote is never read by a protected one, and the other way round. The last
 * writer of a key wins, as a whole. Safe for use by many threads.
 */
public final class FileCacheStore {
    private static final System.Logger LOG = System.getLogger(FileCacheStore.class.getName());

    private final FileArtifactStore artifacts;
    private final ArtifactLimits limits;
    private final long totalBytesMax;

    /**
     * @param artifacts whose folder and contents are shared
     * @param totalBytesMax all caches together; beyond it those that were not used for the longest time go
     */
    public FileCacheStore(FileArtifactStore artifacts, ArtifactLimits limits, long totalBytesMax) {
        this.artifacts = artifacts;
        this.limits = limits;
        this.totalBytesMax = totalBytesMax;
    }

    /** Whose jobs may read and write a cache. */
    public enum Scope {
        /** Jobs of protected branches and tags. */
        PROTECTED,
        /** All other jobs. */
        OPEN
    }

    /** Unpacks the first of the keys that exists; the key that was found. */
    public Optional<String> restore(long project, Scope scope, List<String> keys, Path target) throws IOException {
        for (String key : keys) {
            Path file = file(project, scope, key);
            Optional<Manifest> manifest = manifest(file);
            if (manifest.isPresent()) {
                Unpacking.unpack(manifest.get().entries(), target, artifacts.objects());
                touch(file);
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** A cache only saves time: one whose manifest is spoiled is forgotten, and nobody's job fails by it. */
    private static Optional<Manifest> manifest(Path file) throws IOException {
        try {
            return Optional.of(Manifest.read(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cache forgotten, its manifest is spoiled, file={0}: {1}", file, e);
            Files.deleteIfExists(file);
            return Optional.empty();
        }
    }

    private void touch(Path file) throws IOException {
        try {
            Files.setLastModifiedTime(file, FileTime.from(artifacts.clock().instant()));
        } catch (NoSuchFileException e) {
            // Another job's eviction was faster; what it held is unpacked.
        }
    }

    /**
     * Saves paths of a workspace under the first of the keys.
     *
     * @param untracked further paths of the workspace: what git does not track, where the request wants it
     * @throws LimitReached where it is too large; what the key held before stays
     */
    public FileArtifactStore.Kept save(
            long project, Scope scope, CacheRequest request, Path workspace, Collection<String> untracked)
            throws IOException {
        Selection selection = Selection.of(workspace, request.paths(), List.of(), untracked, limits);
        if (selection.paths().isEmpty()) {
            return new FileArtifactStore.Kept(0, 0, selection.perPattern(), selection.notes());
        }
        String key = request.keys().get(0);
        Manifest manifest = artifacts.objects().writing(() -> {
            List<Manifest.Entry> entries =
                    Packing.pack(workspace, selection.paths(), artifacts.objects(), limits, ContentInspector.NONE);
            Manifest made =
                    new Manifest(key, "CACHE", artifacts.clock().instant(), Optional.empty(), Audience.ALL, entries);
            AtomicFile.write(file(project, scope, key), made.toBytes(), artifacts.durability());
            return made;
        });
        evict(file(project, scope, key));
        return new FileArtifactStore.Kept(
                manifest.files(), manifest.bytes(), selection.perPattern(), selection.notes());
    }

    /** Forgets the caches that were not used for the longest time until the rest fits; never the one just written. */
    private void evict(Path newest) throws IOException {
        List<Used> all = new ArrayList<>();
        long total = 0;
        for (Path file : manifests()) {
            try {
                Optional<Manifest> manifest = manifest(file);
                if (manifest.isPresent()) {
                    Instant at = Files.getLastModifiedTime(file).toInstant();
                    Used used = new Used(file, manifest.get().bytes(), at);
                    all.add(used);
                    total += used.bytes();
                }
            } catch (NoSuchFileException e) {
                // Another job's eviction was faster.
            }
        }
        all.sort(Comparator.comparing(Used::at));
        for (Used used : all) {
            if (total > totalBytesMax && !used.file().equals(newest)) {
                Files.deleteIfExists(used.file());
                total -= used.bytes();
            }
        }
    }

    /**
     * A cache.
     *
     * @param at when it was last read or written
     */
    private record Used(Path file, long bytes, Instant at) {}

    private List<Path> manifests() throws IOException {
        Path folder = artifacts.folders().root().resolve("caches");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".manifest")).toList();
        }
    }

    private Path file(long project, Scope scope, String key) {
        return artifacts
                .folders()
                .root()
                .resolve("caches")
                .resolve(Long.toString(project))
                .resolve(scope.name().toLowerCase(java.util.Locale.ROOT))
                .resolve(FileNames.of(key) + ".manifest");
    }
}
