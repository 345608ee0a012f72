package dev.sluice.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adapters.artifacts.ArtifactLimits;
import dev.sluice.adapters.artifacts.ContentInspector;
import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.files.Durability;
import dev.sluice.adapters.logs.FileLogStore;
import dev.sluice.adapters.store.delivery.SqlDeliveryStore;
import dev.sluice.adapters.store.json.JsonCodec;
import dev.sluice.app.audit.AuditQueries.AuditEntry;
import dev.sluice.app.audit.AuditQueries.AuditFilter;
import dev.sluice.app.retention.Retention;
import dev.sluice.app.retention.RetentionRules;
import dev.sluice.app.retention.RunFiles;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.Runs;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.delivery.DeliveryConfig;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.JobSession.ArtifactRequest;
import dev.sluice.core.model.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is removed when it is old, and what never: with a real database and real files. */
final class RetentionTest {
    private static final Instant NOON = Stores.NOON;
    private static final Instant LATER = NOON.plus(Duration.ofDays(40));

    @TempDir
    private Path folder;

    private Store store;
    private FileLogStore logs;
    private FileArtifactStore artifacts;
    private Instant now = NOON;
    private int pushes;

    private final Clock clock = new Clock() {
        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void open() {
        store = Store.open(
                folder.resolve("sluice.db"),
                Map.of("nothing", Runs.Nothing.class),
                clock,
                JsonCodec.UnknownFields.REFUSED);
        store.projects().create("group/one", "main", NOON);
        logs = new FileLogStore(folder.resolve("logs"));
        artifacts = new FileArtifactStore(
                folder.resolve("artifacts"), Durability.CACHED, ArtifactLimits.forArtifacts(), clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Retention retention(RetentionRules rules) {
        RunFiles files = new RunFiles() {
            @Override
            public boolean removeLogs(RunId run) throws IOException {
                return logs.remove(run);
            }

            @Override
            public boolean expireArtifacts(RunId run) throws IOException {
                return artifacts.expire(run);
            }

            @Override
            public void removeArtifacts(RunId run) throws IOException {
                artifacts.remove(run);
            }
        };
        return new Retention(rules, store.projects(), store.oldRecords(), files, store.audit(), clock);
    }

    private static RetentionRules rules(int runDays, int logDays, int artifactDays, int newest) {
        return new RetentionRules(days(runDays), days(logDays), days(artifactDays), Optional.empty(), newest);
    }

    private static Optional<Duration> days(int count) {
        return count == 0 ? Optional.empty() : Optional.of(Duration.ofDays(count));
    }

    /** A run of a commit of its own with a log and an archive. */
    private RunId run(String sha, RunStatus status, List<RunEffect> effects) throws IOException {
        Trigger push = Runs.push();
        Trigger trigger = new Trigger(
                push.event(),
                push.ref(),
                new Trigger.Commit(sha.repeat(40), "Change\n", "Dev <dev@example.com>", "2026-01-02T03:04:05Z"),
                push.before(),
                push.defaultBranch(),
                push.actor(),
                push.project(),
                push.mergeRequest(),
                push.variables());
        RunState created = Runs.state(Runs.pipeline("build"), RunStatus.CREATED);
        StoredRun made = store.runs().create(1, "push-" + pushes++, trigger, created, effects, now);
        store.runs().commit(made.id(), 1, Runs.state(created.pipeline(), status), List.of());
        try (LogStore.Writer writer = logs.append(log(made.id()))) {
            writer.lines(List.of("hello"), now);
        }
        Path workspace = Files.createDirectories(folder.resolve("workspace"));
        Files.writeString(workspace.resolve("app.jar"), "app of " + made.id());
        artifacts.keep(
                made.id(),
                "build",
                1,
                new ArtifactRequest(
                        "archive",
                        ArtifactRequest.Kind.ARCHIVE,
                        List.of("app.jar"),
                        List.of(),
                        false,
                        Optional.empty(),
                        ArtifactRequest.Audience.ALL),
                workspace,
                List.of(),
                ContentInspector.NONE);
        return made.id();
    }

    private static LogStore.LogId log(RunId run) {
        return new LogStore.LogId(run, "build", 1);
    }

    private boolean isWhole(RunId run) {
        return store.runs().load(run).isPresent()
                && logs.lineCount(log(run)) == 1
                && artifacts.artifacts(run).size() == 1;
    }

    private void release(String sha) {
        SqlDeliveryStore.of(store.database(), store.codec())
                .addRelease(
                        new Release(
                                1,
                                "v1",
                                Release.Kind.VERSION,
                                sha.repeat(40),
                                "main",
                                1,
                                "",
                                "",
                                NOON,
                                "",
                                "",
                                List.of()),
                        new DeliveryConfig(List.of(), Optional.empty(), List.of()));
    }

    @Test
    void oldRunsGoWithAllTheyHaveAndWhatIsStillNeededStays() throws IOException {
        RunId old = run("a", RunStatus.SUCCESS, List.of());
        RunId released = run("b", RunStatus.SUCCESS, List.of());
        release("b");
        RunId underWay = run("c", RunStatus.RUNNING, List.of());
        RunId unfinished = run("d", RunStatus.FAILED, List.of(new RunEffect.Offer("build", 1)));
        RunId canceled = run("e", RunStatus.CANCELED, List.of());
        now = LATER;
        RunId young = run("f", RunStatus.SUCCESS, List.of());
        Retention retention = retention(rules(30, 0, 0, 0));

        assertThat(retention.sweep()).isEqualTo(2);

        for (RunId gone : List.of(old, canceled)) {
            assertThat(store.runs().load(gone)).isEmpty();
            assertThat(logs.lineCount(log(gone))).isZero();
            assertThat(artifacts.artifacts(gone)).isEmpty();
        }
        assertThat(List.of(released, underWay, unfinished, young)).allMatch(this::isWhole);
        assertThat(folder.resolve("logs/1")).isDirectoryNotContaining("glob:**/" + old.number());
        List<AuditEntry> entries = store.audit().entries(AuditFilter.any(), Long.MAX_VALUE, 10);
        assertThat(entries).hasSize(1);
        assertThat(entries.getFirst().action()).isEqualTo("housekeeping.removed");
        assertThat(entries.getFirst().detail()).isEqualTo("runs: 2");
        assertThat(retention.sweep()).as("nothing is left to do").isZero();
        assertThat(store.audit().entries(AuditFilter.any(), Long.MAX_VALUE, 10)).hasSize(1);
        assertThat(run("a", RunStatus.SUCCESS, List.of()).number())
                .as("numbers are never given again")
                .isEqualTo(7);
    }

    @Test
    void logsAndArtifactsGoBeforeTheirRuns() throws IOException {
        RunId old = run("a", RunStatus.SUCCESS, List.of());
        RunId released = run("b", RunStatus.SUCCESS, List.of());
        release("b");
        now = LATER;

        assertThat(retention(rules(60, 7, 0, 0)).sweep()).isEqualTo(1);
        assertThat(logs.lines(log(old), 0, 10)).isEmpty();
        assertThat(artifacts.artifacts(old)).hasSize(1);
        assertThat(retention(rules(60, 0, 7, 0)).sweep()).isEqualTo(1);

        assertThat(artifacts.artifacts(old)).isEmpty();
        assertThat(store.runs().load(old)).isPresent();
        assertThat(artifacts.restore(old, "build", folder.resolve("restored")).name())
                .isEqualTo("EXPIRED");
        assertThat(isWhole(released)).isTrue();
    }

    @Test
    void theNewestRunsStayHoweverOldAndWithoutRulesAllStay() throws IOException {
        RunId first = run("a", RunStatus.SUCCESS, List.of());
        RunId second = run("b", RunStatus.SUCCESS, List.of());
        RunId third = run("c", RunStatus.SUCCESS, List.of());
        now = LATER;

        assertThat(retention(RetentionRules.forEver()).sweep()).isZero();
        assertThat(retention(rules(1, 1, 1, 2)).sweep()).isEqualTo(1);

        assertThat(store.runs().load(first)).isEmpty();
        assertThat(List.of(second, third)).allMatch(this::isWhole);
    }

    @Test
    void theAuditRecordStaysAWholeChainWhenItsOldEndGoes() throws IOException {
        for (int i = 0; i < 5; i++) {
            store.audit().record("anna", "thing.done", "thing " + i, "", "");
        }
        now = LATER;
        store.audit().record("anna", "thing.done", "thing 5", "", "");
        RetentionRules rules = new RetentionRules(
                Optional.empty(), Optional.empty(), Optional.empty(), days(30), RetentionRules.NEWEST_RUNS);

        assertThat(retention(rules).sweep()).isEqualTo(5);

        assertThat(store.audit().entries(AuditFilter.any(), Long.MAX_VALUE, 10))
                .extracting(AuditEntry::object)
                .containsExactly("old records", "thing 5");
        assertThat(store.audit().firstBroken()).isEmpty();
        now = LATER.plus(Duration.ofDays(60));
        assertThat(retention(rules).sweep()).as("the newest stays").isEqualTo(1);
        assertThat(store.audit().firstBroken()).isEmpty();
        store.database().write(sql -> sql.update("update audit set actor = 'ivan' where id = 7"));
        assertThat(store.audit().firstBroken()).hasValue(7);
    }
}
