package dev.sluice.server.text;

/** The beginning of a long text, for lists of many. Pure. */
public final class Excerpt {
    /** Letters of a text that a list shows. */
    public static final int LETTERS_MAX = 2000;

    private Excerpt() {}

    /** Whether the text is short enough for a list. */
    public static boolean isWhole(String text) {
        return text.length() <= LETTERS_MAX || text.codePointCount(0, text.length()) <= LETTERS_MAX;
    }

    /** The text, or its beginning with a sign that there is more. */
    public static String of(String text) {
        return isWhole(text) ? text : text.substring(0, text.offsetByCodePoints(0, LETTERS_MAX)) + "…";
    }
}
