package dev.sluice.app.run;

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
        public boolean isNext(RunId run, String group) {
            return true;
        }
    };

    /** Whether any group of any project has an order. */
    boolean isAny();

    /** Whether the group has one. */
    boolean isOrdered(long project, String group);

    /** Whether no job of another run comes before a job of this run that is ready. Reads the store. */
    boolean isNext(RunId run, String group);
}
