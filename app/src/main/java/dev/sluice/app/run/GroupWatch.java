package dev.sluice.app.run;

/**
 * Has the queue looked through again when a job of a resource group is no longer to come: skipped, cancelled, left to a
 * person. The queue itself hears of what is offered and given back alone. Safe for many threads.
 */
public final class GroupWatch implements RunListener {
    private final GroupOrder order;
    private final JobQueue queue;

    public GroupWatch(GroupOrder order, JobQueue queue) {
        this.order = order;
        this.queue = queue;
    }

    @Override
    public void changed(RunChange change) {
        if (order.isAny()
                && change.jobs().stream()
                        .flatMap(job -> change.run().state().pipeline().job(job.name()).stream())
                        .anyMatch(job -> job.resourceGroup().isPresent())) {
            queue.lookAgain();
        }
    }
}
