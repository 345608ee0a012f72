package dev.sluice.dialects.gitlab;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Finds references to variables in a text: {@code $NAME}, {@code ${NAME}}, {@code %NAME%}; {@code $$} is a dollar sign. */
final class Expansion {
    private static final int RESULT_MAX = 4_000_000;

    private Expansion() {}

    /** The text with every reference replaced; unknown names become empty. */
    static String of(String text, Map<String, String> values) {
        return replace(text, name -> Optional.of(values.getOrDefault(name, "")));
    }

    /** The text with every reference replaced for which there is a value; others stay as they are. */
    static String replace(String text, Function<String, Optional<String>> values) {
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
                out.append(c == '$' ? "$" : "%%");
                i = end;
            } else {
                String reference = text.substring(i, end);
                out.append(values.apply(nameIn(reference)).orElse(reference));
                i = end;
            }
        }
        return out.toString();
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
