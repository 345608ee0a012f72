package dev.sluice.adapters.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class KeyedLocksTest {
    private final KeyedLocks<String> locks = new KeyedLocks<>();

    @Test
    void oneAtATimeHasAKeyAndNothingIsKeptAfterwards() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int[] unguarded = new int[1];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int round = 0; round < 200; round++) {
                    try (KeyedLocks.Held held = locks.hold("one")) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        unguarded[0]++;
                        Thread.yield();
                        inside.decrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(most).hasValue(1);
        assertThat(unguarded[0]).isEqualTo(4_000);
        assertThat(locks.size()).isZero();
    }

    @Test
    void keysDoNotWaitForEachOtherAndAThreadMayHoldOneTwice() {
        try (KeyedLocks.Held one = locks.hold("one");
                KeyedLocks.Held other = locks.hold("other");
                KeyedLocks.Held again = locks.hold("one")) {
            assertThat(locks.size()).isEqualTo(2);
        }

        assertThat(locks.size()).isZero();
    }
}
