package dev.sluice.adapters.store;

import dev.sluice.app.store.StoreUnavailable;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Says in words for the operator what a failure of SQLite means and what to do. */
final class SqlFailures {
    private SqlFailures() {}

    static StoreUnavailable unavailable(Path file, SQLException e) {
        int code = e.getErrorCode() & 0xff;
        if (code == SQLiteErrorCode.SQLITE_FULL.code) {
            return new StoreUnavailable(
                    "the disk of " + file + " is full: nothing was changed; make space, Sluice goes on by itself", e);
        }
        if (code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return new StoreUnavailable(
                    "the database " + file
                            + " is damaged: stop the server, keep a copy of the file, and restore the last"
                            + " backup or try `sqlite3 FILE .recover`",
                    e);
        }
        if (code == SQLiteErrorCode.SQLITE_READONLY.code || code == SQLiteErrorCode.SQLITE_CANTOPEN.code) {
            return new StoreUnavailable(
                    "the database " + file + " cannot be written: check the rights of the file and of its folder", e);
        }
        if (code == SQLiteErrorCode.SQLITE_IOERR.code) {
            return new StoreUnavailable(
                    "the disk of " + file + " does not take or give data (" + e.getMessage()
                            + "): check free space and the system's log",
                    e);
        }
        return new StoreUnavailable("the database " + file + " refused: " + e.getMessage(), e);
    }
}
