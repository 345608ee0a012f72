package dev.sluice.server.page.view;

import java.util.List;

/**
 * Resource groups of a project.
 *
 * @param settings address of the project's settings
 * @param href of this page, where the forms post to
 * @param modes those that may be chosen
 * @param key that was given, where it was not taken
 * @param problem why the last choice was not kept, or empty text
 */
public record ResourceGroupsView(
        String settings, String href, List<Row> rows, List<Mode> modes, String key, String problem) {
    public ResourceGroupsView {
        rows = List.copyOf(rows);
        modes = List.copyOf(modes);
    }

    /** A process mode by GitLab's word, and the key of the sentence that says what it means. */
    public record Mode(String word, String meaning) {}

    /** One group, and the word of its mode. */
    public record Row(String key, String mode) {}
}
