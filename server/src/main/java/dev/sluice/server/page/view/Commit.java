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

    /** The name of {@code Name <mail>}: mails are nobody else's business. */
    public static String nameOf(String author) {
        int mail = author.indexOf(" <");
        return mail > 0 ? author.substring(0, mail) : author;
    }

    public String shortSha() {
        return sha.length() <= SHORT ? sha : sha.substring(0, SHORT);
    }
}
