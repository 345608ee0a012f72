package dev.sluice.adapters.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** The row under the cursor of a query. Valid within the mapper only. */
public final class Row {
    private final ResultSet results;

    Row(ResultSet results) {
        this.results = results;
    }

    public String text(String column) throws SQLException {
        return Optional.ofNullable(results.getString(column))
                .orElseThrow(() -> new SQLException("column " + column + " is null"));
    }

    public Optional<String> textIfAny(String column) throws SQLException {
        return Optional.ofNullable(results.getString(column));
    }

    public long number(String column) throws SQLException {
        return results.getLong(column);
    }

    public Optional<Long> numberIfAny(String column) throws SQLException {
        long number = results.getLong(column);
        return results.wasNull() ? Optional.empty() : Optional.of(number);
    }

    public boolean truth(String column) throws SQLException {
        return results.getLong(column) != 0;
    }

    /** A column of nanoseconds since 1970. */
    public Instant instant(String column) throws SQLException {
        return Nanos.instant(results.getLong(column));
    }
}
