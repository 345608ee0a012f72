package dev.sluice.app.trigger;

import dev.sluice.app.run.RunAncestry;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunStore;
import java.util.LinkedHashMap;

/**
 * Counts the runs that jobs started below one run, in all projects: files that start each other several times over would
 * else double with each level. GitLab has the same limit (docs.gitlab.com, "Downstream pipelines", "Limits": the size of a
 * pipeline hierarchy). Counted since the process began; a restart of the server begins anew. Safe for many threads.
 */
final class RunTrees {
    /** Trees that nothing was added to for longest are forgotten beyond so many. */
    private static final int TREES_MAX = 10_000;

    private final RunAncestry ancestry;
    private final int sizeMax;
    private final LinkedHashMap<RunId, Integer> sizes = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param sizeMax so many runs may come of one
     */
    RunTrees(RunStore runs, int sizeMax) {
        this.ancestry = new RunAncestry(runs);
        this.sizeMax = sizeMax;
    }

    /** Whether a job of this run may start one more; it is counted then. */
    boolean admit(RunId upstream) {
        RunId root = ancestry.top(upstream, _ -> true);
        synchronized (sizes) {
            int size = sizes.getOrDefault(root, 0);
            if (size >= sizeMax) {
                return false;
            }
            sizes.put(root, size + 1);
            if (sizes.size() > TREES_MAX) {
                sizes.remove(sizes.firstEntry().getKey());
            }
            return true;
        }
    }
}
