package dev.sluice.app.project;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the pages ask about projects. Reads committed state only. Safe for use by many threads. */
public interface ProjectQueries {

    /** Every project, by path. */
    List<ProjectInfo> projects();

    /** The project at that path ({@code group/name}, letters' case as given), or empty where there is none. */
    Optional<ProjectInfo> byPath(String path);

    /**
     * A project.
     *
     * @param id number of the project on this server
     * @param path {@code name} or {@code group/name}, possibly several groups
     * @param defaultBranch short name of the branch that releases are made from
     * @param createdAt when it was made
     */
    record ProjectInfo(long id, String path, String defaultBranch, Instant createdAt) {}
}
