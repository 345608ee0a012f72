package dev.sluice.adapters.artifacts;

import dev.sluice.adapters.artifacts.Manifest.Entry;
import dev.sluice.adapters.artifacts.Manifest.FileEntry;
import dev.sluice.adapters.artifacts.Manifest.FolderEntry;
import dev.sluice.adapters.artifacts.Manifest.LinkEntry;
import dev.sluice.adapters.files.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the entries of a manifest below a folder. Existing files are replaced, not written into. Nothing is ever written
 * through a symbolic link: two artifacts could otherwise place a link and then a file behind it.
 */
final class Unpacking {
    private final Path target;
    private final ObjectStore objects;
    private final Set<Path> safeFolders = new HashSet<>();

    private Unpacking(Path target, ObjectStore objects) {
        this.target = target;
        this.objects = objects;
        this.safeFolders.add(target);
    }

    static void unpack(List<Entry> entries, Path target, ObjectStore objects) throws IOException {
        Unpacking unpacking = new Unpacking(target.toAbsolutePath().normalize(), objects);
        for (Entry entry : entries) {
            unpacking.write(entry);
        }
        // Last, for a folder may not be writable.
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i) instanceof FolderEntry folder) {
                Files.setPosixFilePermissions(unpacking.target.resolve(folder.path()), permissions(folder.mode()));
            }
        }
    }

    private void write(Entry entry) throws IOException {
        Path file = target.resolve(entry.path()).normalize();
        if (!file.startsWith(target) || file.equals(target)) {
            throw new RefusedContent("the path " + entry.path() + " leads out of its target");
        }
        makeFolders(FileNames.folderOf(file));
        switch (entry) {
            case FolderEntry folder -> makeFolder(file);
            case LinkEntry link -> {
                Files.deleteIfExists(file);
                Files.createSymbolicLink(file, Path.of(link.target()));
            }
            case FileEntry stored -> write(stored, file);
        }
    }

    private void write(FileEntry entry, Path file) throws IOException {
        Path content = objects.path(entry.digest());
        try {
            // Replacing takes the old name away first: a link or a file that others share is not written into.
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            throw new IOException("the content of " + entry.path() + " is missing in the store", e);
        }
        Files.setPosixFilePermissions(file, permissions(entry.mode()));
        Files.setLastModifiedTime(file, FileTime.fromMillis(entry.modifiedMs()));
    }

    private void makeFolders(Path folder) throws IOException {
        if (!safeFolders.contains(folder)) {
            makeFolders(FileNames.folderOf(folder));
            makeFolder(folder);
        }
    }

    private void makeFolder(Path folder) throws IOException {
        if (Files.isSymbolicLink(folder)) {
            throw new RefusedContent(
                    target.relativize(folder) + " is a symbolic link here; nothing is unpacked through a link");
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder);
        }
        safeFolders.add(folder);
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & (0400 >> permission.ordinal())) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }
}
