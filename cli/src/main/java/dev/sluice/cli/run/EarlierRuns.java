package dev.sluice.cli.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The runs of this machine that are kept, as far as they ended in order.
 *
 * @param folder below which they are, {@code .sluice/runs}
 * @param numbers newest first
 */
record EarlierRuns(Path folder, List<Long> numbers) {
    EarlierRuns {
        numbers = List.copyOf(numbers);
    }

    /** The newest one. */
    Optional<RunRecord> last() {
        for (long number : numbers) {
            Optional<RunRecord> record = read(number);
            if (record.isPresent()) {
                return record;
            }
        }
        return Optional.empty();
    }

    /** The newest one in which a job passed. */
    Optional<RunRecord> lastWith(String job) {
        for (long number : numbers) {
            Optional<RunRecord> record = read(number);
            if (record.flatMap(run -> run.job(job))
                    .filter(RunRecord.Entry::passed)
                    .isPresent()) {
                return record;
            }
        }
        return Optional.empty();
    }

    private Optional<RunRecord> read(long number) {
        return RunRecord.read(folder.resolve(Long.toString(number)), number);
    }
}
