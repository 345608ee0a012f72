package dev.sluice.adapters.logs;

import dev.sluice.adapters.files.FileNames;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunId;
import java.nio.file.Path;

/**
 * The two files of a log.
 *
 * @param text the lines, each with a line feed, as UTF-8
 * @param index see {@link LogIndex}
 */
record LogFiles(Path text, Path index) {
    static LogFiles of(Path root, LogId id) {
        Path folder = folder(root, id.run());
        // One folder for all jobs: each new folder costs more than the two files in it.
        String name = nameOf(id);
        return new LogFiles(folder.resolve(name + ".log"), folder.resolve(name + ".idx"));
    }

    /** Where the logs of a run lie. */
    static Path folder(Path root, RunId run) {
        return root.resolve(Long.toString(run.project())).resolve(Long.toString(run.number()));
    }

    /** A file name for an attempt of a job, without its ending; no other attempt in the run has it. */
    static String nameOf(LogId id) {
        return FileNames.of(id.job()) + "." + id.attempt();
    }
}
