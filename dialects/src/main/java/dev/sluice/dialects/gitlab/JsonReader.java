package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Real;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads JSON to the letter (RFC 8259). The reader of YAML is no reader of JSON: it takes {@code 012} for eight and {@code 1e-07}
 * for a text, and refuses keys of more than 1,024 letters. Of a key that comes twice the last value counts.
 */
final class JsonReader {
    private static final int DEPTH_MAX = 100;
    /** A number with more digits is one with a fraction: they would not fit into what programs calculate with. */
    private static final int DIGITS_MAX = 40;

    /** Stands for the end of the text; in JSON no such character may come. */
    private static final char END = '\0';

    private static final Position NOWHERE = Position.startOf("");
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*+)(\\.[0-9]++)?([eE][+-]?[0-9]++)?");

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** The value of a text; empty where it is no JSON, or deeper than a hundred lists and mappings. */
    static Optional<ConfigValue> read(String text) {
        JsonReader reader = new JsonReader(text);
        try {
            ConfigValue value = reader.value(0);
            return reader.next() == END && reader.at == text.length() ? Optional.of(value) : Optional.empty();
        } catch (NotJson _) {
            return Optional.empty();
        }
    }

    /** Ends the reading; {@link #read} alone sees it. */
    private static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson() {
            super("not JSON", null, false, false);
        }
    }

    /** The next character that is no blank, which stays. */
    private char next() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : END;
    }

    private boolean takes(char wanted) {
        boolean there = next() == wanted && at < text.length();
        at += there ? 1 : 0;
        return there;
    }

    private void expect(char wanted) throws NotJson {
        if (!takes(wanted)) {
            throw new NotJson();
        }
    }

    private ConfigValue value(int depth) throws NotJson {
        if (depth > DEPTH_MAX) {
            throw new NotJson();
        }
        return switch (next()) {
            case '{' -> mapping(depth);
            case '[' -> list(depth);
            case '"' -> Text.unplaced(string());
            case 't' -> word("true", new Truth(NOWHERE, true));
            case 'f' -> word("false", new Truth(NOWHERE, false));
            case 'n' -> word("null", new Absent(NOWHERE));
            default -> number();
        };
    }

    private ConfigValue word(String word, ConfigValue value) throws NotJson {
        if (!text.startsWith(word, at)) {
            throw new NotJson();
        }
        at += word.length();
        return value;
    }

    private ConfigValue mapping(int depth) throws NotJson {
        Map<String, ConfigValue> values = new LinkedHashMap<>();
        expect('{');
        if (takes('}')) {
            return StepValues.hash(values);
        }
        do {
            next();
            String key = string();
            expect(':');
            values.put(key, value(depth + 1));
        } while (takes(','));
        expect('}');
        return StepValues.hash(values);
    }

    private ConfigValue list(int depth) throws NotJson {
        List<ConfigValue> items = new ArrayList<>();
        expect('[');
        if (takes(']')) {
            return new Items(NOWHERE, items);
        }
        do {
            items.add(value(depth + 1));
        } while (takes(','));
        expect(']');
        return new Items(NOWHERE, items);
    }

    private ConfigValue number() throws NotJson {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw new NotJson();
        }
        at = number.end();
        String digits = number.group();
        if (number.group(1) == null && number.group(2) == null && digits.length() <= DIGITS_MAX) {
            return new Whole(NOWHERE, new BigInteger(digits));
        }
        double real = Double.parseDouble(digits);
        if (Double.isInfinite(real)) {
            throw new NotJson();
        }
        return new Real(NOWHERE, real);
    }

    private String string() throws NotJson {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw new NotJson();
            }
            out.append(c == '\\' ? escaped() : c);
        }
        throw new NotJson();
    }

    private char escaped() throws NotJson {
        char c = at < text.length() ? text.charAt(at++) : END;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unit();
            default -> throw new NotJson();
        };
    }

    /** Four hexadecimal digits; a character beyond the first plane comes as two of them. */
    private char unit() throws NotJson {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            char c = at < text.length() ? text.charAt(at++) : END;
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw new NotJson();
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }
}
