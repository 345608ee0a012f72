package dev.sluice.server.page.view;

import java.util.List;

/**
 * What was found by name.
 *
 * @param query what was looked for
 * @param from path of the page that the visitor comes from, or empty text
 */
public record SearchView(String query, String from, List<Hit> hits) {
    public SearchView {
        hits = List.copyOf(hits);
    }

    /**
     * A place to go to.
     *
     * @param kindKey key of the word for what it is
     * @param context what it belongs to, or empty text
     */
    public record Hit(String kindKey, String text, String context, String href) {}
}
