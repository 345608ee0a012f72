package dev.sluice.server.api;

import dev.sluice.app.access.Permission;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.RunnerQueries;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Routes;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What monitoring asks: is it alive, can it work, how much does it do. Safe for many threads. */
final class Operations {
    private final RunStore runs;
    private final RunnerQueries runners;

    Operations(RunStore runs, RunnerQueries runners) {
        this.runs = runs;
        this.runners = runners;
    }

    void addTo(Routes routes) {
        Guard anyone = new Guard.Anyone("a load balancer has no account, and the answer is one word");
        routes.get("/health", anyone, "Whether the process answers", _ -> Response.text(200, "ok\n"));
        routes.get("/ready", anyone, "Whether the server can work", this::ready);
        routes.get(
                "/metrics",
                new Guard.Installation(Permission.READ_METRICS),
                "Figures in Prometheus' text format",
                this::metrics);
    }

    private Response ready(Request request) {
        try {
            runs.pendingEffects(1);
            return Response.text(200, "ready\n");
        } catch (StoreUnavailable _) {
            // The reason is for the operator's log, not for whoever asks.
            return Response.text(503, "the store does not answer\n");
        }
    }

    private Response metrics(Request request) {
        StringBuilder text = new StringBuilder();
        gauge(
                text,
                "sluice_runs_unfinished",
                "Runs that are not over",
                runs.unfinished().size());
        gauge(
                text,
                "sluice_queue_waiting",
                "Attempts that wait for a runner",
                runners.waiting().size());
        int slots = 0;
        int busy = 0;
        for (RunnerQueries.RunnerInfo runner : runners.runners()) {
            slots += runner.slots();
            busy += runner.busy();
        }
        gauge(text, "sluice_runner_slots", "Jobs that all runners can do at a time", slots);
        gauge(text, "sluice_runner_busy", "Jobs that runners do now", busy);
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        gauge(text, "jvm_heap_used_bytes", "Heap in use", heap.getUsed());
        gauge(text, "jvm_heap_committed_bytes", "Heap taken from the system", heap.getCommitted());
        gauge(
                text,
                "jvm_threads",
                "Platform threads",
                ManagementFactory.getThreadMXBean().getThreadCount());
        gauge(
                text,
                "process_uptime_seconds",
                "Time since the start",
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0);
        return Response.of(
                200, "text/plain; version=0.0.4; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void gauge(StringBuilder text, String name, String help, double value) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" gauge\n");
        text.append(name)
                .append(' ')
                .append(String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.3f", value));
        text.append('\n');
    }
}
