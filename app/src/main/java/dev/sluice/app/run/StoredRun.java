package dev.sluice.app.run;

import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Trigger;
import java.time.Instant;

/**
 * A run as the store keeps it.
 *
 * @param id which
 * @param version grows by one with each stored step; every change is made by compare-and-set on it
 * @param trigger why it exists
 * @param createdAt when it was made
 * @param state where it stands
 */
public record StoredRun(RunId id, long version, Trigger trigger, Instant createdAt, RunState state) {}
