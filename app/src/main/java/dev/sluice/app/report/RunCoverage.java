package dev.sluice.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which lines of a repository's files the jobs of a run went through, together: a line was run that one of them ran.
 *
 * @param files by path; of files that are not in the repository by what the report calls them
 */
public record RunCoverage(SortedMap<String, CoveredLines> files) {

    /** Puts the reports of all jobs together. */
    public static RunCoverage of(List<FileCoverage> reported, SourcePaths paths) {
        SortedMap<String, CoveredLines> files = new TreeMap<>();
        for (FileCoverage file : reported) {
            String path = paths.find(file.path()).orElse(file.path());
            files.computeIfAbsent(path, _ -> new CoveredLines()).addAll(file.lines());
        }
        return new RunCoverage(files);
    }

    public int total() {
        return files.values().stream().mapToInt(CoveredLines::total).sum();
    }

    public int covered() {
        return files.values().stream().mapToInt(CoveredLines::covered).sum();
    }

    /** The changed files that a report tells of, each with its lines. */
    public List<Changed> of(List<ChangedFile> changes) {
        List<Changed> changed = new ArrayList<>();
        for (ChangedFile file : changes) {
            Optional.ofNullable(files.get(file.path())).ifPresent(lines -> changed.add(changed(file, lines)));
        }
        return changed;
    }

    private static Changed changed(ChangedFile file, CoveredLines lines) {
        int total = 0;
        int covered = 0;
        for (ChangedFile.Line line : file.lines()) {
            if (line.added() && lines.isKnown(line.number())) {
                total++;
                covered += lines.wasRun(line.number()) ? 1 : 0;
            }
        }
        return new Changed(file, lines, total, covered);
    }

    /**
     * A changed file.
     *
     * @param total added lines that can be run
     * @param covered those of them that were
     */
    public record Changed(ChangedFile file, CoveredLines lines, int total, int covered) {}

    /** Hundredths of a percent; empty of nothing. */
    public static Optional<Integer> share(int covered, int total) {
        return total == 0 ? Optional.empty() : Optional.of((int) Math.round(covered * 10_000.0 / total));
    }
}
