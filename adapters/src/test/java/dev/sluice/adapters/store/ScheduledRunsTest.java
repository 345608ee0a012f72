package dev.sluice.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.adapters.secrets.KeyFileCipher;
import dev.sluice.app.access.Access;
import dev.sluice.app.access.AccessRefused;
import dev.sluice.app.access.Account;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Role;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.project.ProtectedRefStore.Rule;
import dev.sluice.app.run.RunQueries.RunFilter;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.Runs;
import dev.sluice.app.run.StartForm;
import dev.sluice.app.schedule.Schedule;
import dev.sluice.app.schedule.ScheduledRuns;
import dev.sluice.app.schedule.Schedules;
import dev.sluice.app.trigger.OrderedRuns;
import dev.sluice.app.trigger.Planner;
import dev.sluice.app.trigger.ProjectAddresses;
import dev.sluice.app.trigger.PushedRepositories;
import dev.sluice.app.trigger.RefLedger;
import dev.sluice.app.trigger.RefLog;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules over time, with a clock that is set by hand. */
final class ScheduledRunsTest {
    @TempDir
    private Path folder;

    private Store store;
    private Instant now = Instant.parse("2026-01-02T12:00:30Z");
    private Project project;
    private Caller rita;
    private Schedules schedules;
    private ScheduledRuns runs;
    private ProtectedRefRules protection;
    private final List<Trigger> planned = new ArrayList<>();

