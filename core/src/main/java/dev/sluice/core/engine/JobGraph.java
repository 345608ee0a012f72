package dev.sluice.core.engine;

import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Who waits for whom in a pipeline, by index into {@link Pipeline#jobs()}. Costs one pass over jobs and needs to make, so
 * a step that decides nothing (a claim, a duplicate) never makes one.
 */
final class JobGraph {
    private final int[] stages;
    /** Per job the indexes it needs; {@code BY_STAGE} for a job that waits for all earlier stages. */
    private final int[][] needs;

    private final int[] order;

    private static final int[] BY_STAGE = new int[0];

    private JobGraph(int[] stages, int[][] needs, int[] order) {
        this.stages = stages;
        this.needs = needs;
        this.order = order;
    }

    /**
     * The graph of a pipeline.
     *
     * @throws IllegalArgumentException when a needed job is missing or jobs wait for each other in a circle
     */
    static JobGraph of(Pipeline pipeline) {
        List<Job> jobs = pipeline.jobs();
        Map<String, Integer> indexes = new HashMap<>(jobs.size() * 2);
        for (int job = 0; job < jobs.size(); job++) {
            indexes.put(jobs.get(job).name(), job);
        }
        int[] stages = new int[jobs.size()];
        int[][] needs = new int[jobs.size()][];
        for (int job = 0; job < jobs.size(); job++) {
            stages[job] = jobs.get(job).stage();
            needs[job] = switch (jobs.get(job).waits()) {
                case Job.Waits.ForEarlierStages() -> BY_STAGE;
                case Job.Waits.ForJobs(List<Job.Need> needed) -> indexesOf(needed, indexes, jobs.get(job));
            };
        }
        int[] order = new Sorting(stages, needs, pipeline.stages().size()).sorted(jobs);
        return new JobGraph(stages, needs, order);
    }

    private static int[] indexesOf(List<Job.Need> needed, Map<String, Integer> indexes, Job job) {
        // Never the shared empty array: a job with no needs at all starts at once and is no job by stage.
        int[] found = new int[needed.size()];
        for (int i = 0; i < found.length; i++) {
            Integer index = indexes.get(needed.get(i).job());
            if (index == null) {
                throw new IllegalArgumentException(
                        "job " + job.name() + " needs " + needed.get(i).job() + ", which is not in the pipeline");
            }
            found[i] = index;
        }
        return found;
    }

    /** All jobs, each after everything it waits for. The array is the graph's own: read only. */
    int[] order() {
        return order;
    }

    boolean byStage(int job) {
        return needs[job] == BY_STAGE;
    }

    /** What the job needs; empty for a job by stage. The array is the graph's own: read only. */
    int[] needs(int job) {
        return needs[job];
    }

    int stage(int job) {
        return stages[job];
    }

    /** Every job that waits, directly or through others, for one of {@code sources}; the sources only where they do too. */
    boolean[] after(boolean[] sources) {
        boolean[] after = new boolean[stages.length];
        int earliest = Integer.MAX_VALUE;
        for (int job : order) {
            after[job] = byStage(job)
                    ? earliest < stages[job]
                    : IntStream.of(needs[job]).anyMatch(need -> sources[need] || after[need]);
            if (sources[job] || after[job]) {
                earliest = Math.min(earliest, stages[job]);
            }
        }
        return after;
    }

    /** Kahn's algorithm with one gate per stage in place of an edge from each job to all of the later stages. */
    private static final class Sorting {
        private final int[] stages;
        private final int[][] needs;
        private final int[] unmet;
        private final int[] leftInStage;
        private final List<List<Integer>> behindStage = new ArrayList<>();
        private final List<List<Integer>> behindJob = new ArrayList<>();
        private final ArrayDeque<Integer> ready = new ArrayDeque<>();
        private int openStage;

        Sorting(int[] stages, int[][] needs, int stageCount) {
            this.stages = stages;
            this.needs = needs;
            unmet = new int[stages.length];
            leftInStage = new int[stageCount];
            for (int stage = 0; stage < stageCount; stage++) {
                behindStage.add(new ArrayList<>());
            }
            for (int job = 0; job < stages.length; job++) {
                behindJob.add(new ArrayList<>(2));
                leftInStage[stages[job]]++;
            }
        }

        int[] sorted(List<Job> jobs) {
            for (int job = 0; job < stages.length; job++) {
                if (needs[job] == BY_STAGE) {
                    behindStage.get(stages[job]).add(job);
                } else {
                    unmet[job] = needs[job].length;
                    for (int need : needs[job]) {
                        behindJob.get(need).add(job);
                    }
                    if (unmet[job] == 0) {
                        ready.add(job);
                    }
                }
            }
            openFirstStage();
            int[] order = new int[stages.length];
            int count = 0;
            while (!ready.isEmpty()) {
                int job = ready.remove();
                order[count++] = job;
                done(job);
            }
            if (count < order.length) {
                throw new IllegalArgumentException("jobs wait for each other in a circle: " + left(order, count, jobs));
            }
            return order;
        }

        private void openFirstStage() {
            if (!behindStage.isEmpty()) {
                ready.addAll(behindStage.getFirst());
                openFollowingStages();
            }
        }

        private void done(int job) {
            for (int next : behindJob.get(job)) {
                if (--unmet[next] == 0) {
                    ready.add(next);
                }
            }
            leftInStage[stages[job]]--;
            openFollowingStages();
        }

        private void openFollowingStages() {
            while (openStage < leftInStage.length - 1 && leftInStage[openStage] == 0) {
                openStage++;
                ready.addAll(behindStage.get(openStage));
            }
        }

        private static List<String> left(int[] order, int count, List<Job> jobs) {
            boolean[] sorted = new boolean[order.length];
            Arrays.stream(order, 0, count).forEach(job -> sorted[job] = true);
            return IntStream.range(0, order.length)
                    .filter(job -> !sorted[job])
                    .mapToObj(job -> jobs.get(job).name())
                    .toList();
        }
    }
}
