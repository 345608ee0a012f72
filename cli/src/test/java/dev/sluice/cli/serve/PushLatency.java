package dev.sluice.cli.serve;

import dev.sluice.adapters.logs.FileLogStore;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Measures from a push that git has accepted to the first line of the job's script in the log, over many pushes. Not a
 * test: run by hand or by the benchmarks, prints one line.
 */
final class PushLatency {
    private PushLatency() {}

    public static void main(String[] args) throws Exception {
        int pushes = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        Path folder = Files.createTempDirectory("push-latency");
        List<Long> latenciesMs = new ArrayList<>();
        List<Long> plannedMs = new ArrayList<>();
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            Project project = server.project("bench");
            Clone clone = Clone.init(folder.resolve("clone"));
            clone.must("remote", "add", "origin", server.gitUrl("bench"));
            clone.write(".gitlab-ci.yml", "job:\n  script: [echo first-line]\n");
            FileLogStore logs = new FileLogStore(folder.resolve("data/logs"));
            for (int i = 1; i <= pushes; i++) {
                clone.commit("Push " + i).must("push", "-q", "origin", "main");
                RunSummary run = server.finished(new RunId(project.id(), i));
                var line = logs.lines(new LogId(run.id(), "job", 1), 0, 100).stream()
                        .filter(one -> one.text().equals("first-line"))
                        .findFirst()
                        .orElseThrow();
                latenciesMs.add(Duration.between(run.createdAt(), line.at()).toMillis());
                var attempt = server.services()
                        .store()
                        .runs()
                        .load(run.id())
                        .orElseThrow()
                        .state()
                        .jobs()
                        .getFirst()
                        .attempts()
                        .getFirst();
                plannedMs.add(
                        Duration.between(run.createdAt(), attempt.startedAt().orElseThrow())
                                .toMillis());
            }
        }
        print("push accepted -> claimed by the runner", plannedMs);
        print("push accepted -> first script line", latenciesMs);
    }

    private static void print(String what, List<Long> ms) {
        List<Long> sorted = new ArrayList<>(ms);
        Collections.sort(sorted);
        System.out.printf(
                "%s: p50 %d ms, p99 %d ms, max %d ms (%d pushes)%n",
                what,
                sorted.get(sorted.size() / 2),
                sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100)),
                sorted.getLast(),
                sorted.size());
    }
}
