package dev.sluice.app.run;

/**
 * A run of a project, by its number there.
 *
 * @param project number of the project on this server (1 under {@code sluice run})
 * @param number 1-based, without gaps, within the project
 */
public record RunId(long project, long number) {
    @Override
    public String toString() {
        return project + "#" + number;
    }
}
