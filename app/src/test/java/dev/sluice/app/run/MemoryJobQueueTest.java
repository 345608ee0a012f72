package dev.sluice.app.run;

class MemoryJobQueueTest extends JobQueueContract {
    @Override
    protected JobQueue newQueue() {
        return new MemoryJobQueue();
    }
}
