package dev.sluice.adapters.store.json;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.Optional;

/** Writes and reads the values of one type. */
interface TypeCodec {
    void write(JsonWriter writer, Object value) throws IOException;

    Object read(JsonReader reader) throws IOException;

    /** The value that a missing field stands for, where the type has one. */
    default Optional<Object> absent() {
        return Optional.empty();
    }
}
