package dev.sluice.server.page.view;

import java.util.List;

/**
 * Starting a pipeline by hand.
 *
 * @param back page of the project
 * @param postHref where the form posts to
 * @param href of this page, where another branch or tag is chosen
 * @param ref the branch or tag that is chosen
 * @param found there is such a branch or tag
 * @param hasFile it has a pipeline file
 * @param others further variables as they were typed, a line each
 * @param problem why it was not started, or empty text
 */
public record StartView(
        String back,
        String postHref,
        String href,
        String ref,
        boolean found,
        boolean hasFile,
        List<String> branches,
        List<String> tags,
        List<Field> fields,
        String others,
        String problem) {
    public StartView {
        branches = List.copyOf(branches);
        tags = List.copyOf(tags);
        fields = List.copyOf(fields);
    }

    /** A variable of the file; a choice where it has options. */
    public record Field(String name, String field, String description, String value, List<String> options) {
        public Field {
            options = List.copyOf(options);
        }
    }
}
