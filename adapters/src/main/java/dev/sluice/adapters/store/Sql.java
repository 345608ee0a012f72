package dev.sluice.adapters.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs SQL texts with named parameters on one connection. Statements are prepared once per connection and kept: the
 * texts are constants of the program, so their number is bounded. Used by one thread at a time.
 */
public final class Sql {
    /** Makes a value of a row. */
    @FunctionalInterface
    public interface Mapper<T> {
        T map(Row row) throws SQLException;
    }

    private record Prepared(NamedSql sql, PreparedStatement statement) {}

    private final Connection connection;
    private final Map<String, Prepared> prepared = new HashMap<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** All rows. */
    public <T> List<T> list(String sql, Mapper<T> mapper, Param... params) throws SQLException {
        return query(
                sql,
                results -> {
                    Row row = new Row(results);
                    List<T> values = new ArrayList<>();
                    while (results.next()) {
                        values.add(mapper.map(row));
                    }
                    return values;
                },
                params);
    }

    /** The first row, if there is one. */
    public <T> Optional<T> first(String sql, Mapper<T> mapper, Param... params) throws SQLException {
        return query(
                sql, results -> results.next() ? Optional.of(mapper.map(new Row(results))) : Optional.empty(), params);
    }

    /** Changes rows; how many. */
    public int update(String sql, Param... params) throws SQLException {
        try {
            return bound(sql, params).executeUpdate();
        } catch (SQLException e) {
            throw forgotten(sql, e);
        }
    }

    private interface Reader<T> {
        T read(ResultSet results) throws SQLException;
    }

    private <T> T query(String sql, Reader<T> reader, Param... params) throws SQLException {
        try (ResultSet results = bound(sql, params).executeQuery()) {
            return reader.read(results);
        } catch (SQLException e) {
            throw forgotten(sql, e);
        }
    }

    /** The driver ends a statement that failed, and it cannot be used again: the next use prepares a new one. */
    private SQLException forgotten(String sql, SQLException because) {
        Prepared failed = prepared.remove(sql);
        if (failed != null) {
            try {
                failed.statement().close();
            } catch (SQLException e) {
                because.addSuppressed(e);
            }
        }
        return because;
    }

    private PreparedStatement bound(String sql, Param... params) throws SQLException {
        Prepared ready = prepared.get(sql);
        if (ready == null) {
            NamedSql named = NamedSql.parse(sql);
            ready = new Prepared(named, connection.prepareStatement(named.jdbc()));
            prepared.put(sql, ready);
        }
        List<String> names = ready.sql().names();
        for (int i = 0; i < names.size(); i++) {
            valueOf(names.get(i), params).set(ready.statement(), i + 1);
        }
        return ready.statement();
    }

    private static Param valueOf(String name, Param... params) {
        for (Param param : params) {
            if (param.name().equals(name)) {
                return param;
            }
        }
        throw new IllegalArgumentException("no value for :" + name);
    }
}
