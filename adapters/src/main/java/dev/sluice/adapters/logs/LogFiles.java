package dev.sluice.adapters.logs;

import dev.sluice.adapters.files.FileNames;
import dev.sluice.app.run.LogStore.LogId;
import java.nio.file.Path;

/**
 * The two files of a log.
 *
 * @param text the lines, each with a line feed, as UTF-8
 * @param index see {@link LogIndex}
 */
record LogFiles(Path text, Path index) {
    static LogFiles of(Path root, LogId id) {
        Path folder = root.resolve(Long.toString(id.run().project()))
                .resolve(Long.toString(id.run().number()))
                .resolve(FileNames.of(id.job()));
        return new LogFiles(folder.resolve(id.attempt() + ".log"), folder.resolve(id.attempt() + ".idx"));
    }
}
