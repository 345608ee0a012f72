package dev.sluice.adapters.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The few settings that are looked up in a git configuration file without starting git. Included files are not followed.
 *
 * @param values by {@code section.subsection.key}, section and key in lower case; the last one in the file wins
 */
record ConfigText(Map<String, String> values) {
    ConfigText {
        values = Map.copyOf(values);
    }

    static ConfigText of(Path file) throws IOException {
        return Files.isRegularFile(file)
                ? parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                : new ConfigText(Map.of());
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    static ConfigText parse(String text) {
        Map<String, String> values = new HashMap<>();
        String section = "";
        for (String raw : text.replace("\\\n", "").split("\n")) {
            String line = raw.strip();
            if (line.startsWith("[")) {
                section = section(line);
            } else if (!line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != ';') {
                int equals = line.indexOf('=');
                String key = (equals < 0 ? line : line.substring(0, equals)).strip();
                String value = equals < 0 ? "true" : value(line.substring(equals + 1));
                values.put(section + "." + key.toLowerCase(Locale.ROOT), value);
            }
        }
        return new ConfigText(values);
    }

    /** {@code [remote "origin"]} is {@code remote.origin}; the part in quotes keeps its case. */
    private static String section(String line) {
        int end = line.lastIndexOf(']');
        String inner = line.substring(1, end < 0 ? line.length() : end).strip();
        int quote = inner.indexOf('"');
        if (quote < 0) {
            return inner.toLowerCase(Locale.ROOT);
        }
        int close = inner.lastIndexOf('"');
        String sub = close > quote ? inner.substring(quote + 1, close) : inner.substring(quote + 1);
        return inner.substring(0, quote).strip().toLowerCase(Locale.ROOT) + "."
                + sub.replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private static String value(String text) {
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        String stripped = text.strip();
        for (int i = 0; i < stripped.length(); i++) {
            char c = stripped.charAt(i);
            if (c == '\\' && i + 1 < stripped.length()) {
                value.append(unescaped(stripped.charAt(++i)));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '#' || c == ';')) {
                return value.toString().stripTrailing();
            } else {
                value.append(c);
            }
        }
        return value.toString();
    }

    private static char unescaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'b' -> '\b';
            default -> c;
        };
    }
}
