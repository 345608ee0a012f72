package dev.sluice.adapters.store.json;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Maps as objects, sorted by key. */
record MapCodec(Function<String, Object> key, TypeCodec value) implements TypeCodec {

    @Override
    public void write(JsonWriter writer, Object map) throws IOException {
        writer.beginObject();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) map)
                .entrySet().stream()
                        .sorted(Comparator.comparing((Map.Entry<?, ?> one) -> name(one.getKey())))
                        .toList()) {
            writer.name(name(entry.getKey()));
            value.write(writer, entry.getValue());
        }
        writer.endObject();
    }

    @Override
    public Object read(JsonReader reader) throws IOException {
        Map<Object, Object> map = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            map.put(key.apply(reader.nextName()), value.read(reader));
        }
        reader.endObject();
        return map;
    }

    @Override
    public Optional<Object> absent() {
        return Optional.of(Map.of());
    }

    private static String name(Object key) {
        return key instanceof Enum<?> constant ? constant.name() : key.toString();
    }
}
