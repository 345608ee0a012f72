package dev.sluice.app.report;

import java.util.function.UnaryOperator;

/**
 * One test as a report tells of it. Texts that a report does not give are empty; long ones are cut already.
 *
 * @param suite name of the suite around it
 * @param group the class, package or file that it belongs to
 * @param name its own name
 * @param file where it is written, as the report says it
 * @param line 1-based there, 0 where unknown
 * @param flaky it failed first and passed when the program itself tried it again
 * @param tookUs how long it took, in microseconds
 * @param message one line of what went wrong, or why it was skipped
 * @param detail stack trace or difference
 * @param output what it wrote, with its properties
 */
public record TestCase(
        String suite,
        String group,
        String name,
        String file,
        int line,
        Outcome outcome,
        boolean flaky,
        long tookUs,
        String message,
        String detail,
        String output) {

    /** How a test ended, in the order in which people want to see them. Their order is stored: it never changes. */
    public enum Outcome {
        FAILED,
        ERROR,
        SKIPPED,
        PASSED;

        /** Whether something is wrong. */
        public boolean isBad() {
            return this == FAILED || this == ERROR;
        }
    }

    /**
     * What stays the same of a test from run to run, over all jobs of a project: a number of 63 bits. Suites are left out where
     * there is a group: programs name them by file, by time or by machine.
     */
    public long key(long project) {
        String place = !group.isEmpty() ? group : !file.isEmpty() ? file : suite;
        return Keys.of(project, place, name);
    }

    /** The same test with its texts changed. */
    public TestCase with(UnaryOperator<String> change) {
        return new TestCase(
                change.apply(suite),
                change.apply(group),
                change.apply(name),
                change.apply(file),
                line,
                outcome,
                flaky,
                tookUs,
                change.apply(message),
                change.apply(detail),
                change.apply(output));
    }
}
