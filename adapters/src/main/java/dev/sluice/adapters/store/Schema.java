package dev.sluice.adapters.store;

import dev.sluice.app.store.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteDataSource;

/**
 * Brings the database to the schema that this Sluice knows. The migrations are listed in {@code db/migrations.list}, so
 * that a start with a current database is one query: Flyway, which takes some 300 ms to wake, is called only when there
 * is something to do.
 */
final class Schema {
    private static final String LIST = "/db/migrations.list";

    private Schema() {}

    static void bringUpToDate(Path file) throws SQLException {
        int known = latestKnown();
        Optional<Integer> present = Files.exists(file) ? version(file) : Optional.empty();
        if (present.filter(version -> version > known).isPresent()) {
            throw new StoreUnavailable("the database " + file + " was made by a newer Sluice (schema " + present.get()
                    + ", this one knows " + known + "): start that one, or restore a backup from before the update");
        }
        if (!present.equals(Optional.of(known))) {
            migrate(file);
        }
    }

    /** File names of all migrations, in order. */
    static List<String> migrations() {
        try (InputStream in = Schema.class.getResourceAsStream(LIST)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its resource " + LIST);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int latestKnown() {
        String last = migrations().getLast();
        return Integer.parseInt(last.substring(1, last.indexOf("__")));
    }

    /** The version of the file's schema; empty where Flyway never finished a migration on it. */
    private static Optional<Integer> version(Path file) throws SQLException {
        try (Connection connection = Database.connect(file, false);
                Statement statement = connection.createStatement()) {
            try (ResultSet table = statement.executeQuery(
                    "select count(*) from sqlite_master where type = 'table' and name = 'flyway_schema_history'")) {
                if (!table.next() || table.getInt(1) == 0) {
                    return Optional.empty();
                }
            }
            try (ResultSet version = statement.executeQuery("select max(cast(version as integer)), min(success)"
                    + " from flyway_schema_history where version is not null")) {
                boolean usable = version.next() && version.getInt(1) > 0 && version.getInt(2) == 1;
                return usable ? Optional.of(version.getInt(1)) : Optional.empty();
            }
        }
    }

    private static void migrate(Path file) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        try {
            Flyway.configure()
                    .loggers("slf4j")
                    .dataSource(source)
                    .locations("classpath:db/migration")
                    .placeholders(Map.of("identity", "integer primary key autoincrement"))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new StoreUnavailable(
                    "the database " + file + " could not be brought to this version's schema: " + e.getMessage()
                            + ". Nothing was changed by the step that failed; the former Sluice still opens it",
                    e);
        }
    }
}
