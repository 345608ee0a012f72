package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Reference;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import dev.sluice.dialects.yaml.NearName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads typed values out of one mapping and tells what has the wrong type, each time with the owner's name. A value that
 * is null counts as absent.
 *
 * @param owner what the mapping is, for messages, e.g. {@code job "build"}
 */
record FieldReader(Hash hash, String owner, Problems problems) {
    /** Lists in lists, the outermost counted. */
    static final int NESTING_MAX = 10;

    /** A reader for a mapping below this one. */
    FieldReader below(Hash inner, String name) {
        return new FieldReader(inner, owner + ": " + name, problems);
    }

    boolean has(String name) {
        return hash.has(name);
    }

    ConfigValue value(String name) {
        return hash.get(name);
    }

    /**
     * Tells of a keyword that GitLab acts on and nothing here does; nothing is told where it is not there.
     *
     * @param instead what happens, in a few words
     */
    void withoutEffect(String name, String instead) {
        if (has(name)) {
            problems.warning(keyAt(name), "no-effect", owner + ": \"" + name + "\" has no effect yet; " + instead, "");
        }
    }

    /** The place of a key, or of the mapping where the key is not there. */
    Position keyAt(String name) {
        Field field = hash.fields().get(name);
        return field == null ? hash.at() : field.at();
    }

    void wrong(ConfigValue value, String name, String expected) {
        problems.error(
                value.at(), "wrong-type", owner + ": \"" + name + "\" must be " + expected + ", not " + value.kind());
    }

    Optional<Text> text(String name) {
        return switch (value(name)) {
            case Absent _ -> Optional.empty();
            case Text text -> Optional.of(text);
            case ConfigValue other -> {
                wrong(other, name, "a text");
                yield Optional.empty();
            }
        };
    }

    /** A text that is not empty. */
    Optional<Text> filledText(String name) {
        Optional<Text> text = text(name);
        if (text.isPresent() && text.get().text().isBlank()) {
            problems.error(text.get().at(), "empty", owner + ": \"" + name + "\" may not be empty");
            return Optional.empty();
        }
        return text;
    }

    /** One of several words; other words are told with the nearest. */
    Optional<Text> word(String name, List<String> words) {
        Optional<Text> text = text(name);
        if (text.isPresent() && !words.contains(text.get().text())) {
            unknownWord(text.get(), name, words);
            return Optional.empty();
        }
        return text;
    }

    void unknownWord(Text text, String name, List<String> words) {
        problems.error(
                text.at(),
                "unknown-word",
                owner + ": \"" + name + "\" is \"" + Keywords.shown(text.text()) + "\"; there are "
                        + String.join(", ", words),
                NearName.hint(text.text(), words));
    }

    Optional<Boolean> flag(String name) {
        return switch (value(name)) {
            case Absent _ -> Optional.empty();
            case Truth(Position _, boolean value) -> Optional.of(value);
            case ConfigValue other -> {
                wrong(other, name, "true or false");
                yield Optional.empty();
            }
        };
    }

    OptionalInt number(String name, int min, int max) {
        return switch (value(name)) {
            case Absent _ -> OptionalInt.empty();
            case Whole whole -> number(whole, name, min, max);
            case ConfigValue other -> {
                wrong(other, name, "a number from " + min + " to " + max);
                yield OptionalInt.empty();
            }
        };
    }

    OptionalInt number(Whole whole, String name, int min, int max) {
        if (whole.number().bitLength() > 31
                || whole.number().intValue() < min
                || whole.number().intValue() > max) {
            problems.error(
                    whole.at(),
                    "out-of-range",
                    owner + ": \"" + name + "\" is " + whole.number() + "; it may be " + min + " to " + max);
            return OptionalInt.empty();
        }
        return OptionalInt.of(whole.number().intValue());
    }

    /** A list of texts; a single text where {@code single} allows it. */
    Optional<List<Text>> texts(String name, boolean single) {
        return switch (value(name)) {
            case Absent _ -> Optional.empty();
            case Text text when single -> Optional.of(List.of(text));
            case Items items -> Optional.of(texts(items, name));
            case ConfigValue other -> {
                wrong(other, name, single ? "a text or a list of texts" : "a list of texts");
                yield Optional.empty();
            }
        };
    }

    List<Text> texts(Items items, String name) {
        List<Text> texts = new ArrayList<>();
        for (ConfigValue item : items.items()) {
            switch (item) {
                case Text text -> texts.add(text);
                case ConfigValue other -> wrong(other, name, "a list of texts");
            }
        }
        return texts;
    }

    /** A duration in words, longer than nothing; a number is none. */
    Optional<Duration> duration(String name) {
        Optional<Text> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> duration = Durations.parse(text.get().text()).filter(found -> !found.isZero());
        if (duration.isEmpty()) {
            problems.error(
                    text.get().at(),
                    "duration",
                    owner + ": \"" + name + "\" is \""
                            + Keywords.shown(text.get().text()) + "\", which is no duration",
                    "write e.g. 30 minutes, 1h 30m or 2 weeks");
        }
        return duration;
    }

    /** The mapping below a key, its own keys checked. */
    Optional<FieldReader> mapping(String name, Keywords keywords) {
        return switch (value(name)) {
            case Absent _ -> Optional.empty();
            case Hash inner -> {
                FieldReader below = below(inner, name);
                keywords.check(inner, below.owner(), problems);
                yield Optional.of(below);
            }
            case ConfigValue other -> {
                wrong(other, name, "a mapping");
                yield Optional.empty();
            }
        };
    }

    /**
     * Commands: a text or a list of texts, nested up to ten levels by {@code !reference}.
     *
     * @return the commands, empty where the key is absent
     */
    Optional<List<String>> script(String name) {
        return switch (value(name)) {
            case Absent _ -> Optional.empty();
            case Text text -> Optional.of(text.text().isEmpty() ? List.of() : List.of(text.text()));
            case Items items -> {
                List<String> commands = new ArrayList<>();
                flatten(items, name, 1, commands);
                yield Optional.of(commands);
            }
            case ConfigValue other -> {
                wrong(other, name, "a text or a list of texts");
                yield Optional.empty();
            }
        };
    }

    private void flatten(Items items, String name, int depth, List<String> into) {
        for (ConfigValue item : items.items()) {
            switch (item) {
                case Text text -> into.add(text.text());
                case Items nested when depth < NESTING_MAX -> flatten(nested, name, depth + 1, into);
                case Items nested ->
                    problems.error(nested.at(), "limit", owner + ": \"" + name + "\" is nested deeper than 10 levels");
                case Hash hash ->
                    problems.error(
                            hash.at(),
                            "wrong-type",
                            owner + ": \"" + name + "\" holds a mapping where a command is expected",
                            "a command that contains \": \" needs quotes");
                case Reference reference -> wrong(reference, name, "a list of texts");
                case ConfigValue other ->
                    problems.error(
                            other.at(),
                            "wrong-type",
                            owner + ": a command in \"" + name + "\" must be a text, not " + other.kind(),
                            "put it into quotes");
            }
        }
    }
}
