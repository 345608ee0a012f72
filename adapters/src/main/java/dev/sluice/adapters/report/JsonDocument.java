package dev.sluice.adapters.report;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.sluice.app.report.ReportReader.Unreadable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON of a stranger's, read as a stream: what is not wanted is passed over without being kept, depth and sizes are limited.
 * Of an object that is kept, texts are cut, and lists and objects are bounded. Used by one thread.
 */
final class JsonDocument {
    private static final int DEPTH_MAX = 64;
    /** Values kept of one finding: what has more is no finding. */
    private static final int VALUES_MAX = 5_000;

    private final JsonReader reader;
    private int values;

    /** Something within the document. */
    sealed interface Value {
        /** Fields by name; of a name that stands twice the last. */
        record Fields(Map<String, Value> fields) implements Value {}

        record Items(List<Value> items) implements Value {}

        /** A text, or a number or truth as its text. */
        record Text(String text) implements Value {}

        record Nothing() implements Value {}

        /** The field of that name; nothing where this has none. */
        default Value at(String name) {
            return this instanceof Fields all ? all.fields().getOrDefault(name, new Nothing()) : new Nothing();
        }

        /** The items; none where this is no list. */
        default List<Value> items() {
            return this instanceof Items all ? all.items() : List.of();
        }

        /** The text; empty where this is none. */
        default String text() {
            return this instanceof Text one ? one.text() : "";
        }
    }

    /** Does something with what stands at hand, and leaves the reader behind it. */
    @FunctionalInterface
    interface Step {
        void read() throws IOException, Unreadable;
    }

    /** Does something with a field, whose value stands at hand. */
    @FunctionalInterface
    interface Field {
        /** False where the field is not wanted and was left alone. */
        boolean read(String name) throws IOException, Unreadable;
    }

    private JsonDocument(JsonReader reader) {
        this.reader = reader;
    }

    static JsonDocument of(InputStream in) {
        JsonReader reader = new JsonReader(new InputStreamReader(LimitedInput.ofJson(in), StandardCharsets.UTF_8));
        reader.setNestingLimit(DEPTH_MAX);
        return new JsonDocument(reader);
    }

    /** Does all of the reading; what is wrong with the document becomes a sentence. */
    void reading(Step step) throws IOException, Unreadable {
        try {
            step.read();
        } catch (LimitedInput.TooLong e) {
            throw new Unreadable(String.valueOf(e.getMessage()));
        } catch (MalformedJsonException | java.io.EOFException | JsonParseException | IllegalStateException e) {
            throw new Unreadable("it is not well-formed JSON of this kind: "
                    + Texts.line(String.valueOf(e.getMessage()).replaceAll("See https?:\\S+", ""), 200));
        }
    }

    boolean isList() throws IOException {
        return reader.peek() == JsonToken.BEGIN_ARRAY;
    }

    boolean isObject() throws IOException {
        return reader.peek() == JsonToken.BEGIN_OBJECT;
    }

    /** Goes through a list; anything else is passed over. */
    void eachItem(Step step) throws IOException, Unreadable {
        if (!isList()) {
            reader.skipValue();
            return;
        }
        reader.beginArray();
        while (reader.hasNext()) {
            step.read();
        }
        reader.endArray();
    }

    /** Goes through an object; anything else, and fields that are not wanted, are passed over. */
    void eachField(Field field) throws IOException, Unreadable {
        if (!isObject()) {
            reader.skipValue();
            return;
        }
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (!field.read(name)) {
                reader.skipValue();
            }
        }
        reader.endObject();
    }

    /** Keeps what stands at hand. */
    Value value() throws IOException, Unreadable {
        values = 0;
        return kept();
    }

    private Value kept() throws IOException, Unreadable {
        if (++values > VALUES_MAX) {
            throw new Unreadable("one finding has more than " + VALUES_MAX + " values, the limit");
        }
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                Map<String, Value> fields = new LinkedHashMap<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    String name = reader.nextName();
                    fields.put(name, kept());
                }
                reader.endObject();
                yield new Value.Fields(fields);
            }
            case BEGIN_ARRAY -> {
                List<Value> items = new ArrayList<>();
                reader.beginArray();
                while (reader.hasNext()) {
                    items.add(kept());
                }
                reader.endArray();
                yield new Value.Items(items);
            }
            case STRING, NUMBER -> new Value.Text(Texts.cut(reader.nextString(), Texts.DETAIL));
            case BOOLEAN -> new Value.Text(Boolean.toString(reader.nextBoolean()));
            default -> {
                reader.skipValue();
                yield new Value.Nothing();
            }
        };
    }
}
