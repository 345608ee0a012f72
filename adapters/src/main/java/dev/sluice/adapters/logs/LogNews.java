package dev.sluice.adapters.logs;

import dev.sluice.app.run.LogStore.LogId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Who writes which log in this process, and who waits for its lines. Safe for use by many threads. */
final class LogNews {
    private static final Duration OPEN_WAIT = Duration.ofMillis(250);

    private final Map<LogId, Topic> topics = new ConcurrentHashMap<>();
    private final ReentrantLock opening = new ReentrantLock();
    private final Condition opened = opening.newCondition();

    /** One log that is being written. */
    static final class Topic {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private long count;
        private boolean closed;

        void publish(long newCount) {
            lock.lock();
            try {
                count = newCount;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void close() {
            lock.lock();
            try {
                closed = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        private void await(long after, Duration atMost) throws InterruptedException {
            long rest = atMost.toNanos();
            lock.lockInterruptibly();
            try {
                while (count <= after && !closed && rest > 0) {
                    rest = changed.awaitNanos(rest);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Announces a writer. */
    Topic open(LogId id, long count) {
        Topic topic = topics.computeIfAbsent(id, key -> new Topic());
        topic.publish(count);
        opening.lock();
        try {
            opened.signalAll();
        } finally {
            opening.unlock();
        }
        return topic;
    }

    void close(LogId id, Topic topic) {
        topics.remove(id, topic);
        topic.close();
    }

    /**
     * Waits for more than {@code after} lines. A log without a writer in this process is waited for as well, but not
     * long: its job may be about to start, or over.
     */
    void await(LogId id, long after, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        Topic topic = awaitOpen(id, Math.min(atMost.toNanos(), OPEN_WAIT.toNanos()));
        if (topic != null) {
            topic.await(after, Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
    }

    private @Nullable Topic awaitOpen(LogId id, long nanos) throws InterruptedException {
        Topic topic = topics.get(id);
        if (topic != null) {
            return topic;
        }
        long rest = nanos;
        opening.lockInterruptibly();
        try {
            while (!topics.containsKey(id) && rest > 0) {
                rest = opened.awaitNanos(rest);
            }
        } finally {
            opening.unlock();
        }
        return topics.get(id);
    }
}
