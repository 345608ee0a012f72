package dev.sluice.dialects.gitlab;

import java.util.List;

/**
 * A valid file, for showing: its jobs before any rule is asked, copies of a matrix expanded.
 *
 * @param stages in order, {@code .pre} and {@code .post} included
 * @param merged what was read
 */
public record GitlabFile(List<String> stages, List<ListedJob> jobs, MergedFile merged) {
    public GitlabFile {
        stages = List.copyOf(stages);
        jobs = List.copyOf(jobs);
    }

    /**
     * A job of the file.
     *
     * @param when GitLab's word, e.g. {@code on_success}
     * @param needs names of the jobs that it waits for; empty also where it waits for whole stages
     */
    public record ListedJob(String name, String stage, String when, List<String> needs, boolean allowFailure) {
        public ListedJob {
            needs = List.copyOf(needs);
        }
    }
}
