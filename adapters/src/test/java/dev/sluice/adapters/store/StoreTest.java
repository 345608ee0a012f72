package dev.sluice.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.access.Account;
import dev.sluice.app.access.Role;
import dev.sluice.app.access.Scope;
import dev.sluice.app.access.Secret;
import dev.sluice.app.audit.AuditQueries.AuditFilter;
import dev.sluice.app.run.JobQueue;
import dev.sluice.app.run.Runs;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.app.trigger.RefLedger.Move;
import dev.sluice.app.trigger.RefLedger.NewRun;
import dev.sluice.app.trigger.RefLedger.Recorded;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.RunStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on real files: what survives, what is refused, what a failure leaves behind. */
final class StoreTest {
    @TempDir
    private Path folder;

    @Test
    void keepsRunsOverARestart() {
        RunState created = Runs.state(Runs.chain("build", "test"), RunStatus.CREATED);
        StoredRun made;
        try (Store store = Stores.open(folder)) {
            made = store.runs()
                    .create(1, "a", Runs.push(), created, List.of(new RunEffect.Offer("build", 1)), Stores.NOON);
            store.runs().commit(made.id(), 1, Runs.state(created.pipeline(), RunStatus.RUNNING), List.of());
        }
        try (Store store = Stores.reopen(folder)) {
            StoredRun found = store.runs().load(made.id()).orElseThrow();

            assertThat(found.version()).isEqualTo(2);
            assertThat(found.trigger()).isEqualTo(made.trigger());
            assertThat(found.state()).isEqualTo(Runs.state(created.pipeline(), RunStatus.RUNNING));
            assertThat(store.runs().pendingEffects(10)).hasSize(1);
            assertThat(store.runs()
                            .create(1, "b", Runs.push(), created, List.of(), Stores.NOON)
                            .id()
                            .number())
                    .isEqualTo(2);
        }
    }

