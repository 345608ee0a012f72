package dev.sluice.server.page.view;

import java.util.List;
import java.util.Optional;

/**
 * What tools found.
 *
 * @param href of this page
 * @param fresh how many are new
 * @param gone how many the compared run has that this one has not
 * @param total how many fit what is chosen
 */
public record FindingsView(
        RunHead head,
        String href,
        List<TestsView.Chip> chips,
        String severity,
        String kind,
        String tool,
        String text,
        boolean onlyFresh,
        List<String> kinds,
        List<String> tools,
        int total,
        int from,
        List<Row> rows,
        String previous,
        String next,
        Optional<Link> base,
        String baseRef,
        int fresh,
        int gone,
        List<TestsView.Note> notes) {
    public FindingsView {
        chips = List.copyOf(chips);
        kinds = List.copyOf(kinds);
        tools = List.copyOf(tools);
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /**
     * A finding.
     *
     * @param severityKey key of its word
     * @param style class of the style sheet for it
     * @param place file and line, or empty text
     * @param placeHref the line in the commit, or empty text
     * @param link where to read more, or empty text
     */
    public record Row(
            String severityKey,
            String style,
            String title,
            String rule,
            String tool,
            String kind,
            String place,
            String placeHref,
            String link,
            String detail,
            String job,
            String jobHref,
            boolean fresh) {}
}
