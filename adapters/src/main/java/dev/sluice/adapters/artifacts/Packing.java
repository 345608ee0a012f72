package dev.sluice.adapters.artifacts;

import dev.sluice.adapters.artifacts.Manifest.Entry;
import dev.sluice.adapters.artifacts.Manifest.FileEntry;
import dev.sluice.adapters.artifacts.Manifest.FolderEntry;
import dev.sluice.adapters.artifacts.Manifest.LinkEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts chosen paths of a workspace into the store. */
final class Packing {
    private Packing() {}

    /** The entries for these paths, their contents stored and durable. What is no file, link or folder (pipes, devices) is left out. */
    static List<Entry> pack(
            Path workspace, List<String> paths, ObjectStore objects, ArtifactLimits limits, ContentInspector inspector)
            throws IOException {
        List<Entry> entries = new ArrayList<>(paths.size());
        Set<String> digests = new HashSet<>();
        long bytes = 0;
        for (String path : paths) {
            Path file = workspace.resolve(path);
            PosixFileAttributes attributes;
            try {
                attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                // A process of the job took it away since it was found.
                continue;
            }
            if (attributes.isRegularFile()) {
                inspector.begin(path);
                ObjectStore.Stored stored = objects.put(file, limits.bytesMax() - bytes, limits, inspector);
                bytes += stored.size();
                digests.add(stored.digest());
                entries.add(new FileEntry(
                        path,
                        mode(attributes.permissions()),
                        attributes.lastModifiedTime().toMillis(),
                        stored.size(),
                        stored.digest()));
            } else if (attributes.isSymbolicLink()) {
                entries.add(new LinkEntry(path, Files.readSymbolicLink(file).toString()));
            } else if (attributes.isDirectory()) {
                entries.add(new FolderEntry(path, mode(attributes.permissions())));
            }
        }
        objects.sync(digests);
        return entries;
    }

    /** Java's permission set has no set-id bits: they are gone here. */
    private static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission permission : permissions) {
            mode |= 0400 >> permission.ordinal();
        }
        return mode;
    }
}