    @BeforeEach
    void open() {
        store = Stores.open(folder);
        project = store.projects().byId(1).orElseThrow();
        Account account = store.accounts()
                .create("rita", "Rita", "rita@example.org", false, "hash", now)
                .orElseThrow();
        store.accounts().setRole(account.id(), 1, Role.DEVELOPER);
        rita = new Caller.Person(account, "", "test");
        Access access = new Access(store.accounts());
        schedules = new Schedules(
                store.schedules(), KeyFileCipher.open(folder.resolve("key"), false), access, store.audit(), () -> now);
        protection = new ProtectedRefRules(store.protectedRefs(), access, store.audit());
        OrderedRuns orders = new OrderedRuns(new OrderedRuns.Parts(
                new OneCommit(),
                new ProjectAddresses(() -> "http://x", store.protectedRefs()),
                store.runs(),
                store.runs(),
                new Plans(),
                store.proposedChanges(),
                _ -> {},
                protection,
                () -> now));
        runs = new ScheduledRuns(new ScheduledRuns.Parts(
                store.schedules(), schedules, store.projects(), store.accounts(), access, orders));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Schedule schedule(String ref, String cron) {
        Schedules.Result result = schedules.create(
                rita, project, new Schedules.Wish("nightly", ref, cron, "UTC", true, Map.of("WHO", "clock-secret")));
        assertThat(result).isInstanceOf(Schedules.Result.Done.class);
        return ((Schedules.Result.Done) result).schedule();
    }

    private Optional<Instant> at(String time) {
        now = Instant.parse(time);
        return runs.runDue(now);
    }

    private List<RunSummary> made() {
        return store.runQueries().runs(1, RunFilter.any(), Long.MAX_VALUE, 100);
    }

    private Schedule only() {
        return schedules.list(rita, project).getFirst();
    }

    @Test
    void makesItsRunAtItsTimeForItsOwner() {
        schedule("main", "0 4 * * *");
        assertThat(at("2026-01-03T03:59:59Z")).contains(Instant.parse("2026-01-03T04:00:00Z"));
        assertThat(made()).isEmpty();

        assertThat(at("2026-01-03T04:00:00Z")).contains(Instant.parse("2026-01-04T04:00:00Z"));

        assertThat(made()).hasSize(1);
        Trigger trigger = planned.getFirst();
        assertThat(trigger.event()).isEqualTo(Trigger.Event.SCHEDULE);
        assertThat(trigger.actor().login()).isEqualTo("rita");
        assertThat(trigger.variables()).containsEntry("WHO", "clock-secret");
        assertThat(trigger.origin()).contains(new Trigger.Origin.Schedule(1, "nightly"));
        assertThat(only().last()).contains(new Schedule.Last(now, 1, ""));
        assertThat(at("2026-01-03T04:00:30Z")).contains(Instant.parse("2026-01-04T04:00:00Z"));
        assertThat(made()).hasSize(1);
    }

    @Test
    void makesOneRunForAllTimesThatPassedMeanwhile() {
        schedule("main", "* * * * *");

        assertThat(at("2026-01-05T12:00:30Z")).contains(Instant.parse("2026-01-05T12:01:00Z"));

        assertThat(made()).hasSize(1);
    }

    @Test
    void aTimeWhoseRunWasMadeAndNotNotedGetsNoSecond() {
        long id = schedule("main", "0 4 * * *").id();
        Schedule before = store.schedules().find(1, id).orElseThrow();
        at("2026-01-03T04:00:00Z");
        store.schedules().change(before);

        at("2026-01-03T04:00:01Z");

        assertThat(made()).hasSize(1);
        assertThat(only().nextAt()).contains(Instant.parse("2026-01-04T04:00:00Z"));
    }

    @Test
    void saysWhyATimeMadeNone() {
        schedule("gone", "0 4 * * *");
        at("2026-01-03T04:00:00Z");
        assertThat(only().last()).contains(new Schedule.Last(now, 0, "there is no branch or tag gone"));

        store.accounts().setRole(store.accounts().byLogin("rita").orElseThrow().id(), 1, Role.READER);
        at("2026-01-04T04:00:00Z");

        assertThat(store.schedules().list(1).getFirst().last().orElseThrow().problem())
                .isEqualTo("rita, its owner, may not start runs here any more");
        assertThat(made()).isEmpty();
    }

    @Test
    void aBranchForMaintainersGetsNoRunOfADevelopersSchedule() {
        Schedule one = schedule("main", "0 4 * * *");
        store.protectedRefs().put(1, new Rule(new Trigger.ProtectedRefs(false, "ma*"), true));
        at("2026-01-03T04:00:00Z");

        assertThat(only().last().orElseThrow().problem()).startsWith("main is protected: only a maintainer may start");
        assertThat(runs.play(rita, project, one)).isInstanceOf(OrderedRuns.Result.None.class);
        assertThat(made()).isEmpty();

        store.accounts().setRole(store.accounts().byLogin("rita").orElseThrow().id(), 1, Role.MAINTAINER);
        at("2026-01-04T04:00:00Z");
        assertThat(made()).hasSize(1);
    }

    @Test
    void onlyItsOwnerAndMaintainersChangeItAndSeeItsValues() {
        Schedule one = schedule("main", "0 4 * * *");
        Caller dana = developer("dana");
        Schedules.Wish wish = new Schedules.Wish("mine", "main", "0 4 * * *", "UTC", true, Map.of());

        assertThat(schedules.list(dana, project).getFirst().variables()).containsExactly(Map.entry("WHO", "[MASKED]"));
        assertThat(schedules.find(dana, project, one.id()).orElseThrow().variables())
                .containsExactly(Map.entry("WHO", "[MASKED]"));
        assertThatThrownBy(() -> schedules.change(dana, project, one.id(), wish))
                .isInstanceOf(AccessRefused.class);
        assertThatThrownBy(() -> schedules.remove(dana, project, one.id())).isInstanceOf(AccessRefused.class);
        assertThat(only().owner()).isEqualTo("rita");

        schedules.connect(() -> {}, runs::play);
        assertThat(schedules.play(dana, project, one.id())).isInstanceOf(OrderedRuns.Result.Made.class);
        assertThat(planned.getLast().actor().login()).isEqualTo("dana");
        assertThat(planned.getLast().variables()).containsEntry("WHO", "clock-secret");

        store.accounts().setRole(store.accounts().byLogin("dana").orElseThrow().id(), 1, Role.MAINTAINER);
        assertThat(schedules.list(dana, project).getFirst().variables()).containsEntry("WHO", "clock-secret");
        assertThat(schedules.change(dana, project, one.id(), wish)).isInstanceOf(Schedules.Result.Done.class);
        assertThat(store.schedules().list(1).getFirst().owner()).isEqualTo("dana");
    }

    private Caller developer(String login) {
        Account account = store.accounts()
                .create(login, login, login + "@example.org", false, "hash", now)
                .orElseThrow();
        store.accounts().setRole(account.id(), 1, Role.DEVELOPER);
        return new Caller.Person(account, "", "test");
    }

    @Test
    void oneThatIsOffOrRemovedMakesNone() {
        Schedule one = schedule("main", "0 4 * * *");
        schedules.change(rita, project, one.id(), new Schedules.Wish("n", "main", "0 4 * * *", "UTC", false, Map.of()));
        assertThat(at("2026-01-03T04:00:00Z")).isEmpty();
        assertThat(made()).isEmpty();

        assertThat(schedules.remove(rita, project, one.id())).isTrue();
        assertThat(schedules.list(rita, project)).isEmpty();
    }

    @Test
    void theDatabaseHoldsNoValue() {
        schedule("main", "0 4 * * *");

        assertThat(store.schedules().list(1).getFirst().variables().get("WHO"))
                .startsWith("v1.")
                .doesNotContain("clock-secret");
        assertThat(only().variables()).containsEntry("WHO", "clock-secret");
    }

    private static final class OneCommit implements PushedRepositories {
        @Override
        public Map<String, String> refs(Project of) {
            return Map.of("refs/heads/main", "a".repeat(40));
        }

        @Override
        public Map<String, RefLog> logs(Project of, Map<String, RefLedger.Recorded> recorded) {
            return Map.of();
        }

        @Override
        public Optional<String> mergeBase(Project of, String commit, String branch) {
            return Optional.empty();
        }

        @Override
        public Optional<Revision> revision(Project of, String ref, String object, String before) {
            return Optional.of(new Revision(Runs.push().commit(), new NoFiles(), ""));
        }
    }

    private static final class NoFiles implements SourceTree {
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

    private final class Plans implements Planner {
        @Override
        public Plan plan(SourceTree tree, Trigger trigger, Map<String, String> inputs) {
            planned.add(trigger);
            return new Plan.Ready(Runs.chain("build"), List.of(), Optional.empty());
        }

        @Override
        public Plan child(List<ChildFile> files, SourceTree tree, Trigger trigger) {
            return new Plan.NoFile();
        }

        @Override
        public Optional<List<StartForm.Variable>> offered(
                SourceTree tree, Trigger trigger, Map<String, String> inputs) {
            return Optional.empty();
        }
    }
}
