package dev.sluice.server.page.view;

/**
 * A commit as a page names it.
 *
 * @param sha full hash
 * @param title first line of its message
 * @param author who wrote it, for people
 */
public record Commit(String sha, String title, String author) {
    private static final int SHORT = 7;

    public String shortSha() {
        return sha.length() <= SHORT ? sha : sha.substring(0, SHORT);
    }
}
