package dev.sluice.adapters.store.json;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Writes and reads values of the model as JSON by their shape: records by their components, alternatives of a sealed
 * interface (and registered ones of an open interface) with a short tag {@code t} in front, enums by name, times and
 * durations in ISO form. Nothing in the model knows of it. Safe for many threads; what it learns of a type is kept.
 *
 * <p>The tag of an alternative is its simple name: renaming a record of the model changes what is stored, and the
 * test over stored samples says so.
 */
public final class JsonCodec {
    private final TypeCodecs codecs;

    /**
     * @param unknownFields what to do with a field that the type does not have
     * @param open alternatives of interfaces that are not sealed, by tag
     */
    public JsonCodec(UnknownFields unknownFields, Map<Class<?>, Map<String, Class<?>>> open) {
        Map<Class<?>, Map<String, Class<?>>> copy = new HashMap<>();
        open.forEach((type, byTag) -> copy.put(type, Map.copyOf(byTag)));
        this.codecs = new TypeCodecs(unknownFields == UnknownFields.REFUSED, copy);
    }

    /** What to do with a field that the type does not have. */
    public enum UnknownFields {
        /** An exception: for tests, where such a field is a mistake. */
        REFUSED,
        /** Left out: a row of another version of Sluice may have more. */
        IGNORED
    }

    /** The value as JSON, the same text for equal values. */
    public <T> String write(Class<T> type, T value) {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = new JsonWriter(text)) {
            writer.setSerializeNulls(false);
            writer.setHtmlSafe(false);
            codecs.of(type).write(writer, value);
        } catch (IOException e) {
            throw new UncheckedIOException("a text takes everything", e);
        }
        return text.toString();
    }

    /** The value that {@link #write} wrote. */
    public <T> T read(Class<T> type, String json) {
        try (JsonReader reader = new JsonReader(new StringReader(json))) {
            return type.cast(codecs.of(type).read(reader));
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw new StoredJsonUnusable(
                    "stored " + type.getSimpleName() + " cannot be read: "
                            + Optional.ofNullable(e.getMessage()).orElse(e.toString()),
                    e);
        }
    }

    /** A stored text is not what the type needs: a damaged row, or one of a newer Sluice. */
    public static final class StoredJsonUnusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoredJsonUnusable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
