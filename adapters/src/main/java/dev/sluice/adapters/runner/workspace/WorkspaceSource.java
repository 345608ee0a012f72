package dev.sluice.adapters.runner.workspace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the files of a workspace come from. Safe for use by many threads. */
public interface WorkspaceSource {

    /** Fills an empty folder with the files and a usable {@code .git}. Nothing in it is shared with what others can write. */
    void fill(Path workspace) throws IOException;

    /**
     * Whether all workspaces filled from this object get the same files and are used for one person's run. Then files that
     * a job left untouched may serve the next job.
     */
    default boolean isSteady() {
        return false;
    }

    /** Folders outside of the workspace that its {@code .git} reads from, absolute. */
    default List<Path> borrowed() {
        return List.of();
    }

    /** The id of the last commit that changed any of these paths; empty where none is known. */
    Optional<String> lastCommitOf(List<String> paths) throws IOException;
}
