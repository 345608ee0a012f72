package dev.sluice.adapters.store;

import dev.sluice.app.store.StoreUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that writes. What gathers while it commits becomes the next transaction; each piece of work has a
 * savepoint of its own, so that one that fails takes nothing else with it. Safe for many threads.
 */
final class WriteQueue implements AutoCloseable {
    private static final int BATCH_MAX = 256;
    private static final int WAITING_MAX = 4096;

    private final Connection connection;
    private final Sql sql;
    private final BlockingQueue<Pending<?>> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread thread;
    private volatile boolean closed;

    private static final class Pending<T> {
        private final Database.Work<T> work;
        private final CompletableFuture<T> outcome = new CompletableFuture<>();
        private Runnable tell = () -> {};
        private boolean failed;

        Pending(Database.Work<T> work) {
            this.work = work;
        }

        void run(Sql sql) throws SQLException {
            T value = work.run(sql);
            tell = () -> outcome.complete(value);
        }

        /** The first failure stands: what comes after it is its consequence. */
        void fail(Throwable because) {
            if (!failed) {
                failed = true;
                tell = () -> outcome.completeExceptionally(because);
            }
        }

        void tell() {
            tell.run();
        }
    }

    WriteQueue(Connection connection) {
        this.connection = connection;
        this.sql = new Sql(connection);
        this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::loop);
    }

    <T> T perform(Database.Work<T> work) throws SQLException {
        if (Thread.currentThread() == thread) {
            return work.run(sql);
        }
        if (closed) {
            throw new StoreUnavailable("the store is closed");
        }
        Pending<T> pending = new Pending<>(work);
        try {
            waiting.put(pending);
            return pending.outcome.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("interrupted while waiting for the database", e);
        } catch (CompletionException e) {
            throw rethrown(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        List<Pending<?>> batch = new ArrayList<>();
        while (true) {
            try {
                Pending<?> first = waiting.poll(100, TimeUnit.MILLISECONDS);
                if (first == null) {
                    if (closed) {
                        return;
                    }
                    continue;
                }
                batch.add(first);
                waiting.drainTo(batch, BATCH_MAX - 1);
            } catch (InterruptedException _) {
                // Nobody else knows this thread; it ends by close alone.
                continue;
            }
            transact(batch);
            batch.forEach(Pending::tell);
            batch.clear();
        }
    }

    private void transact(List<Pending<?>> batch) {
        try (Statement control = connection.createStatement()) {
            control.execute("begin immediate");
            try {
                for (Pending<?> pending : batch) {
                    one(control, pending);
                }
                control.execute("commit");
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(control, e);
                throw e;
            }
        } catch (SQLException | RuntimeException | Error e) {
            for (Pending<?> pending : batch) {
                pending.fail(e);
            }
        }
    }

    private static void rollBack(Statement control, Throwable because) {
        try {
            control.execute("rollback");
        } catch (SQLException e) {
            // On a full disk SQLite has rolled back by itself, and there is nothing left to take back.
            because.addSuppressed(e);
        }
    }

    private void one(Statement control, Pending<?> pending) throws SQLException {
        control.execute("savepoint work");
        try {
            pending.run(sql);
        } catch (SQLException | RuntimeException e) {
            pending.fail(e);
            control.execute("rollback to work");
        }
        control.execute("release work");
    }

    private static SQLException rethrown(CompletionException e) {
        return switch (e.getCause()) {
            case SQLException failed -> failed;
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            case null, default -> new SQLException(e);
        };
    }
}
