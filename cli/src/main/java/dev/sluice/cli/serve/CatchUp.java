package dev.sluice.cli.serve;

import dev.sluice.app.project.Project;
import dev.sluice.app.trigger.PushSynchronizer.Outcome;
import dev.sluice.core.model.Trigger.Actor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every repository once after the start, for pushes that git accepted just before a crash, and again at those
 * whose pushes could not be looked at, after a pause that grows. Safe for many threads.
 */
final class CatchUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(5);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final Actor SYSTEM = new Actor("system", "Sluice", "");

    private final Supplier<List<Project>> projects;
    private final Synchronizer pushes;
    private final Duration pauseMin;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Long> waiting = ConcurrentHashMap.newKeySet();
    private final Map<Long, Duration> pauses = new ConcurrentHashMap<>();

    /** Makes the runs that a project's pushes ask for. */
    @FunctionalInterface
    interface Synchronizer {
        Outcome synchronize(Project project, Actor actor, boolean skip);
    }

    /**
     * @param projects all of them
     * @param pauseMin before the first repetition
     */
    CatchUp(Supplier<List<Project>> projects, Synchronizer pushes, Duration pauseMin) {
        this.projects = projects;
        this.pushes = pushes;
        this.pauseMin = pauseMin;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("catch-up").daemon().factory());
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /** Has every repository looked at. */
    void start() {
        schedule(this::lookAtAll, Duration.ZERO);
    }

    /**
     * Has a project looked at again that could not be looked at now.
     *
     * @param actor who pushed
     * @param skip whether the pusher asked for no runs
     */
    void again(Project project, Actor actor, boolean skip) {
        if (waiting.add(project.id())) {
            Duration pause = pauses.merge(project.id(), pauseMin, (last, _) -> longer(last));
            schedule(
                    () -> {
                        waiting.remove(project.id());
                        look(project, actor, skip);
                    },
                    pause);
        }
    }

    /** Has a project looked at as soon as may be: something other than a push has moved a ref. */
    void now(Project project, Actor actor) {
        schedule(() -> look(project, actor, false), Duration.ZERO);
    }

    private void lookAtAll() {
        List<Project> all;
        try {
            all = projects.get();
        } catch (RuntimeException e) {
            LOG.error("the repositories could not be looked at and will be later", e);
            schedule(this::lookAtAll, longer(pauseMin));
            return;
        }
        for (Project project : all) {
            look(project, SYSTEM, false);
        }
    }

    private void look(Project project, Actor actor, boolean skip) {
        try {
            Outcome outcome = pushes.synchronize(project, actor, skip);
            pauses.remove(project.id());
            if (!outcome.runs().isEmpty()) {
                LOG.info(
                        "project={} runs={} made for pushes that had none yet",
                        project.path(),
                        outcome.runs().size());
            }
        } catch (RuntimeException e) {
            LOG.error("project={} its refs could not be looked at and will be later", project.path(), e);
            again(project, actor, skip);
        }
    }

    private void schedule(Runnable action, Duration in) {
        try {
            timer.schedule(action, in.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // The server ends; the next one looks at every repository.
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : twice;
    }

    /** Looks at nothing more; waits a little for what is under way. */
    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a repository is still being looked at");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
