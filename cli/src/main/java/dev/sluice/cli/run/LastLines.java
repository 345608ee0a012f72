package dev.sluice.cli.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The last lines of each job's current attempt as they were shown, for the summary. Safe for use by many threads. */
final class LastLines {
    private static final int KEPT = 12;

    private final Map<String, Deque<String>> lines = new HashMap<>();

    synchronized void begin(String job) {
        lines.put(job, new ArrayDeque<>());
    }

    synchronized void add(String job, List<String> added) {
        Deque<String> last = lines.computeIfAbsent(job, name -> new ArrayDeque<>());
        for (String line : added.subList(Math.max(0, added.size() - KEPT), added.size())) {
            last.addLast(line);
            if (last.size() > KEPT) {
                last.removeFirst();
            }
        }
    }

    synchronized List<String> of(String job) {
        Deque<String> last = lines.get(job);
        return last == null ? List.of() : List.copyOf(last);
    }
}
