package dev.sluice.app.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds files of a repository by what reports call them: whole paths on the runner's disk, paths below a folder of sources,
 * paths of packages. The file fits whose path ends as the name does, or whose path the name ends with; of several the one
 * that shares most. Immutable.
 */
public final class SourcePaths {
    private final Map<String, List<String>> byName = new HashMap<>();

    /** @param files paths of the repository, with forward slashes */
    public SourcePaths(List<String> files) {
        for (String file : files) {
            byName.computeIfAbsent(name(file), _ -> new ArrayList<>()).add(file);
        }
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The file that is meant; empty where none fits, or several do as well. */
    public Optional<String> find(String reported) {
        Optional<String> best = Optional.empty();
        int most = -1;
        boolean several = false;
        for (String file : byName.getOrDefault(name(reported), List.of())) {
            boolean fits = endsWith(file, reported) || endsWith(reported, file);
            int shared = fits ? Math.min(file.length(), reported.length()) : -1;
            if (shared > most) {
                best = Optional.of(file);
                most = shared;
                several = false;
            } else if (fits && shared == most) {
                several = true;
            }
        }
        return several ? Optional.empty() : best;
    }

    private static boolean endsWith(String whole, String end) {
        return whole.equals(end)
                || whole.length() > end.length()
                        && whole.endsWith(end)
                        && (end.startsWith("/") || whole.charAt(whole.length() - end.length() - 1) == '/');
    }
}
