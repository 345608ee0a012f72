package dev.sluice.adapters.lock;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock for each of any number of keys, kept only as long as somebody holds it or waits for it: who names a lock after a
 * deployment or a release must not keep one for each that ever was. Safe for many threads; a thread may hold a key twice.
 *
 * @param <K> what a lock is for; with equals and hashCode
 */
public final class KeyedLocks<K> {
    private final Map<K, Counted> locks = new ConcurrentHashMap<>();

    /** A lock and how many hold it or wait for it; the count changes inside the map's own exclusion only. */
    private static final class Counted {
        private final ReentrantLock lock = new ReentrantLock();
        private int users;
    }

    /** Gives the lock back when it is closed, once, by the thread that took it. */
    @FunctionalInterface
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for the lock of this key and holds it. */
    public Held hold(K key) {
        Counted mine = locks.compute(key, (_, known) -> {
            Counted counted = known == null ? new Counted() : known;
            counted.users++;
            return counted;
        });
        mine.lock.lock();
        return () -> {
            mine.lock.unlock();
            locks.computeIfPresent(key, (_, counted) -> {
                counted.users--;
                return counted.users == 0 ? null : counted;
            });
        };
    }

    /** How many keys are held or waited for. */
    int size() {
        return locks.size();
    }
}
