package dev.sluice.bench;

import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Actor;
import dev.sluice.core.model.Trigger.Commit;
import dev.sluice.core.model.Trigger.Event;
import dev.sluice.core.model.Trigger.GitRef;
import dev.sluice.core.model.Trigger.ProjectInfo;
import dev.sluice.dialects.gitlab.GitlabDialect;
import dev.sluice.dialects.gitlab.Planned;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Times the way from the text of a pipeline file to its plan, in a process that has planned before, as a server does it at a
 * push. Argument: how many plans are timed.
 */
final class FilePlans {
    private static final int WARM_UP = 60;

    private FilePlans() {}

    static void main(String[] args) {
        int runs = Math.max(20, args.length > 0 ? Integer.parseInt(args[0]) : 0);
        String text = Pipelines.fiveHundredJobs();
        for (int run = 0; run < WARM_UP; run++) {
            plan(text);
        }
        List<Double> seconds = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            long began = System.nanoTime();
            plan(text);
            seconds.add((System.nanoTime() - began) / 1e9);
        }
        Report.heading("plans in a warm process, " + runs + " plans");
        Report.row("plan: 5,000 lines, 500 jobs", new Timing(seconds), "0.100 s");
    }

    private static void plan(String text) {
        Planned planned = GitlabDialect.plan(".gitlab-ci.yml", text, new NoFiles(), trigger(), List.of());
        if (!(planned instanceof Planned.Ready ready) || ready.pipeline().jobs().size() != 500) {
            throw new IllegalStateException("the file was not planned: " + planned);
        }
    }

    private static Trigger trigger() {
        return new Trigger(
                Event.PUSH,
                new GitRef.Branch("main"),
                new Commit("a".repeat(40), "Change it", "Ada <ada@example.com>", "2026-01-02T03:04:05+00:00"),
                "b".repeat(40),
                "main",
                new Actor("ada", "Ada", "ada@example.com"),
                new ProjectInfo(
                        1,
                        "group/project",
                        "https://example.com/group/project",
                        "https://example.com/group/project.git",
                        "https://example.com"),
                Optional.empty(),
                Map.of());
    }

    /** A repository without another file. */
    private record NoFiles() implements SourceTree {
        @Override
        public Optional<String> read(String path) {
            return Optional.empty();
        }

        @Override
        public List<String> files() {
            return List.of();
        }

        @Override
        public Optional<List<String>> changed() {
            return Optional.empty();
        }

        @Override
        public Optional<List<String>> changedSince(String ref) {
            return Optional.empty();
        }
    }
}
