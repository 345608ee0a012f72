package dev.sluice.server.text;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One message with its places for values: {@code {name}} and {@code {n, plural, one {# job} other {# jobs}}}, as ICU
 * writes them. Read once, at start.
 */
final class Pattern {

    private final List<Part> parts;

    private Pattern(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    private sealed interface Part {
        record Text(String text) implements Part {}

        record Value(String name) implements Part {}

        record Count() implements Part {}

        record Choice(String name, Map<Plural, Pattern> forms) implements Part {}
    }

    /** Reads a message. @throws IllegalArgumentException where braces do not match or a form is unknown */
    static Pattern parse(String text) {
        return new Reader(text).all();
    }

    /** Names of the values that the message wants. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Part part : parts) {
            switch (part) {
                case Part.Value value -> names.add(value.name());
                case Part.Choice choice -> {
                    names.add(choice.name());
                    choice.forms().values().forEach(form -> names.addAll(form.names()));
                }
                case Part.Text _, Part.Count _ -> {}
            }
        }
        return names;
    }

    /** The plural forms that are given, over all places of the message. */
    Set<Plural> forms() {
        Set<Plural> forms = new TreeSet<>();
        for (Part part : parts) {
            if (part instanceof Part.Choice choice) {
                forms.addAll(choice.forms().keySet());
            }
        }
        return forms;
    }

    String format(Language language, Map<String, Object> values) {
        StringBuilder out = new StringBuilder();
        append(out, language, values, "");
        return out.toString();
    }

    private void append(StringBuilder out, Language language, Map<String, Object> values, String count) {
        for (Part part : parts) {
            switch (part) {
                case Part.Text text -> out.append(text.text());
                case Part.Value value -> out.append(Numbers.show(language, required(values, value.name())));
                case Part.Count _ -> out.append(count);
                case Part.Choice choice -> {
                    Object value = required(values, choice.name());
                    if (!(value instanceof Number number)) {
                        throw new IllegalArgumentException("{" + choice.name() + "} wants a number, got " + value);
                    }
                    Plural form = Plural.of(language, number.longValue());
                    Pattern chosen =
                            choice.forms().getOrDefault(form, choice.forms().get(Plural.OTHER));
                    if (chosen != null) {
                        chosen.append(out, language, values, Numbers.show(language, number));
                    }
                }
            }
        }
    }

    private static Object required(Map<String, Object> values, String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no value for {" + name + "}");
        }
        return value;
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Pattern all() {
            Pattern pattern = until(false);
            if (at < text.length()) {
                throw new IllegalArgumentException("a closing brace too many in: " + text);
            }
            return pattern;
        }

        private Pattern until(boolean insideForm) {
            List<Part> parts = new ArrayList<>();
            StringBuilder plain = new StringBuilder();
            while (at < text.length() && text.charAt(at) != '}') {
                char c = text.charAt(at);
                if (c == '{') {
                    flush(plain, parts);
                    parts.add(place());
                } else if (c == '#' && insideForm) {
                    flush(plain, parts);
                    parts.add(new Part.Count());
                    at++;
                } else {
                    plain.append(c);
                    at++;
                }
            }
            flush(plain, parts);
            return new Pattern(parts);
        }

        private static void flush(StringBuilder plain, List<Part> parts) {
            if (!plain.isEmpty()) {
                parts.add(new Part.Text(plain.toString()));
                plain.setLength(0);
            }
        }

        private Part place() {
            at++;
            String name = word();
            if (take('}')) {
                return new Part.Value(name);
            }
            expect(',');
            String kind = word();
            if (!kind.equals("plural")) {
                throw new IllegalArgumentException("unknown kind \"" + kind + "\" in: " + text);
            }
            expect(',');
            Map<Plural, Pattern> forms = new EnumMap<>(Plural.class);
            while (!take('}')) {
                Plural form = Plural.valueOf(word().toUpperCase(Locale.ROOT));
                expect('{');
                forms.put(form, until(true));
                expect('}');
            }
            if (!forms.containsKey(Plural.OTHER)) {
                throw new IllegalArgumentException("no form \"other\" in: " + text);
            }
            return new Part.Choice(name, forms);
        }

        private String word() {
            skipSpaces();
            int start = at;
            while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
                at++;
            }
            String word = text.substring(start, at);
            skipSpaces();
            if (word.isEmpty()) {
                throw new IllegalArgumentException("a name is missing at " + start + " in: " + text);
            }
            return word;
        }

        private void skipSpaces() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }

        private boolean take(char c) {
            skipSpaces();
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private void expect(char c) {
            if (!take(c)) {
                throw new IllegalArgumentException("'" + c + "' is missing at " + at + " in: " + text);
            }
        }
    }
}
