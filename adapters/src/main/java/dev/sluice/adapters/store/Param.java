package dev.sluice.adapters.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Optional;

/** A value for a named parameter of an SQL text. Immutable. */
public final class Param {
    @FunctionalInterface
    private interface Setter {
        void set(PreparedStatement statement, int index) throws SQLException;
    }

    private final String name;
    private final Setter setter;

    private Param(String name, Setter setter) {
        this.name = name;
        this.setter = setter;
    }

    public static Param of(String name, String value) {
        return new Param(name, (statement, index) -> statement.setString(index, value));
    }

    public static Param of(String name, long value) {
        return new Param(name, (statement, index) -> statement.setLong(index, value));
    }

    public static Param of(String name, boolean value) {
        return of(name, value ? 1L : 0L);
    }

    /** An instant as nanoseconds since 1970. */
    public static Param of(String name, Instant value) {
        return of(name, Nanos.of(value));
    }

    /** A text or SQL's null. */
    public static Param ofText(String name, Optional<String> value) {
        return value.map(text -> of(name, text)).orElseGet(() -> absent(name, Types.VARCHAR));
    }

    /** A number or SQL's null. */
    public static Param ofNumber(String name, Optional<Long> value) {
        return value.map(number -> of(name, number)).orElseGet(() -> absent(name, Types.BIGINT));
    }

    String name() {
        return name;
    }

    void set(PreparedStatement statement, int index) throws SQLException {
        setter.set(statement, index);
    }

    private static Param absent(String name, int type) {
        return new Param(name, (statement, index) -> statement.setNull(index, type));
    }
}
