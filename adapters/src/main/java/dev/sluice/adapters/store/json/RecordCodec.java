package dev.sluice.adapters.store.json;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A record as an object of its components. */
final class RecordCodec implements TypeCodec {
    private final Class<?> type;
    private final boolean strict;
    private final String[] names;
    private final TypeCodec[] codecs;
    private final Method[] accessors;
    private final Constructor<?> constructor;
    private final Map<String, Integer> index = new HashMap<>();

    RecordCodec(Class<?> type, TypeCodecs codecs, boolean strict) {
        this.type = type;
        this.strict = strict;
        RecordComponent[] components = type.getRecordComponents();
        this.names = new String[components.length];
        this.codecs = new TypeCodec[components.length];
        this.accessors = new Method[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            names[i] = components[i].getName();
            this.codecs[i] = codecs.later(components[i].getGenericType());
            accessors[i] = components[i].getAccessor();
            accessors[i].setAccessible(true);
            types[i] = components[i].getType();
            index.put(names[i], i);
        }
        this.constructor = constructor(type, types);
    }

    @Override
    public void write(JsonWriter writer, Object value) throws IOException {
        writer.beginObject();
        writeFields(writer, value);
        writer.endObject();
    }

    /** The fields alone, for an alternative that has written its tag already. */
    void writeFields(JsonWriter writer, Object value) throws IOException {
        for (int i = 0; i < names.length; i++) {
            writer.name(names[i]);
            try {
                codecs[i].write(writer, accessors[i].invoke(value));
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("accessor " + accessors[i] + " failed", e);
            }
        }
    }

    @Override
    public Object read(JsonReader reader) throws IOException {
        reader.beginObject();
        return readFields(reader);
    }

    /** The fields and the end of an object that was begun already. */
    Object readFields(JsonReader reader) throws IOException {
        Object[] values = new Object[names.length];
        while (reader.hasNext()) {
            String name = reader.nextName();
            Integer at = index.get(name);
            if (at == null) {
                if (strict) {
                    throw new IllegalArgumentException(type.getSimpleName() + " has no field " + name);
                }
                reader.skipValue();
            } else if (reader.peek() == JsonToken.NULL) {
                reader.nextNull();
            } else {
                values[at] = codecs[at].read(reader);
            }
        }
        reader.endObject();
        return make(values);
    }

    private Object make(Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                Optional<Object> absent = codecs[i].absent();
                String name = names[i];
                values[i] = absent.orElseThrow(
                        () -> new IllegalArgumentException(type.getSimpleName() + " lacks the field " + name));
            }
        }
        try {
            return constructor.newInstance(values);
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException("constructor of " + type + " failed", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    type.getSimpleName() + " refuses " + Arrays.toString(names) + ": "
                            + e.getTargetException().getMessage(),
                    e);
        }
    }

    private static Constructor<?> constructor(Class<?> type, Class<?>[] types) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has its canonical constructor", e);
        }
    }
}
