package dev.sluice.app.project;

import dev.sluice.core.model.Trigger.ProtectedRefs;
import java.util.List;

/** Keeps which branches and tags of a project are protected beside its default branch. Safe for many threads. */
public interface ProtectedRefStore {

    /** Branches, then tags, by pattern. */
    List<Rule> list(long project);

    /** Keeps the rule in place of the one for the same refs. */
    void put(long project, Rule rule);

    /** Forgets the rule for these refs; false where there is none. */
    boolean remove(long project, ProtectedRefs refs);

    /**
     * Who may change what.
     *
     * @param maintainersOnly pushes need a maintainer; else a developer is enough
     */
    record Rule(ProtectedRefs refs, boolean maintainersOnly) {}
}
