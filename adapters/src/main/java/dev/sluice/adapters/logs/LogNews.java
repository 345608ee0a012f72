package dev.sluice.adapters.logs;

import dev.sluice.app.run.LogStore.LogId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Who writes which log in this process, and who waits for its lines. Safe for use by many threads. */
final class LogNews {
    private final Map<LogId, Topic> topics = new ConcurrentHashMap<>();

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
        return topic;
    }

    void close(LogId id, Topic topic) {
        topics.remove(id, topic);
        topic.close();
    }

    /** Waits for more than {@code after} lines; a log that nobody has opened yet is waited for as well, in short turns. */
    void await(LogId id, long after, Duration atMost) throws InterruptedException {
        Topic topic = topics.get(id);
        if (topic != null) {
            topic.await(after, atMost);
        } else {
            // Its writer may come in a moment, or be another process; the caller asks again.
            TimeUnit.NANOSECONDS.sleep(Math.min(atMost.toNanos(), TimeUnit.MILLISECONDS.toNanos(20)));
        }
    }
}
