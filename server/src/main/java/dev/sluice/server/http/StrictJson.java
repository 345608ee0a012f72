package dev.sluice.server.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;

/**
 * Reads JSON of strangers: RFC 8259 to the letter, no key twice, depth limited by the reader, numbers within the range of
 * a double. All of it is answered 400.
 */
final class StrictJson {
    private static final int DEPTH_MAX = 64;

    private StrictJson() {}

    static JsonElement parse(String text) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(DEPTH_MAX);
        try {
            JsonElement value = read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new BadRequest(400, "bad-json", "there is more after the JSON value");
            }
            return value;
        } catch (MalformedJsonException | NumberFormatException | IllegalStateException | java.io.EOFException e) {
            throw new BadRequest(400, "bad-json", "the body is not JSON");
        } catch (IOException e) {
            throw new BadRequest(400, "bad-json", "the body is not JSON within the limits");
        }
    }

    private static JsonElement read(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(reader);
            case BEGIN_ARRAY -> {
                JsonArray array = new JsonArray();
                reader.beginArray();
                while (reader.hasNext()) {
                    array.add(read(reader));
                }
                reader.endArray();
                yield array;
            }
            case STRING -> new JsonPrimitive(reader.nextString());
            case NUMBER -> number(reader.nextString());
            case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
            case NULL -> {
                reader.nextNull();
                yield JsonNull.INSTANCE;
            }
            case END_ARRAY, END_OBJECT, END_DOCUMENT, NAME -> throw new MalformedJsonException("no value");
        };
    }

    private static JsonObject object(JsonReader reader) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (object.has(name)) {
                throw new BadRequest(400, "bad-json", "the key \"" + name + "\" comes twice");
            }
            object.add(name, read(reader));
        }
        reader.endObject();
        return object;
    }

    private static JsonPrimitive number(String text) {
        if (text.length() > 40 || Double.isInfinite(Double.parseDouble(text))) {
            throw new BadRequest(400, "bad-json", "a number is out of range");
        }
        return new JsonPrimitive(new BigDecimal(text));
    }
}
