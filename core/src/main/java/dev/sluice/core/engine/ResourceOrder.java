package dev.sluice.core.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * In which order the jobs of a resource group run, which is free for one at a time (docs.gitlab.com, "Resource group",
 * "Process modes"). Pure.
 */
public enum ResourceOrder {
    /** Whichever is ready. */
    UNORDERED,
    /** Those of the oldest run first: while one of an older run is still to come, later ones wait. */
    OLDEST_FIRST,
    /** Those of the newest run first: while one of a newer run is still to come, earlier ones wait. */
    NEWEST_FIRST,
    /** Of those that are ready, the one of the newest run. */
    NEWEST_READY_FIRST;

    /**
     * A job that the group is to be free for.
     *
     * @param run its run's number in the project
     * @param ready whether nothing but the group keeps it waiting; else it waits for other jobs or its time
     */
    public record Upcoming(long run, boolean ready) {}

    /** GitLab's word, e.g. {@code oldest_first}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The order of that word. */
    public static Optional<ResourceOrder> ofWord(String word) {
        return Stream.of(values()).filter(order -> order.word().equals(word)).findFirst();
    }

    /** Whether it matters which jobs are still to come, or ready beside a job. */
    public boolean isOrdered() {
        return this != UNORDERED;
    }

    /**
     * The run whose job comes before a ready one of this run; empty where none does. Jobs of one run have no order among
     * them, so that none waits for another that waits for it.
     *
     * @param all the jobs of the group in all runs of the project that are ready or still to come
     */
    public Optional<Long> ahead(long run, List<Upcoming> all) {
        return switch (this) {
            case UNORDERED -> Optional.empty();
            case OLDEST_FIRST ->
                all.stream().map(Upcoming::run).filter(other -> other < run).min(Long::compare);
            case NEWEST_FIRST ->
                all.stream().map(Upcoming::run).filter(other -> other > run).max(Long::compare);
            case NEWEST_READY_FIRST ->
                all.stream()
                        .filter(Upcoming::ready)
                        .map(Upcoming::run)
                        .filter(other -> other > run)
                        .max(Long::compare);
        };
    }
}
