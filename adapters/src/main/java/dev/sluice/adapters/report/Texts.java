package dev.sluice.adapters.report;

/** Texts of strangers, cut to what is kept. Pure. */
final class Texts {
    static final int NAME = 1_000;
    static final int MESSAGE = 2_000;
    static final int DETAIL = 16_000;
    static final int OUTPUT = 16_000;

    private Texts() {}

    /** At most so many letters; a sign at the end says that there were more. */
    static String cut(String text, int lettersMax) {
        if (text.length() <= lettersMax) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(lettersMax - 1)) ? lettersMax - 1 : lettersMax;
        return text.substring(0, end) + "…";
    }

    /** The first line that says anything, cut. */
    static String line(String text, int lettersMax) {
        return cut(
                text.lines()
                        .map(String::strip)
                        .filter(one -> !one.isEmpty())
                        .findFirst()
                        .orElse(""),
                lettersMax);
    }

    /** One line of everything: line ends become spaces. */
    static String oneLine(String text, int lettersMax) {
        return cut(text, lettersMax).replaceAll("\\s+", " ").strip();
    }

    /** A whole number from 0 to a billion; 0 where it is none. */
    static int number(String text) {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return 0;
        }
        return Integer.parseInt(digits);
    }

    /** A relative path with forward slashes, without {@code ./} before it. */
    static String path(String text) {
        String path = cut(text.strip(), NAME).replace('\\', '/');
        while (path.startsWith("./")) {
            path = path.substring(2);
        }
        return path;
    }

    /** An address for people; anything but http and https is none. */
    static String link(String text) {
        String address = text.strip();
        boolean web = address.startsWith("https://") || address.startsWith("http://");
        boolean plain = address.length() <= NAME && address.chars().allMatch(c -> c > 0x20 && c != '"' && c != '<');
        return web && plain ? address : "";
    }
}
