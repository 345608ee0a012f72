package dev.sluice.dialects.yaml;

import dev.sluice.core.model.Position;
import java.util.List;

/**
 * A node of a YAML document as it was written: duplicate keys and {@code <<} are still there, scalars are text. An alias
 * is replaced by the node it names, which is shared and not copied. Immutable.
 */
public sealed interface YamlNode {

    /** Where the node is written: through an alias, the place of the anchored node. */
    Position at();

    /** Where the node is used: through an alias, the place of the alias, otherwise the same as {@link #at()}. */
    Position used();

    /** The tag as written, resolved ({@code !reference}, {@code tag:yaml.org,2002:str}); empty text where there is none. */
    String tag();

    /** The same node as an alias at {@code place} shows it. */
    YamlNode usedAt(Position place);

    /** Keys and values in the order of the file. */
    record Mapping(Position at, Position used, String tag, List<Entry> entries) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public Mapping usedAt(Position place) {
            return new Mapping(at, place, tag, entries);
        }
    }

    /** A key with its value. The key may be any node. */
    record Entry(YamlNode key, YamlNode value) {}

    /** A list. */
    record Sequence(Position at, Position used, String tag, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public Sequence usedAt(Position place) {
            return new Sequence(at, place, tag, items);
        }
    }

    /**
     * A scalar.
     *
     * @param text without quotes, escapes and folding resolved; a missing value is an empty plain scalar
     * @param verbatim the text stands in the file exactly so, on one line
     */
    record Scalar(Position at, Position used, String tag, String text, Style style, boolean verbatim)
            implements YamlNode {
        @Override
        public Scalar usedAt(Position place) {
            return new Scalar(at, place, tag, text, style, verbatim);
        }

        /** The place of the character at {@code index} of the text, or of the scalar where that cannot be told. */
        public Position placeOf(int index) {
            if (!verbatim || index > text.length()) {
                return at;
            }
            int quote = style == Style.PLAIN ? 0 : 1;
            return new Position(at.file(), at.line(), at.column() + quote + text.codePointCount(0, index));
        }

        /** How it was written. Only a plain scalar can mean anything but text. */
        public enum Style {
            PLAIN,
            SINGLE_QUOTED,
            DOUBLE_QUOTED,
            LITERAL,
            FOLDED
        }
    }
}
