package dev.sluice.dialects.gitlab;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds references to variables in a text: {@code $NAME}, {@code ${NAME}}, {@code %NAME%}; {@code $$} is a dollar sign.
 * The variables of a job are expanded twice, as GitLab does: first {@link #known} ones in each other by the server, then
 * all by the runner ({@link #inJob}).
 */
final class Expansion {
    private static final int RESULT_MAX = 4_000_000;

    private Expansion() {}

    /** The text with every reference replaced; unknown names become empty. */
    static String of(String text, Map<String, String> values) {
        return replace(text, name -> Optional.of(values.getOrDefault(name, "")));
    }

    /** The text with every reference replaced for which there is a value; others stay as they are. */
    static String replace(String text, Function<String, Optional<String>> values) {
        return replace(text, values, "$");
    }

    /** The same, and what is escaped stays so. */
    static String known(String text, Function<String, Optional<String>> values) {
        return replace(text, values, "$$");
    }

    private static String replace(String text, Function<String, Optional<String>> values, String dollar) {
        if (text.indexOf('$') < 0 && text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        int i = 0;
        while (i < text.length() && out.length() < RESULT_MAX) {
            char c = text.charAt(i);
            int end = c == '$' || c == '%' ? endOfReference(text, i) : -1;
            if (end < 0) {
                out.append(c);
                i++;
            } else if (end == i + 2 && text.charAt(i + 1) == c) {
                out.append(c == '$' ? dollar : "%%");
                i = end;
            } else {
                String reference = text.substring(i, end);
                out.append(values.apply(nameIn(reference)).orElse(reference));
                i = end;
            }
        }
        return out.toString();
    }

    /**
     * The text as the runner expands it: {@code $NAME} and {@code ${...}}, where what is in the braces is a name whatever it
     * is; {@code $1} and the like are names too, and percent signs have no meaning.
     *
     * @param values gives an empty text for unknown names
     */
    static String inJob(String text, Function<String, String> values) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        int i = 0;
        while (i < text.length() && out.length() < RESULT_MAX) {
            char next = text.charAt(i) == '$' && i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            int end = next == ' ' ? i + 1 : endOfName(text, i + 1, next);
            if (end == i + 1) {
                out.append(text.charAt(i));
                i++;
            } else {
                out.append(next == '$' ? "$" : valueInJob(text.substring(i + 1, end), values));
                i = end;
            }
        }
        return out.toString();
    }

    private static String valueInJob(String name, Function<String, String> values) {
        if (!name.startsWith("{")) {
            return values.apply(name);
        }
        // "${}" and a brace that nothing closes vanish
        return name.length() < 3 ? "" : values.apply(name.substring(1, name.length() - 1));
    }

    /**
     * The index behind the name that begins at {@code start}, with its braces; {@code start} where none begins.
     * A brace that nothing closes is all of its name.
     */
    private static int endOfName(String text, int start, char next) {
        if (next == '{') {
            int close = text.indexOf('}', start);
            return close < 0 ? start + 1 : close + 1;
        }
        if ("*#$@!?-".indexOf(next) >= 0 || next >= '0' && next <= '9') {
            return start + 1;
        }
        int end = start;
        while (end < text.length() && isNamePart(text.charAt(end), end == start)) {
            end++;
        }
        return end;
    }

    private static String nameIn(String reference) {
        if (reference.startsWith("${")) {
            return reference.substring(2, reference.length() - 1);
        }
        return reference.charAt(0) == '%' ? reference.substring(1, reference.length() - 1) : reference.substring(1);
    }

    /** The index behind the reference that begins at {@code start}, or -1 where there is none. */
    private static int endOfReference(String text, int start) {
        char sign = text.charAt(start);
        if (start + 1 < text.length() && text.charAt(start + 1) == sign) {
            return start + 2;
        }
        boolean braces = sign == '$' && text.startsWith("{", start + 1);
        int first = start + (braces ? 2 : 1);
        int end = first;
        while (end < text.length() && isNamePart(text.charAt(end), end == first)) {
            end++;
        }
        if (end == first) {
            return -1;
        }
        if (sign == '%') {
            return end < text.length() && text.charAt(end) == '%' ? end + 1 : -1;
        }
        if (!braces) {
            return end;
        }
        return end < text.length() && text.charAt(end) == '}' ? end + 1 : -1;
    }

    private static boolean isNamePart(char c, boolean first) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || !first && c >= '0' && c <= '9';
    }
}
