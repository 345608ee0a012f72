package dev.sluice.server.page.view;

import java.util.List;

/**
 * Protected branches and tags of a project.
 *
 * @param settings address of the project's settings
 * @param href of this page, where the form posts to
 * @param problem why the last rule was not kept, or empty text
 */
public record ProtectedRefsView(
        String settings, String href, String defaultBranch, List<Row> rows, String pattern, String problem) {
    public ProtectedRefsView {
        rows = List.copyOf(rows);
    }

    /** One rule. */
    public record Row(boolean tags, String pattern, boolean maintainersOnly, Action remove) {}
}
