package dev.sluice.app.project;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps the projects. Safe for many threads. */
public interface ProjectStore {

    /** Makes a project; empty where the path is taken. */
    Optional<Project> create(String path, String defaultBranch, Instant at);

    Optional<Project> byPath(String path);

    Optional<Project> byId(long id);

    /** All projects by path. */
    List<Project> list();
}
