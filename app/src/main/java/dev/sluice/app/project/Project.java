package dev.sluice.app.project;

import java.time.Instant;

/**
 * A project: one repository with its runs, releases and environments.
 *
 * @param id number on this server
 * @param path {@code group/name}, possibly several groups, or a name alone; lower case
 * @param defaultBranch e.g. {@code main}
 */
public record Project(long id, String path, String defaultBranch, Instant createdAt) {
    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
