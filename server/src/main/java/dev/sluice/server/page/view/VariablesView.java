package dev.sluice.server.page.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The variables of a project.
 *
 * @param settings address of the project's settings
 * @param href of this page, where the form posts to
 * @param rows by key and scope
 * @param form for a new variable, or for one that is changed
 */
public record VariablesView(String settings, String href, List<Row> rows, Form form) {
    public VariablesView {
        rows = List.copyOf(rows);
    }

    /**
     * One variable.
     *
     * @param scope name or pattern, empty text for every environment
     * @param value where everybody who may be here sees it
     * @param marks what is special, in words
     * @param editHref this page with its form for this variable
     */
    public record Row(
            String key,
            String scope,
            Optional<String> value,
            List<String> marks,
            String description,
            String changedBy,
            Instant changedAt,
            String editHref,
            Action remove) {
        public Row {
            marks = List.copyOf(marks);
        }
    }

    /**
     * What the form holds.
     *
     * @param changes whether it is for a variable that there is: its key and scope stay, and so does its value if none is given
     * @param hidden whether that one can be nothing but hidden
     * @param problem why it was not kept, or empty text
     */
    public record Form(
            boolean changes,
            String key,
            String scope,
            String value,
            String type,
            String visibility,
            boolean protectedOnly,
            boolean raw,
            String description,
            boolean hidden,
            String problem) {}
}
