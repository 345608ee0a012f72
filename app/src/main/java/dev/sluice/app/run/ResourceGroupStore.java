package dev.sluice.app.run;

import dev.sluice.core.engine.ResourceOrder;
import java.util.List;

/** Keeps in which order the jobs of resource groups run. Safe for many threads. */
public interface ResourceGroupStore {

    /** The groups of all projects for which an order was chosen, by project and key. */
    List<Entry> all();

    /** Keys of the project's groups whose jobs were queued lately, by name, at most so many. */
    List<String> used(long project, int limit);

    void put(Entry entry);

    /** The order of one group. */
    record Entry(long project, String key, ResourceOrder order) {}
}
