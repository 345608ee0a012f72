package dev.sluice.app.retention;

import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunSummary;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Removes what is older than the rules allow, a limited number at a time, and writes one audit entry for each sweep that
 * removed something. Files go before the record of their run: after a crash between both the next sweep finds the run
 * again. For one thread at a time.
 */
public final class Retention {
    /** Runs looked at in one sweep, by project and rule. */
    static final int STEP = 500;

    private static final int AUDIT_STEP = 10_000;

    private final RetentionRules rules;
    private final ProjectStore projects;
    private final OldRecords records;
    private final RunFiles files;
    private final AuditTrail audit;
    private final InstantSource clock;

    /** Where the next sweep goes on: kept runs must not be looked at again before all others. One entry a project and rule. */
    private final Map<Place, Long> reached = new HashMap<>();

    private enum Rule {
        RUNS,
        LOGS,
        ARTIFACTS
    }

    private record Place(long project, Rule rule) {}

    public Retention(
            RetentionRules rules,
            ProjectStore projects,
            OldRecords records,
            RunFiles files,
            AuditTrail audit,
            InstantSource clock) {
        this.rules = rules;
        this.projects = projects;
        this.records = records;
        this.files = files;
        this.audit = audit;
        this.clock = clock;
    }

    /** Removes what is too old now; says how many things. */
    public int sweep() throws IOException {
        int runs = 0;
        int logs = 0;
        int artifacts = 0;
        for (Project project : projects.list()) {
            runs += each(project, Rule.RUNS, rules.runs(), this::removeRun);
            logs += each(project, Rule.LOGS, rules.logs(), this::removeLogs);
            artifacts += each(project, Rule.ARTIFACTS, rules.artifacts(), files::expireArtifacts);
        }
        int entries = rules.audit().isEmpty()
                ? 0
                : records.removeAudit(clock.instant().minus(rules.audit().get()), AUDIT_STEP);
        int all = runs + logs + artifacts + entries;
        if (all > 0) {
            audit.record("system", "housekeeping.removed", "old records", words(runs, logs, artifacts, entries), "");
        }
        return all;
    }

    /** Does something to a run; says whether there was anything to do. */
    private interface Removal {
        boolean of(RunId run) throws IOException;
    }

    private boolean removeRun(RunId run) throws IOException {
        files.removeLogs(run);
        files.removeArtifacts(run);
        return records.remove(run);
    }

    private boolean removeLogs(RunId run) throws IOException {
        boolean logs = files.removeLogs(run);
        return records.removeOutput(run) || logs;
    }

    private int each(Project project, Rule rule, Optional<Duration> kept, Removal removal) throws IOException {
        if (kept.isEmpty()) {
            return 0;
        }
        Instant before = clock.instant().minus(kept.get());
        Place place = new Place(project.id(), rule);
        List<RunSummary> old =
                records.ended(project.id(), reached.getOrDefault(place, 0L), rules.newestRuns(), before, STEP);
        int removed = 0;
        for (RunSummary run : old) {
            boolean due = run.finishedAt().orElse(run.createdAt()).isBefore(before);
            if (due && removal.of(run.id())) {
                removed++;
            }
        }
        if (old.size() < STEP) {
            reached.remove(place);
        } else {
            reached.put(place, old.getLast().id().number());
        }
        return removed;
    }

    private static String words(int runs, int logs, int artifacts, int entries) {
        List<String> parts = new ArrayList<>();
        add(parts, runs, "runs");
        add(parts, logs, "logs of runs");
        add(parts, artifacts, "artifacts of runs");
        add(parts, entries, "audit entries");
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, int count, String what) {
        if (count > 0) {
            parts.add(what + ": " + count);
        }
    }
}
