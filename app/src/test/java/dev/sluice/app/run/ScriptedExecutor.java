package dev.sluice.app.run;

import dev.sluice.core.model.JobResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An executor without processes: jobs succeed, or do what the test says. */
final class ScriptedExecutor implements JobExecutor {
    private final Map<String, Act> acts = new ConcurrentHashMap<>();
    private final List<JobOrder> orders = new CopyOnWriteArrayList<>();

    /** What a job does instead of succeeding at once. */
    interface Act {
        JobResult run(JobOrder order, StopSignal stop) throws InterruptedException;
    }

    void when(String job, Act act) {
        acts.put(job, act);
    }

    /** The job ends when it is told to stop, and not before. */
    CountDownLatch untilStopped(String job) {
        CountDownLatch running = new CountDownLatch(1);
        when(job, (order, stop) -> {
            CountDownLatch stopped = new CountDownLatch(1);
            stop.onStop(stopped::countDown);
            running.countDown();
            stopped.await();
            return JobResult.of(new JobResult.Outcome.Canceled());
        });
        return running;
    }

    List<JobOrder> orders() {
        return List.copyOf(orders);
    }

    @Override
    public JobResult execute(JobOrder order, StopSignal stop) {
        orders.add(order);
        try {
            Act act = acts.get(order.job().name());
            return act == null ? JobResult.of(new JobResult.Outcome.Success()) : act.run(order, stop);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
