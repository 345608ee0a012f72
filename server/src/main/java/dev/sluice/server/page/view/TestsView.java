package dev.sluice.server.page.view;

import java.util.List;
import java.util.Optional;

/**
 * The tests of a run.
 *
 * @param href of this page
 * @param chips which tests can be chosen
 * @param show what is chosen, as the address says it
 * @param text what is looked for
 * @param job the one job whose tests are shown, or empty text
 * @param total how many tests fit
 * @param from the number of the first one that is shown, 1-based
 * @param previous address of the tests before these, or empty text
 * @param next address of those after them, or empty text
 * @param base the run that failures are new against
 * @param baseRef its branch
 * @param notes what could not be read
 */
public record TestsView(
        RunHead head,
        String href,
        List<Chip> chips,
        String show,
        String text,
        String job,
        List<String> jobs,
        int total,
        int from,
        List<Row> rows,
        String previous,
        String next,
        Optional<Link> base,
        String baseRef,
        List<Note> notes) {
    public TestsView {
        chips = List.copyOf(chips);
        jobs = List.copyOf(jobs);
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /** Whether there are any tests, whatever is chosen. */
    public boolean isAny() {
        return head.reported().tests() > 0;
    }

    /** Some of the tests; without a count where it is not known. */
    public record Chip(String key, Optional<Integer> count, String href, boolean chosen) {}

    /** What a job's report lacks. */
    public record Note(String job, String text) {}

    /**
     * A test.
     *
     * @param group the class or file that it belongs to, or empty text
     * @param place file and line, or empty text
     * @param took in words
     * @param detail trace, cut, or empty text
     * @param href page of the test with all that it said and what became of it before
     */
    public record Row(
            Status status,
            String name,
            String group,
            String place,
            String job,
            String jobHref,
            String took,
            String message,
            String detail,
            boolean flaky,
            boolean fresh,
            String href) {}
}
