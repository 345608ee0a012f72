package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import java.util.Iterator;
import java.util.Map;

/**
 * A configuration in which includes, {@code extends} and {@code !reference} are resolved, as GitLab's pipeline editor shows the
 * "full configuration": hidden jobs and {@code default} are still there. Immutable.
 */
public final class MergedFile {
    private static final int STEP = 2;

    private final Hash config;

    MergedFile(Hash config) {
        this.config = config;
    }

    /** The configuration as YAML that means the same; behind each key, where it was written: {@code # FILE:LINE}. */
    public String text() {
        StringBuilder out = new StringBuilder();
        entries(config, 0, out);
        return out.toString();
    }

    private static void entries(Hash hash, int indent, StringBuilder out) {
        for (Map.Entry<String, Field> entry : hash.fields().entrySet()) {
            out.repeat(' ', indent);
            entry(entry.getKey(), entry.getValue(), indent, out);
        }
    }

    private static void entry(String name, Field field, int indent, StringBuilder out) {
        // A key that is a number, a boolean or null in the file is a mistake, and the same one when it is read again.
        out.append(field.textual() ? WrittenScalars.scalar(name) : name).append(':');
        switch (field.value()) {
            case Hash hash
            when !hash.fields().isEmpty() -> {
                comment(field.at(), out);
                entries(hash, indent + STEP, out);
            }
            case Items items
            when !items.items().isEmpty() -> {
                comment(field.at(), out);
                items(items, indent + STEP, out);
            }
            case ConfigValue leaf -> leaf(leaf, field.at(), indent + STEP, out);
        }
    }

    private static void items(Items items, int indent, StringBuilder out) {
        Position before = items.at();
        for (ConfigValue item : items.items()) {
            out.repeat(' ', indent).append('-');
            switch (item) {
                case Hash hash
                when !hash.fields().isEmpty() -> {
                    Iterator<Map.Entry<String, Field>> entries =
                            hash.fields().entrySet().iterator();
                    Map.Entry<String, Field> first = entries.next();
                    out.append(' ');
                    entry(first.getKey(), first.getValue(), indent + STEP, out);
                    while (entries.hasNext()) {
                        Map.Entry<String, Field> next = entries.next();
                        out.repeat(' ', indent + STEP);
                        entry(next.getKey(), next.getValue(), indent + STEP, out);
                    }
                }
                case Items nested
                when !nested.items().isEmpty() -> {
                    comment(nested.at(), out);
                    items(nested, indent + STEP, out);
                }
                case ConfigValue leaf -> {
                    if (isElsewhere(leaf.at(), before)) {
                        leaf(leaf, leaf.at(), indent + STEP, out);
                    } else {
                        out.append(' ').append(leafText(leaf, indent + STEP)).append('\n');
                    }
                }
            }
            before = item.at();
        }
    }

    /** Whether a value of a list was put in from another place than those around it. */
    private static boolean isElsewhere(Position at, Position before) {
        return !at.file().equals(before.file()) || at.line() < before.line();
    }

    private static void leaf(ConfigValue leaf, Position at, int indent, StringBuilder out) {
        String text = leafText(leaf, indent);
        int end = text.indexOf('\n');
        out.append(' ').append(end < 0 ? text : text.substring(0, end));
        comment(at, out);
        if (end >= 0) {
            out.append(text, end + 1, text.length()).append('\n');
        }
    }

    private static String leafText(ConfigValue leaf, int indent) {
        return switch (leaf) {
            case Text text -> WrittenScalars.lines(text.text(), indent);
            case Absent _ -> "null";
            case Items _ -> "[]";
            case Hash _ -> "{}";
            case ConfigValue other ->
                Scalars.text(other).map(WrittenScalars::plainNumber).orElse("null");
        };
    }

    private static void comment(Position at, StringBuilder out) {
        out.append(" # ")
                .append(Keywords.shown(at.file()))
                .append(':')
                .append(at.line())
                .append('\n');
    }
}
