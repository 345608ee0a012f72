package dev.sluice.adapters.artifacts;

import dev.sluice.adapters.files.FileNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which paths of a workspace an artifact or a cache takes. A symbolic link is taken as a link; a search goes through one
 * only where the pattern names it and it stays in the workspace. Whatever leads out is left out, with a note.
 *
 * @param paths relative to the workspace, folders before what is in them
 * @param perPattern for each pattern of the request, in order: how many paths it gave
 * @param notes what was left out and why, for the log
 */
record Selection(List<String> paths, List<Integer> perPattern, List<String> notes) {
    Selection {
        paths = List.copyOf(paths);
        perPattern = List.copyOf(perPattern);
        notes = List.copyOf(notes);
    }

    /**
     * Searches a workspace.
     *
     * @param include patterns as the file gives them; absolute ones are fine inside the workspace
     * @param exclude patterns that a path must not match itself
     * @param more paths that are taken besides, e.g. what git does not track
     */
    static Selection of(
            Path workspace, List<String> include, List<String> exclude, Collection<String> more, ArtifactLimits limits)
            throws IOException {
        Search search = new Search(workspace, exclude, limits);
        List<Integer> counts = new ArrayList<>();
        for (String pattern : include) {
            counts.add(search.add(pattern));
        }
        for (String path : more) {
            search.take(path);
        }
        return new Selection(List.copyOf(search.found), counts, search.notes);
    }

    /** One search through a workspace. */
    private static final class Search {
        private final Path workspace;
        private final Path real;
        private final List<Glob> exclude;
        private final ArtifactLimits limits;
        private final SortedSet<String> found = new TreeSet<>();
        private final List<String> notes = new ArrayList<>();

        Search(Path workspace, List<String> exclude, ArtifactLimits limits) throws IOException {
            this.workspace = workspace;
            this.real = workspace.toRealPath();
            this.limits = limits;
            this.exclude = exclude.stream().map(this::relative).map(Glob::of).toList();
        }

        /** Patterns often begin with the workspace's own path. */
        private String relative(String pattern) {
            String root = workspace + "/";
            String stripped = pattern.startsWith(root) ? pattern.substring(root.length()) : pattern;
            if (stripped.equals(workspace.toString())) {
                return "**";
            }
            while (stripped.startsWith("./")) {
                stripped = stripped.substring(2);
            }
            return stripped.equals(".") ? "**" : stripped;
        }

        int add(String pattern) throws IOException {
            String relative = relative(pattern);
            if (relative.startsWith("/") || List.of(relative.split("/")).contains("..")) {
                notes.add(pattern + " leads out of the workspace: left out");
                return 0;
            }
            Glob glob = Glob.of(relative);
            int before = found.size();
            int hits = 0;
            for (String beginning : glob.beginnings()) {
                hits += walk(beginning, glob, relative.startsWith(".git"));
            }
            return Math.max(hits, found.size() - before);
        }

        void take(String path) throws IOException {
            if (Files.exists(workspace.resolve(path), LinkOption.NOFOLLOW_LINKS) && staysInside(path)) {
                keep(path);
            }
        }

        private int walk(String beginning, Glob glob, boolean withGit) throws IOException {
            if (!Files.exists(workspace.resolve(beginning), LinkOption.NOFOLLOW_LINKS) || !staysInside(beginning)) {
                return 0;
            }
            int hits = 0;
            Deque<Place> open = new ArrayDeque<>();
            open.push(new Place(beginning, isBelowMatch(beginning, glob)));
            while (!open.isEmpty()) {
                Place place = open.pop();
                // `current/**` goes through a link named current; `current` alone is the link.
                boolean through = place.path().equals(beginning) && !glob.spells(beginning);
                boolean taken = place.taken() || (!place.path().isEmpty() && glob.matches(place.path()));
                if (taken && !place.path().isEmpty() && !(through && isLink(place.path()))) {
                    keep(place.path());
                    hits++;
                }
                if (isFolder(place.path(), through) && (withGit || !place.path().equals(".git"))) {
                    for (String child : children(place.path())) {
                        open.push(new Place(child, taken));
                    }
                }
            }
            return hits;
        }

        /** A pattern may name a path through a link ({@code current/lib}); then the link is followed, if it stays inside. */
        private boolean isFolder(String path, boolean throughLink) {
            Path file = workspace.resolve(path);
            return throughLink ? Files.isDirectory(file) : Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS);
        }

        private boolean isLink(String path) {
            return Files.isSymbolicLink(workspace.resolve(path));
        }

        private boolean staysInside(String path) throws IOException {
            Path file = workspace.resolve(path);
            Path folder = Files.isSymbolicLink(file) ? FileNames.folderOf(file) : file;
            boolean inside = folder.toRealPath().startsWith(real);
            if (inside && Files.isSymbolicLink(file)) {
                inside = !Files.exists(file) || file.toRealPath().startsWith(real);
                if (!inside) {
                    // The link itself is no secret; what lies behind it is not ours to take.
                    notes.add(path
                            + " is a symbolic link that leads out of the workspace: what it points at is left out");
                    return false;
                }
            } else if (!inside) {
                notes.add(path + " lies behind a symbolic link that leads out of the workspace: left out");
            }
            return inside;
        }

        private static boolean isBelowMatch(String beginning, Glob glob) {
            for (int slash = beginning.indexOf('/'); slash > 0; slash = beginning.indexOf('/', slash + 1)) {
                if (glob.matches(beginning.substring(0, slash))) {
                    return true;
                }
            }
            return false;
        }

        private void keep(String path) throws IOException {
            if (exclude.stream().noneMatch(glob -> glob.matches(path))) {
                limits.checkPath(path);
                found.add(path);
                limits.checkFiles(found.size());
            }
        }

        private List<String> children(String path) throws IOException {
            List<String> children = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(workspace.resolve(path))) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString();
                    children.add(path.isEmpty() ? name : path + "/" + name);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            return children;
        }
    }

    /**
     * A path still to be looked at.
     *
     * @param taken a folder above it matched
     */
    private record Place(String path, boolean taken) {}
}
