package dev.sluice.app.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** At most so many of a kind within each minute. Forgets those that are long past. Safe for many threads. */
final class MinuteLimit {
    private static final int KINDS_MAX = 10_000;
    private static final long MINUTE_S = 60;

    private final int max;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    private record Window(long minute, int count) {}

    MinuteLimit(int max) {
        this.max = max;
    }

    /** How long to wait before the next one; zero: it may come. */
    synchronized Duration wait(String kind, Instant now) {
        Window window = windows.get(kind);
        long minute = now.getEpochSecond() / MINUTE_S;
        return window != null && window.minute() == minute && window.count() >= max
                ? Duration.ofSeconds(MINUTE_S - now.getEpochSecond() % MINUTE_S)
                : Duration.ZERO;
    }

    /** Counts one. */
    synchronized void count(String kind, Instant now) {
        long minute = now.getEpochSecond() / MINUTE_S;
        windows.merge(
                kind,
                new Window(minute, 1),
                (old, one) -> old.minute() == minute ? new Window(minute, old.count() + 1) : one);
        if (windows.size() > KINDS_MAX) {
            windows.values().removeIf(window -> window.minute() < minute);
        }
        if (windows.size() > KINDS_MAX) {
            windows.remove(windows.keySet().iterator().next());
        }
    }
}
