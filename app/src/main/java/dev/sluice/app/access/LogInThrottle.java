package dev.sluice.app.access;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows guessing down, per account name and per address: after a few failures each further one doubles the wait, up to
 * five minutes. A wait answers without looking at the password, so it costs nothing. Kept in memory and bounded: names
 * that do not exist are slowed like those that do. Safe for many threads.
 */
final class LogInThrottle {
    private static final int FREE_PER_NAME = 5;
    private static final int FREE_PER_ADDRESS = 20;
    private static final int REMEMBERED_MAX = 20_000;
    private static final Duration WAIT_MAX = Duration.ofMinutes(5);
    private static final Duration FORGET_AFTER = Duration.ofMinutes(30);

    private static final Failures NONE = new Failures(0, Instant.EPOCH);

    private record Failures(int count, Instant last) {}

    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    /** How long this name from this address has to wait; zero: it may try now. */
    synchronized Duration wait(String login, String address, Instant now) {
        Duration byName = waitOf("n:" + login, FREE_PER_NAME, now);
        Duration byAddress = waitOf("a:" + address, FREE_PER_ADDRESS, now);
        return byName.compareTo(byAddress) > 0 ? byName : byAddress;
    }

    synchronized void failed(String login, String address, Instant now) {
        count("n:" + login, now);
        count("a:" + address, now);
    }

    /** A right password clears the name; the address keeps its count, or one own account would free all guesses. */
    synchronized void succeeded(String login) {
        failures.remove("n:" + login);
    }

    private void count(String key, Instant now) {
        Failures before = failures.getOrDefault(key, NONE);
        boolean forgotten = before.last().plus(FORGET_AFTER).isBefore(now);
        failures.put(key, new Failures(forgotten ? 1 : before.count() + 1, now));
    }

    private Duration waitOf(String key, int free, Instant now) {
        Failures seen = failures.get(key);
        if (seen == null || seen.count() < free) {
            return Duration.ZERO;
        }
        Duration penalty = Duration.ofSeconds(1L << Math.min(seen.count() - free, 9));
        Instant until = seen.last().plus(penalty.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : penalty);
        return until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO;
    }
}
