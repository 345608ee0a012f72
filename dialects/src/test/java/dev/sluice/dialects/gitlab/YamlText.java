package dev.sluice.dialects.gitlab;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Writes trees of mappings, lists, texts and {@link Plain} scalars as YAML, in styles chosen at random: blocks or flows,
 * quoted or not.
 */
final class YamlText {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z/$_][A-Za-z0-9_/.$-]*");
    private static final Pattern WORD =
            Pattern.compile("(?i)null|yes|no|on|off|true|false|y|n", Pattern.CASE_INSENSITIVE);

    private final Random random;
    private final StringBuilder out = new StringBuilder();

    private YamlText(Random random) {
        this.random = random;
    }

    /** A scalar that is written as it stands: a number, a boolean, {@code null}, a {@code !reference}. */
    record Plain(String text) {}

    static String of(Object tree, Random random) {
        YamlText text = new YamlText(random);
        text.block(tree, 0);
        return text.out.toString();
    }

    private void block(Object value, int indent) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(" ".repeat(indent));
                scalar(entry.getKey());
                out.append(':');
                below(entry.getValue(), indent);
            }
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            for (Object item : list) {
                out.append(" ".repeat(indent)).append('-');
                below(item, indent);
            }
        } else {
            flow(value);
            out.append('\n');
        }
    }

    private void below(Object value, int indent) {
        boolean nests =
                value instanceof Map<?, ?> map && !map.isEmpty() || value instanceof List<?> list && !list.isEmpty();
        if (nests && indent < 40 && random.nextInt(4) > 0) {
            out.append('\n');
            block(value, indent + 2);
        } else if (value instanceof String text && text.indexOf('\n') > 0 && !text.startsWith(" ")) {
            out.append(" |-\n");
            text.lines()
                    .forEach(line ->
                            out.append(" ".repeat(indent + 2)).append(line).append('\n'));
        } else {
            out.append(' ');
            flow(value);
            out.append('\n');
        }
    }

    private void flow(Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                out.append('{');
                for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
                    Map.Entry<?, ?> entry = i.next();
                    scalar(entry.getKey());
                    out.append(": ");
                    flow(entry.getValue());
                    out.append(i.hasNext() ? ", " : "");
                }
                out.append('}');
            }
            case List<?> list -> {
                out.append('[');
                for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
                    flow(i.next());
                    out.append(i.hasNext() ? ", " : "");
                }
                out.append(']');
            }
            default -> scalar(value);
        }
    }

    private void scalar(Object value) {
        if (value instanceof Plain(String written)) {
            out.append(written);
            return;
        }
        String text = value.toString();
        boolean bare = SAFE.matcher(text).matches() && !WORD.matcher(text).matches();
        if (bare && random.nextInt(3) > 0) {
            out.append(text);
        } else if (text.indexOf('\n') < 0 && random.nextBoolean()) {
            out.append('\'').append(text.replace("'", "''")).append('\'');
        } else {
            out.append('"')
                    .append(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
                    .append('"');
        }
    }
}
