package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Hears the answers to a request that goes on beside its asker. Safe for use by many threads. */
final class Listening<T> implements ResultCallback<T> {
    private final Consumer<T> each;
    private final Runnable atEnd;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<Closeable> stream = Optional.empty();
    private volatile Optional<Throwable> trouble = Optional.empty();

    /**
     * @param each hears every answer, in order
     * @param atEnd runs once after the last
     */
    Listening(Consumer<T> each, Runnable atEnd) {
        this.each = each;
        this.atEnd = atEnd;
    }

    @Override
    public void onStart(Closeable closeable) {
        stream = Optional.of(closeable);
        started.countDown();
    }

    @Override
    public void onNext(T answer) {
        each.accept(answer);
    }

    @Override
    public void onError(Throwable throwable) {
        if (ended.getCount() > 0) {
            trouble = Optional.of(throwable);
        }
        end();
    }

    @Override
    public void onComplete() {
        end();
    }

    /** Breaks the request off. */
    @Override
    public void close() throws IOException {
        Optional<Closeable> open = stream;
        if (open.isPresent()) {
            open.get().close();
        }
        end();
    }

    private synchronized void end() {
        if (ended.getCount() > 0) {
            ended.countDown();
            started.countDown();
            atEnd.run();
        }
    }

    /** Waits until the engine has taken the request. */
    void awaitStart() throws InterruptedException {
        started.await();
    }

    boolean isOver() {
        return ended.getCount() == 0;
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Waits at most so long; whether the end came. */
    boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
        return ended.await(time, unit);
    }

    Optional<Throwable> trouble() {
        return trouble;
    }
}
