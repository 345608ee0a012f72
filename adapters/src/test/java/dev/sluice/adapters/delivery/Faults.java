package dev.sluice.adapters.delivery;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes calls of ports fail as often as a test wants; every other call goes to the real one. */
final class Faults {
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    private record Fault(String method, String word, AtomicInteger left, RuntimeException failure, boolean whenDone) {
        boolean strikes(String called, String words, boolean done) {
            return done == whenDone
                    && called.equals(method)
                    && words.contains(word)
                    && left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
        }
    }

    /**
     * The next calls of a method fail.
     *
     * @param word what its arguments hold; empty for any
     */
    void fail(String method, String word, int times, RuntimeException failure) {
        faults.add(new Fault(method, word, new AtomicInteger(times), failure, false));
    }

    /**
     * The next call of a method does its work and then looks as if it had failed.
     *
     * @param word what its result holds
     */
    void failWhenDone(String method, String word, RuntimeException failure) {
        faults.add(new Fault(method, word, new AtomicInteger(1), failure, true));
    }

    private void strike(String called, String words, boolean done) {
        for (Fault fault : faults) {
            if (fault.strikes(called, words, done)) {
                throw fault.failure();
            }
        }
    }

    /** Whether everything that was to fail has failed. */
    boolean areOver() {
        return faults.stream().allMatch(fault -> fault.left().get() == 0);
    }

    <T> T around(Class<T> port, T real) {
        return port.cast(
                Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    strike(method.getName(), Arrays.toString(arguments), false);
                    try {
                        Object result = method.invoke(real, arguments);
                        strike(method.getName(), String.valueOf(result), true);
                        return result;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }
}
