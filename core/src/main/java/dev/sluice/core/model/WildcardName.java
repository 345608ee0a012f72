package dev.sluice.core.model;

/** Names with {@code *} for any text, also an empty one and with slashes in it. Pure. */
public final class WildcardName {
    private WildcardName() {}

    /** Whether the pattern stands for the whole name. Takes time in proportion to the product of both lengths at most. */
    public static boolean matches(String pattern, String name) {
        int inPattern = 0;
        int inName = 0;
        int star = -1;
        int resume = 0;
        while (inName < name.length()) {
            if (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
                star = inPattern++;
                resume = inName;
            } else if (inPattern < pattern.length() && pattern.charAt(inPattern) == name.charAt(inName)) {
                inPattern++;
                inName++;
            } else if (star >= 0) {
                // The last star takes one more letter.
                inPattern = star + 1;
                inName = ++resume;
            } else {
                return false;
            }
        }
        while (inPattern < pattern.length() && pattern.charAt(inPattern) == '*') {
            inPattern++;
        }
        return inPattern == pattern.length();
    }
}
