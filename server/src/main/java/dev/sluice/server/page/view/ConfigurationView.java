package dev.sluice.server.page.view;

import java.util.List;
import java.util.OptionalInt;

/**
 * The pipeline file of a run.
 *
 * @param path of the file, or empty text where none was kept
 * @param marked 1-based line that the address points at
 */
public record ConfigurationView(
        RunHead head,
        String path,
        String dialect,
        List<String> lines,
        List<ProblemView> problems,
        OptionalInt marked,
        List<JobPlace> jobs) {
    public ConfigurationView {
        lines = List.copyOf(lines);
        problems = List.copyOf(problems);
        jobs = List.copyOf(jobs);
    }

    /** Where the file defines a job. */
    public record JobPlace(String name, String stage, String place, int line) {}
}
