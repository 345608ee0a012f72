package dev.sluice.adapters.store.json;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** An interface whose implementations are records: an object with the tag {@code t} first, then the record's fields. */
final class AlternativesCodec implements TypeCodec {
    private static final String TAG = "t";

    private final Class<?> type;
    private final Map<String, Class<?>> byTag;
    private final Map<Class<?>, String> tags = new HashMap<>();
    private final TypeCodecs codecs;

    AlternativesCodec(Class<?> type, Map<String, Class<?>> byTag, TypeCodecs codecs) {
        this.type = type;
        this.byTag = Map.copyOf(byTag);
        this.codecs = codecs;
        byTag.forEach((tag, alternative) -> {
            if (!alternative.isRecord()) {
                throw new IllegalArgumentException(alternative.getName() + " is no record");
            }
            tags.put(alternative, tag);
        });
    }

    static AlternativesCodec sealed(Class<?> type, TypeCodecs codecs) {
        Map<String, Class<?>> byTag = new HashMap<>();
        collect(type, byTag);
        return new AlternativesCodec(type, byTag, codecs);
    }

    private static void collect(Class<?> type, Map<String, Class<?>> byTag) {
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                collect(permitted, byTag);
            } else if (byTag.put(permitted.getSimpleName(), permitted) != null) {
                throw new IllegalArgumentException("two alternatives named " + permitted.getSimpleName());
            }
        }
    }

    @Override
    public void write(JsonWriter writer, Object value) throws IOException {
        String tag = Optional.ofNullable(tags.get(value.getClass()))
                .orElseThrow(() -> new IllegalArgumentException(
                        value.getClass().getName() + " is not registered as a " + type.getSimpleName()));
        writer.beginObject();
        writer.name(TAG).value(tag);
        fields(value.getClass()).writeFields(writer, value);
        writer.endObject();
    }

    @Override
    public Object read(JsonReader reader) throws IOException {
        reader.beginObject();
        String first = reader.hasNext() ? reader.nextName() : "";
        if (!first.equals(TAG)) {
            throw new IllegalArgumentException(type.getSimpleName() + " begins with its tag \"t\"");
        }
        String tag = reader.nextString();
        Class<?> alternative = Optional.<Class<?>>ofNullable(byTag.get(tag))
                .orElseThrow(() -> new IllegalArgumentException(
                        type.getSimpleName() + " \"" + tag + "\" is not one of " + new TreeSet<>(byTag.keySet())));
        return fields(alternative).readFields(reader);
    }

    private RecordCodec fields(Class<?> alternative) {
        return (RecordCodec) codecs.of(alternative);
    }
}
