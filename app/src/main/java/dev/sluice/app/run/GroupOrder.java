package dev.sluice.app.run;

import java.util.Set;

/** Which attempts of resource groups may be handed out. Asked by queues; safe for many threads and quick. */
public interface GroupOrder {
    /** Every group hands out whichever attempt is ready. */
    GroupOrder NONE = new GroupOrder() {
        @Override
        public boolean isOrdered(long project, String group) {
            return false;
        }

        @Override
        public boolean isAny() {
            return false;
        }

        @Override
        public Set<RunId> next(long project, String group, Set<RunId> ready) {
            return ready;
        }
    };

    /** Whether any group of any project has an order. */
    boolean isAny();

    /** Whether the group has one. */
    boolean isOrdered(long project, String group);

    /**
     * Which runs' jobs of the group, of those that are ready, no job of another run comes before. Reads the store, once
     * for all of them.
     */
    Set<RunId> next(long project, String group, Set<RunId> ready);
}
