package dev.sluice.app.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * When a service that ended by itself may be started again: at once after a steady life, else after a pause that doubles
 * with each start in a row. Times are readings of a monotonic clock in nanoseconds. For one thread.
 *
 * @param <K> what tells one service from another
 */
final class RestartPauses<K> {
    private static final int DOUBLINGS_MAX = 30;

    private final Duration first;
    private final Duration longest;
    private final Duration steady;
    private final Map<K, Starts> services = new HashMap<>();

    /**
     * The starts of one service.
     *
     * @param inARow how many there were with no steady life between them
     * @param againAt when the next may be
     */
    private record Starts(int inARow, long startedAt, boolean running, long againAt) {}

    /**
     * @param first pause after a first start that did not last
     * @param longest no pause is longer
     * @param steady a service that lived so long starts again at once
     */
    RestartPauses(Duration first, Duration longest, Duration steady) {
        this.first = first;
        this.longest = longest;
        this.steady = steady;
    }

    /** The service is seen not running; whether it may be started now. */
    boolean isDue(K service, long now) {
        Starts starts = services.getOrDefault(service, new Starts(0, now, false, now));
        if (starts.running()) {
            boolean lasted = now - starts.startedAt() >= steady.toNanos();
            int inARow = lasted ? 0 : starts.inARow();
            starts = new Starts(
                    inARow, starts.startedAt(), false, now + pause(inARow).toNanos());
            services.put(service, starts);
        }
        return now - starts.againAt() >= 0;
    }

    /** The service was started; says how many starts there were in a row, this one included. */
    int started(K service, long now) {
        int inARow = services.containsKey(service) ? services.get(service).inARow() + 1 : 1;
        services.put(service, new Starts(inARow, now, true, now));
        return inARow;
    }

    /** Forgets all others. */
    void keep(Set<K> live) {
        services.keySet().retainAll(live);
    }

    private Duration pause(int inARow) {
        if (inARow == 0) {
            return Duration.ZERO;
        }
        Duration pause = first.multipliedBy(1L << Math.min(inARow - 1, DOUBLINGS_MAX));
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
