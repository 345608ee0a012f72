package dev.sluice.cli.run;

import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.core.model.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * When each file of a working tree was written, without those that git ignores. Asked for again and again instead of being told by the
 * system: that has a limit for watched folders which large trees reach, and says nothing on network file systems.
 *
 * @param cost how long it took to look
 */
record Snapshot(Map<String, Stamp> files, Duration cost) {
    Snapshot {
        files = Map.copyOf(files);
    }

    private record Stamp(FileTime written, long size, Object key) {}

    /**
     * Looks.
     *
     * @param without folders that are not looked into
     * @throws UncheckedIOException where git cannot list its files now, as it is at work on its index
     */
    static Snapshot of(LocalRepository repository, List<Path> without) {
        long since = System.nanoTime();
        Map<String, Stamp> files = new HashMap<>();
        for (String name : repository.tree(Trigger.Event.PUSH).files()) {
            Path file = repository.root().resolve(name);
            if (without.stream().anyMatch(file::startsWith)) {
                continue;
            }
            try {
                BasicFileAttributes found =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                Object key = Objects.requireNonNullElse(found.fileKey(), "");
                files.put(name, new Stamp(found.lastModifiedTime(), found.size(), key));
            } catch (IOException e) {
                // Removed between git's look and ours.
            }
        }
        return new Snapshot(files, Duration.ofNanos(System.nanoTime() - since));
    }

    boolean differsFrom(Snapshot other) {
        return !files.equals(other.files);
    }

    /** Names of files that were added, changed or removed since, sorted. */
    List<String> changedSince(Snapshot earlier) {
        TreeSet<String> changed = new TreeSet<>();
        files.forEach((name, stamp) -> {
            if (!stamp.equals(earlier.files.get(name))) {
                changed.add(name);
            }
        });
        earlier.files.keySet().stream().filter(name -> !files.containsKey(name)).forEach(changed::add);
        return new ArrayList<>(changed);
    }
}
