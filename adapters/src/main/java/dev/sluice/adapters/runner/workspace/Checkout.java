package dev.sluice.adapters.runner.workspace;

import dev.sluice.adapters.files.FileNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files that a source put into a workspace, with the time of the last change of each. A folder's time tells of what
 * came into it, went or was renamed, so that looking at what is known is enough. Only where {@link FineClock#isFine}.
 *
 * @param source where the files are from
 * @param times by file and folder, those above first: there changes are most likely
 */
record Checkout(WorkspaceSource source, Map<Path, FileTime> times) {

    /** Looks at the files of a workspace that was just filled, at the folder around it and at that for temporary files. */
    static Checkout of(WorkspaceSource source, Path temporary, Path files) throws IOException {
        Map<Path, FileTime> times = new LinkedHashMap<>();
        times.put(temporary, FineClock.changeTime(temporary));
        Path around = FileNames.folderOf(files);
        times.put(around, FineClock.changeTime(around));
        try (Stream<Path> tree = Files.walk(files)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                times.put(path, FineClock.changeTime(path));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return new Checkout(source, times);
    }

    /** Whether everything is as it was. To be asked when all processes of the job have ended. */
    boolean isUntouched() {
        try {
            for (Map.Entry<Path, FileTime> known : times.entrySet()) {
                if (!FineClock.changeTime(known.getKey()).equals(known.getValue())) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
