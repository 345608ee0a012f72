package dev.sluice.server.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All texts of the pages in one language. Immutable, so safe for many threads. */
public final class Messages {

    private static final Map<Language, Messages> ALL = load();

    private final Language language;
    private final Map<String, Pattern> patterns;

    private Messages(Language language, Map<String, Pattern> patterns) {
        this.language = language;
        this.patterns = patterns;
    }

    public static Messages of(Language language) {
        Messages messages = ALL.get(language);
        if (messages == null) {
            throw new IllegalStateException("no messages for " + language);
        }
        return messages;
    }

    public Language language() {
        return language;
    }

    /**
     * The text of that key.
     *
     * @param named names and values by turns: {@code text("log.lines", "n", 3)}
     * @throws IllegalArgumentException where the key is unknown or a value is missing: a bug, caught by tests
     */
    public String text(String key, Object... named) {
        Pattern pattern = patterns.get(key);
        if (pattern == null) {
            throw new IllegalArgumentException("no message \"" + key + "\" in " + language.code());
        }
        Map<String, Object> values = HashMap.newHashMap(named.length / 2);
        for (int i = 0; i + 1 < named.length; i += 2) {
            values.put(named[i].toString(), named[i + 1]);
        }
        return pattern.format(language, values);
    }

    /** A number as the language writes it. */
    public String number(long value) {
        return Numbers.show(language, value);
    }

    Set<String> keys() {
        return new TreeSet<>(patterns.keySet());
    }

    Pattern pattern(String key) {
        Pattern pattern = patterns.get(key);
        if (pattern == null) {
            throw new IllegalArgumentException("no message \"" + key + "\" in " + language.code());
        }
        return pattern;
    }

    private static Map<Language, Messages> load() {
        Map<Language, Messages> all = new EnumMap<>(Language.class);
        for (Language language : Language.values()) {
            Map<String, Pattern> patterns = new TreeMap<>();
            properties(language).forEach((key, value) -> patterns.put(key.toString(), Pattern.parse(value.toString())));
            all.put(language, new Messages(language, patterns));
        }
        return all;
    }

    private static Properties properties(Language language) {
        String file = "messages_" + language.code() + ".properties";
        try (InputStream in = Messages.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
