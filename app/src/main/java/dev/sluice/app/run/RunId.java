package dev.sluice.app.run;

/**
 * A run of a project, by its number there.
 *
 * @param project number of the project on this server (1 under {@code sluice run})
 * @param number 1-based, without gaps, within the project
 */
public record RunId(long project, long number) {
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
