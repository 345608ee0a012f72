package dev.sluice.adapters.store.json;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lists in their order; sets sorted, because theirs is different in every process. */
record ArrayCodec(TypeCodec element, boolean set) implements TypeCodec {

    @Override
    public void write(JsonWriter writer, Object value) throws IOException {
        Collection<?> values = (Collection<?>) value;
        writer.beginArray();
        for (Object one : set
                ? values.stream().sorted(Comparator.comparing(Object::toString)).toList()
                : values) {
            element.write(writer, one);
        }
        writer.endArray();
    }

    @Override
    public Object read(JsonReader reader) throws IOException {
        List<Object> values = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            values.add(element.read(reader));
        }
        reader.endArray();
        return set ? new LinkedHashSet<>(values) : values;
    }

    @Override
    public Optional<Object> absent() {
        return Optional.of(set ? Set.of() : List.of());
    }
}
