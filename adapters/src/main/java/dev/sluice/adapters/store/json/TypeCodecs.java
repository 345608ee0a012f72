package dev.sluice.adapters.store.json;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Finds the codec of a type by its shape, once. Safe for many threads. */
final class TypeCodecs {
    private final boolean strict;
    private final Map<Class<?>, Map<String, Class<?>>> open;
    private final Map<Type, TypeCodec> known = new ConcurrentHashMap<>();

    TypeCodecs(boolean strict, Map<Class<?>, Map<String, Class<?>>> open) {
        this.strict = strict;
        this.open = open;
    }

    TypeCodec of(Type type) {
        TypeCodec codec = known.get(type);
        if (codec == null) {
            // Not computeIfAbsent: a type may hold itself, and is then asked for while it is made.
            codec = make(type);
            known.put(type, codec);
        }
        return codec;
    }

    private TypeCodec make(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return container(parameterized);
        }
        if (!(type instanceof Class<?> raw)) {
            throw new IllegalArgumentException("no JSON form for " + type);
        }
        Optional<TypeCodec> scalar = Scalars.of(raw);
        if (scalar.isPresent()) {
            return scalar.get();
        }
        if (raw.isRecord()) {
            return new RecordCodec(raw, this, strict);
        }
        if (raw.isSealed()) {
            return AlternativesCodec.sealed(raw, this);
        }
        if (open.containsKey(raw)) {
            return new AlternativesCodec(raw, open.getOrDefault(raw, Map.of()), this);
        }
        throw new IllegalArgumentException("no JSON form for " + raw.getName()
                + ": it is no record, enum or sealed interface, and no alternatives are registered for it");
    }

    private TypeCodec container(ParameterizedType type) {
        Type raw = type.getRawType();
        Type[] of = type.getActualTypeArguments();
        if (raw == Optional.class) {
            return new Present(later(of[0]));
        }
        if (raw == List.class) {
            return new ArrayCodec(later(of[0]), false);
        }
        if (raw == Set.class) {
            return new ArrayCodec(later(of[0]), true);
        }
        if (raw == Map.class) {
            return new MapCodec(keys(of[0]), later(of[1]));
        }
        throw new IllegalArgumentException("no JSON form for " + type);
    }

    /** A codec that is looked up when it is first used, so that types may hold themselves. */
    TypeCodec later(Type type) {
        return new TypeCodec() {
            @Override
            public void write(JsonWriter writer, Object value) throws IOException {
                of(type).write(writer, value);
            }

            @Override
            public Object read(JsonReader reader) throws IOException {
                return of(type).read(reader);
            }

            @Override
            public Optional<Object> absent() {
                return of(type).absent();
            }
        };
    }

    private static Function<String, Object> keys(Type type) {
        if (type == String.class) {
            return key -> key;
        }
        if (type == Integer.class) {
            return Integer::valueOf;
        }
        if (type == Long.class) {
            return Long::valueOf;
        }
        if (type instanceof Class<?> raw && raw.isEnum()) {
            return key -> Scalars.constant(raw, key);
        }
        throw new IllegalArgumentException("no JSON form for keys of " + type);
    }

    private record Present(TypeCodec codec) implements TypeCodec {
        @Override
        public void write(JsonWriter writer, Object value) throws IOException {
            Optional<?> optional = (Optional<?>) value;
            if (optional.isPresent()) {
                codec.write(writer, optional.get());
            } else {
                writer.nullValue();
            }
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
            return Optional.of(codec.read(reader));
        }

        @Override
        public Optional<Object> absent() {
            return Optional.of(Optional.empty());
        }
    }

    /** Types of one JSON value. */
    static final class Scalars {
        private Scalars() {}

        static Optional<TypeCodec> of(Class<?> type) {
            if (type.isEnum()) {
                return Optional.of(new Text(value -> ((Enum<?>) value).name(), text -> constant(type, text)));
            }
            return Optional.ofNullable(BY_TYPE.get(type));
        }

        static Object constant(Class<?> type, String name) {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(name)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException(type.getSimpleName() + " has no " + name);
        }

        private static final Map<Class<?>, TypeCodec> BY_TYPE = Map.ofEntries(
                Map.entry(String.class, new Text(Object::toString, text -> text)),
                Map.entry(Instant.class, new Text(Object::toString, Instant::parse)),
                Map.entry(Duration.class, new Text(Object::toString, Duration::parse)),
                Map.entry(int.class, number(Long::intValue)),
                Map.entry(Integer.class, number(Long::intValue)),
                Map.entry(long.class, number(value -> value)),
                Map.entry(Long.class, number(value -> value)),
                Map.entry(double.class, new Real()),
                Map.entry(Double.class, new Real()),
                Map.entry(boolean.class, new Truth()),
                Map.entry(Boolean.class, new Truth()),
                Map.entry(OptionalInt.class, new OptionalNumber(true)),
                Map.entry(OptionalLong.class, new OptionalNumber(false)));

        private static TypeCodec number(Function<Long, Object> narrow) {
            return new TypeCodec() {
                @Override
                public void write(JsonWriter writer, Object value) throws IOException {
                    writer.value((Number) value);
                }

                @Override
                public Object read(JsonReader reader) throws IOException {
                    return narrow.apply(reader.nextLong());
                }
            };
        }
    }

    private record Text(Function<Object, String> print, Function<String, Object> parse) implements TypeCodec {
        @Override
        public void write(JsonWriter writer, Object value) throws IOException {
            writer.value(print.apply(value));
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
            return parse.apply(reader.nextString());
        }
    }

    private record Real() implements TypeCodec {
        @Override
        public void write(JsonWriter writer, Object value) throws IOException {
            writer.value((Double) value);
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
            return reader.nextDouble();
        }
    }

    private record Truth() implements TypeCodec {
        @Override
        public void write(JsonWriter writer, Object value) throws IOException {
            writer.value((Boolean) value);
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
            return reader.nextBoolean();
        }
    }

    private record OptionalNumber(boolean narrow) implements TypeCodec {
        @Override
        public void write(JsonWriter writer, Object value) throws IOException {
            switch (value) {
                case OptionalInt number when number.isPresent() -> writer.value(number.getAsInt());
                case OptionalLong number when number.isPresent() -> writer.value(number.getAsLong());
                case Object _ -> writer.nullValue();
            }
        }

        @Override
        public Object read(JsonReader reader) throws IOException {
            return narrow ? OptionalInt.of(reader.nextInt()) : OptionalLong.of(reader.nextLong());
        }

        @Override
        public Optional<Object> absent() {
            return Optional.of(narrow ? OptionalInt.empty() : OptionalLong.empty());
        }
    }
}