    @Test
    void opensACurrentDatabaseWithoutMigratingIt() {
        Stores.open(folder).close();

        long before = System.nanoTime();
        Stores.reopen(folder).close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void listsEveryMigrationThatTheProgramHolds() throws IOException {
        try (var files = Files.list(Path.of("src/main/resources/db/migration"))) {
            assertThat(Schema.migrations())
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString()).toList());
        }
    }

    @Test
    void refusesADatabaseOfANewerSluice() {
        try (Store store = Stores.open(folder)) {
            store.database().write(sql -> sql.update("""
                insert into flyway_schema_history
                  (installed_rank, version, description, type, script, installed_by, execution_time, success)
                values (99, '999', 'future', 'SQL', 'V999__future.sql', 'x', 1, 1)
                """));
        }

        assertThatThrownBy(() -> Stores.reopen(folder))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("newer Sluice")
                .hasMessageContaining("999");
    }

    @Test
    void namesADatabaseThatIsNone() throws IOException {
        Files.writeString(
                folder.resolve("sluice.db"),
                "this is not a database, and it is long enough to be read as one. ".repeat(50));

        assertThatThrownBy(() -> Stores.reopen(folder))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("backup");
        assertThat(folder.resolve("sluice.db")).content().startsWith("this is not a database");
    }

    @Test
    void namesADatabaseWhosePagesAreDamaged() throws IOException {
        Stores.open(folder).close();
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("sluice.db").toFile(), "rw")) {
            for (long at = 4096; at < file.length(); at += 4096) {
                file.seek(at);
                file.write("damaged".repeat(500).getBytes(StandardCharsets.US_ASCII));
            }
        }

        assertThatThrownBy(() -> Stores.reopen(folder).projects().list())
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void aFullDiskChangesNothingAndPassesWhenThereIsSpace() {
        try (Store store = Stores.open(folder)) {
            long pages = store.database()
                    .read(sql -> sql.first("pragma page_count", row -> row.number("page_count")))
                    .orElseThrow();
            limitPages(store, pages + 2);
            RunState state = Runs.state(Runs.pipeline("x".repeat(200_000)), RunStatus.CREATED);

            assertThatThrownBy(() -> store.runs().create(1, "big", Runs.push(), state, List.of(), Stores.NOON))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("full");
            assertThat(store.projects().list()).hasSize(2);
            assertThat(store.runs().unfinished()).isEmpty();

            limitPages(store, 1_000_000);
            assertThat(store.runs()
                            .create(1, "big", Runs.push(), state, List.of(), Stores.NOON)
                            .id()
                            .number())
                    .isEqualTo(1);
        }
    }

    private static void limitPages(Store store, long pages) {
        store.database()
                .write(sql -> sql.first("pragma max_page_count = " + pages, row -> row.number("max_page_count")));
    }

    @Test
    void workThatFailsTakesNothingElseWithIt() throws Exception {
        try (Store store = Stores.open(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> works = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String path = "p" + i;
                boolean fails = i % 3 == 0;
                works.add(() -> {
                    try {
                        store.database().write(sql -> {
                            sql.update(
                                    "insert into projects (path, default_branch, created_at_ns) values (:p, 'main', 0)",
                                    Param.of("p", path));
                            if (fails) {
                                throw new IllegalStateException("as planned");
                            }
                            return 1;
                        });
                        return true;
                    } catch (IllegalStateException _) {
                        return false;
                    }
                });
            }
            int stored = 0;
            for (Future<Boolean> one : threads.invokeAll(works)) {
                stored += one.get() ? 1 : 0;
            }

            assertThat(stored).isEqualTo(133);
            assertThat(store.projects().list()).hasSize(133 + 2);
        }
    }

    @Test
    void aSecondServerIsRefusedTheFolder() {
        try (DataFolder first = DataFolder.take(folder.resolve("data"))) {
            assertThatThrownBy(() -> DataFolder.take(first.root()))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining(Long.toString(ProcessHandle.current().pid()))
                    .hasMessageContaining("--data");
        }
        DataFolder.take(folder.resolve("data")).close();
    }

    @Test
    void recordsRefsWithTheirRunsOrNotAtAll() {
        try (Store store = Stores.open(folder)) {
            NewRun run = new NewRun(
                    "push/refs/heads/main/1",
                    Runs.push(),
                    Runs.state(Runs.pipeline("build"), RunStatus.CREATED),
                    List.of(new RunEffect.Offer("build", 1)),
                    List.of(),
                    Optional.empty());
            Move move = new Move("refs/heads/main", 0, "a".repeat(40), 150);

            assertThat(store.runs().advance(1, List.of(move), List.of(run), Stores.NOON))
                    .isPresent();
            assertThat(store.runs().recorded(1))
                    .isEqualTo(Map.of("refs/heads/main", new Recorded("a".repeat(40), 1, 150)));

            NewRun late = new NewRun("late", run.trigger(), run.first(), List.of(), List.of(), Optional.empty());
            assertThat(store.runs().advance(1, List.of(move), List.of(late), Stores.NOON))
                    .isEmpty();
            assertThat(store.runs().unfinished()).hasSize(1);

            Move gone = new Move("refs/heads/main", 1, "", 0);
            assertThat(store.runs().advance(1, List.of(gone), List.of(), Stores.NOON))
                    .contains(List.of());
            assertThat(store.runs().recorded(1)).containsEntry("refs/heads/main", new Recorded("", 2, 0));
        }
    }

    @Test
    void sessionsEndWithThePasswordAndTokensWithTheirTime() {
        try (Store store = Stores.open(folder)) {
            Account anna = store.accounts()
                    .create("anna", "Anna", "", false, "hash", Stores.NOON)
                    .orElseThrow();
            Secret session = Secret.random("");
            store.sessions().create(session.hash(), anna.id(), Stores.NOON, Stores.NOON.plusSeconds(60));
            assertThat(store.sessions().account(session.hash(), Stores.NOON)).contains(anna);
            assertThat(store.sessions().account(session.hash(), Stores.NOON.plusSeconds(60)))
                    .isEmpty();
            store.accounts().setPassword(anna.id(), "other");
            assertThat(store.sessions().account(session.hash(), Stores.NOON)).isEmpty();

            Secret token = Secret.random("slc_");
            store.tokens()
                    .create(
                            token.hash(),
                            anna.id(),
                            "ci",
                            Set.of(Scope.READ, Scope.WRITE),
                            OptionalLong.of(1),
                            Stores.NOON,
                            Optional.of(Stores.NOON.plusSeconds(5)));
            assertThat(store.tokens()
                            .find(token.hash(), Stores.NOON)
                            .orElseThrow()
                            .token()
                            .scopes())
                    .containsExactlyInAnyOrder(Scope.READ, Scope.WRITE);
            assertThat(store.tokens().find(token.hash(), Stores.NOON.plusSeconds(5)))
                    .isEmpty();
            assertThat(store.tokens().list(anna.id()).getFirst().usedAt()).isEmpty();
            store.tokens().used(store.tokens().list(anna.id()).getFirst().id(), Stores.NOON.plusSeconds(1));
            assertThat(store.tokens().list(anna.id()).getFirst().usedAt()).contains(Stores.NOON.plusSeconds(1));

            store.accounts().setRole(anna.id(), 1, Role.DEVELOPER);
            assertThat(store.accounts().role(anna.id(), 1)).contains(Role.DEVELOPER);
            assertThat(store.accounts().role(anna.id(), 2)).isEmpty();
            assertThat(store.accounts().members(1)).isEqualTo(Map.of("anna", Role.DEVELOPER));
        }
    }

    @Test
    void theAuditChainFindsAChangedEntry() {
        try (Store store = Stores.open(folder)) {
            for (int i = 0; i < 5; i++) {
                store.audit().record("anna", "thing.done", "thing " + i, "", "10.0.0.1");
            }
            assertThat(store.audit().firstBroken()).isEmpty();
            assertThat(store.audit().entries(AuditFilter.any(), Long.MAX_VALUE, 2))
                    .extracting(entry -> entry.object())
                    .containsExactly("thing 4", "thing 3");

            store.database().write(sql -> sql.update("update audit set actor = 'ivan' where id = 3"));
            assertThat(store.audit().firstBroken()).hasValue(3);
        }
    }

    @Test
    void passwordsAreCheckedAgainstTheirHash() {
        Argon2Hasher hasher = new Argon2Hasher();

        String stored = hasher.hash("correct horse".toCharArray());

        assertThat(stored).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("horse");
        assertThat(hasher.matches("correct horse".toCharArray(), stored)).isTrue();
        assertThat(hasher.matches("correct horsf".toCharArray(), stored)).isFalse();
        assertThat(hasher.hash("correct horse".toCharArray())).isNotEqualTo(stored);
    }

    @Test
    void forgetsQueueRowsOfRunsThatAreOverAndNoOthers() {
        try (Store store = Stores.open(folder)) {
            RunState created = Runs.state(Runs.chain("build", "test"), RunStatus.CREATED);
            StoredRun over = store.runs().create(1, "a", Runs.push(), created, List.of(), Stores.NOON);
            StoredRun underWay = store.runs().create(1, "b", Runs.push(), created, List.of(), Stores.NOON);
            StoredRun withEffect = store.runs()
                    .create(1, "c", Runs.push(), created, List.of(new RunEffect.Offer("build", 1)), Stores.NOON);
            store.runs().commit(over.id(), 1, Runs.state(created.pipeline(), RunStatus.SUCCESS), List.of());
            store.runs().commit(withEffect.id(), 1, Runs.state(created.pipeline(), RunStatus.FAILED), List.of());
            for (StoredRun run : List.of(over, underWay, withEffect)) {
                store.queue().offer(new JobQueue.JobOffer(run.id(), "build", 1, Set.of(), "", Stores.NOON));
                store.queue().withdraw(run.id(), "build", 1);
            }

            assertThat(store.queue().sweep(Stores.NOON)).as("offered just now").isZero();
            assertThat(store.queue().sweep(Stores.NOON.plusSeconds(1))).isEqualTo(1);
            assertThat(store.queue().sweep(Stores.NOON.plusSeconds(1))).isZero();
        }
    }

    @Test
    void forgetsSessionsThatAreOver() {
        try (Store store = Stores.open(folder)) {
            long account = store.accounts()
                    .create("anna", "Anna", "", false, "", Stores.NOON)
                    .orElseThrow()
                    .id();
            store.sessions().create("old", account, Stores.NOON, Stores.NOON.plusSeconds(10));
            store.sessions().create("new", account, Stores.NOON, Stores.NOON.plusSeconds(20));

            assertThat(store.sessions().sweep(Stores.NOON.plusSeconds(10))).isEqualTo(1);
            assertThat(store.sessions().account("new", Stores.NOON)).isPresent();
        }
    }
}
