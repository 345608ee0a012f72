package dev.sluice.app.run;

import dev.sluice.core.model.JobNumber;
import java.util.Optional;

/**
 * A run of a project, by its number there.
 *
 * @param project number of the project on this server (1 under {@code sluice run})
 * @param number 1-based, without gaps, within the project
 */
public record RunId(long project, long number) {
    /** A number that no other run of the installation has. */
    public long global() {
        return JobNumber.ofRun(project, number);
    }

    /** The run of a {@link #global} number in decimal digits; empty where the text is none. */
    public static Optional<RunId> ofGlobal(String text) {
        try {
            long number = Long.parseLong(text.strip());
            return number < JobNumber.RUNS_OF_A_PROJECT_MAX
                    ? Optional.empty()
                    : Optional.of(new RunId(
                            number / JobNumber.RUNS_OF_A_PROJECT_MAX, number % JobNumber.RUNS_OF_A_PROJECT_MAX));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    // Written out, as for every key of the maps that a short command touches: what the compiler makes of a record is
    // linked at run time, and costs the first call ten milliseconds.
    @Override
    public boolean equals(Object other) {
        return other instanceof RunId id && id.project == project && id.number == number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(project) * 31 + Long.hashCode(number);
    }

    @Override
    public String toString() {
        return project + "#" + number;
    }
}
