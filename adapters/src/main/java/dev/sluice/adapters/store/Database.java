package dev.sluice.adapters.store;

import dev.sluice.app.store.StoreUnavailable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.sqlite.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The SQLite database of a server: one connection that writes, a few that read. Safe for many threads.
 *
 * <p>SQLite lets one transaction write at a time. Instead of letting connections fight for that turn, all writes go
 * through one thread, which takes whatever has gathered and makes one transaction of it: with many writers the cost of
 * making a commit durable is shared, with one writer nothing waits. Readers see the last commit and are never blocked.
 */
public final class Database implements AutoCloseable {
    private static final int READERS = 4;
    private static final int BUSY_MS = 10_000;

    private final Path file;
    private final Connection writing;
    private final WriteQueue writes;
    private final BlockingQueue<Reader> readers = new ArrayBlockingQueue<>(READERS);

    private record Reader(Connection connection, Sql sql) {}

    /** Work within a transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Sql sql) throws SQLException;
    }

    private Database(Path file, Connection writing) {
        this.file = file;
        this.writing = writing;
        this.writes = new WriteQueue(writing);
    }

    /**
     * Opens the database of a file, brought to the present schema.
     *
     * @throws StoreUnavailable with what to do, where the file is damaged, of a newer Sluice or cannot be written
     */
    public static Database open(Path file) {
        try {
            Schema.bringUpToDate(file);
            Database database = new Database(file, connect(file, false));
            for (int i = 0; i < READERS; i++) {
                Connection connection = connect(file, true);
                database.readers.add(new Reader(connection, new Sql(connection)));
            }
            return database;
        } catch (SQLException e) {
            throw SqlFailures.unavailable(file, e);
        }
    }

    /**
     * Does the work in a transaction and returns when it is durable. Work that throws changes nothing. Within such work a
     * further call joins the same transaction.
     */
    public <T> T write(Work<T> work) {
        try {
            return writes.perform(work);
        } catch (SQLException e) {
            throw SqlFailures.unavailable(file, e);
        }
    }

    /** Does work that only reads, on the last committed state. */
    public <T> T read(Work<T> work) {
        try {
            Reader reader = readers.take();
            try {
                return work.run(reader.sql());
            } finally {
                readers.add(reader);
            }
        } catch (SQLException e) {
            throw SqlFailures.unavailable(file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while waiting for the database", e);
        }
    }

    /** Ends the writer after what was handed to it, and closes the file. */
    @Override
    public void close() {
        writes.close();
        try {
            for (Reader reader = readers.poll(); reader != null; reader = readers.poll()) {
                reader.connection().close();
            }
            // The last connection to close folds the write-ahead log into the database.
            writing.close();
        } catch (SQLException e) {
            throw SqlFailures.unavailable(file, e);
        }
    }

    /** A connection set up as every one of Sluice's is. */
    static Connection connect(Path file, boolean readOnly) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_MS);
        config.enforceForeignKeys(true);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        // Each connection is used by one thread at a time: SQLite's own locks per call are not needed.
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        config.resetOpenMode(SQLiteOpenMode.FULLMUTEX);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        Function.create(connection, "fold", new Fold(), 1, Function.FLAG_DETERMINISTIC);
        if (readOnly) {
            try (var statement = connection.createStatement()) {
                statement.execute("pragma query_only = true");
            }
        }
        return connection;
    }

    /** Text for a search that letters' case does not matter to, in all alphabets: SQLite's own knows English alone. */
    private static final class Fold extends Function {
        @Override
        protected void xFunc() throws SQLException {
            String text = value_text(0);
            if (text == null) {
                result();
            } else {
                result(text.toLowerCase(Locale.ROOT));
            }
        }
    }
}
