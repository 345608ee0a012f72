package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.yaml.RubyScalars;
import dev.sluice.dialects.yaml.ScalarValue;
import dev.sluice.dialects.yaml.YamlNode.Scalar;
import java.util.Locale;
import java.util.regex.Pattern;

/** Texts as scalars of YAML that are read back as the same texts. */
final class WrittenScalars {
    /** What is a scalar without quotes wherever it stands, apart from words that mean something else. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z_./$][A-Za-z0-9_./$@=+,()*-]*( [A-Za-z0-9_./$@=+,()*-]+)*");

    private static final Position NOWHERE = Position.startOf("");

    private WrittenScalars() {}

    /** A text on one line. */
    static String scalar(String text) {
        return PLAIN.matcher(text).matches() && isText(text) ? text : quoted(text);
    }

    private static boolean isText(String plain) {
        Scalar scalar = new Scalar(NOWHERE, NOWHERE, "", plain, Scalar.Style.PLAIN, false);
        return RubyScalars.resolve(scalar) instanceof ScalarValue.Text(String text) && text.equals(plain);
    }

    /**
     * A text, as a block where that shows its lines as they are.
     *
     * @param indent of the block
     */
    static String lines(String text, int indent) {
        if (text.indexOf('\n') < 0 || !isBlock(text)) {
            return scalar(text);
        }
        StringBuilder out = new StringBuilder(text.endsWith("\n") ? "|" : "|-");
        for (String line : text.lines().toList()) {
            out.append('\n');
            if (!line.isEmpty()) {
                out.repeat(' ', indent).append(line);
            }
        }
        return out.toString();
    }

    /** Whether a block keeps the text: it says little of spaces at its beginning and of empty lines at its end. */
    private static boolean isBlock(String text) {
        char first = text.charAt(0);
        return first != ' '
                && first != '\n'
                && first != '\t'
                && !text.endsWith("\n\n")
                && text.codePoints().allMatch(c -> c == '\n' || c == '\t' || isShown(c))
                && text.lines().noneMatch(line -> !line.isEmpty() && line.isBlank());
    }

    /** Letters that a terminal shows as they are, and a reader of YAML takes. */
    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (isShown(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(String.format(Locale.ROOT, c > 0xffff ? "\\U%08x" : "\\u%04x", c));
                    }
                }
            }
        });
        return out.append('"').toString();
    }

    /** What Ruby writes for a number that is none, in YAML's words. */
    static String plainNumber(String ruby) {
        return switch (ruby) {
            case "Infinity" -> ".inf";
            case "-Infinity" -> "-.inf";
            case "NaN" -> ".nan";
            default -> ruby;
        };
    }
}
