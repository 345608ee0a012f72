package dev.sluice.app.project;

/** Makes the repositories that the git host serves. Safe for many threads. */
public interface RepositoryHost {

    /** Makes the project's bare repository with this default branch, if it is not there. */
    void create(Project project);
}
