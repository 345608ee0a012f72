package dev.sluice.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.adapters.artifacts.ArtifactLimits;
import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.deploy.release.GitReleaseSource;
import dev.sluice.adapters.files.Durability;
import dev.sluice.adapters.git.BareRepository;
import dev.sluice.adapters.git.GitSandbox;
import dev.sluice.app.access.Access;
import dev.sluice.app.access.AccessRefused;
import dev.sluice.app.access.Account;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Role;
import dev.sluice.app.audit.AuditQueries.AuditEntry;
import dev.sluice.app.audit.AuditQueries.AuditFilter;
import dev.sluice.app.delivery.AnnouncedReleases;
import dev.sluice.app.delivery.PublishedRelease;
import dev.sluice.app.delivery.PublishedReleases;
import dev.sluice.app.delivery.ReleasePublisher;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.Runs;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobState.Attempt;
import dev.sluice.core.engine.JobState.Why;
import dev.sluice.core.engine.JobState.Why.Cause;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Publication;
import dev.sluice.core.model.Publication.Answer;
import dev.sluice.core.model.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Releases that jobs announce, with real git and a real database. */
final class ReleasePublisherTest {
    @TempDir
    private Path folder;

    private Store store;
    private BareRepository bare;
    private String head;
    private RunId run;
    private long developer;
    private final List<String> tagsHeardOf = new ArrayList<>();
    private final List<Long> releasesHeardOf = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        store = Stores.open(folder);
        bare = BareRepository.create(folder.resolve("one.git"), "main");
        GitSandbox sandbox = GitSandbox.in(folder.resolve("sandbox"));
        head = sandbox.write("a", "1").commit("First");
        sandbox.git("push", "-q", bare.folder().toString(), "--all");
        developer = store.accounts()
                .create("dev", "Dev", "dev@example.com", false, "hash", Instant.EPOCH)
                .map(Account::id)
                .orElseThrow();
        store.accounts().setRole(developer, 1, Role.DEVELOPER);
        run = run();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private RunId run() {
        RunState created = Runs.state(Runs.pipeline("announce"), RunStatus.CREATED);
        return store.runs()
                .create(1, "push", trigger(), created, List.of(), Stores.NOON)
                .id();
    }

    private Trigger trigger() {
        Trigger push = Runs.push();
        return new Trigger(
                push.event(),
                push.ref(),
                new Trigger.Commit(head, "First\n", "Dev <dev@example.com>", "2026-01-02T03:04:05Z"),
                push.before(),
                push.defaultBranch(),
                push.actor(),
                push.project(),
                push.mergeRequest(),
                push.variables());
    }

    private ReleasePublisher publisher(PublishedReleases releases) {
        Clock clock = Clock.fixed(Stores.NOON, ZoneOffset.UTC);
        ReleasePublisher publisher = new ReleasePublisher(new ReleasePublisher.Parts(
                releases,
                new GitReleaseSource(
                        _ -> bare,
                        new FileArtifactStore(
                                folder.resolve("artifacts"), Durability.CACHED, ArtifactLimits.forArtifacts(), clock),
                        clock),
                store.projects(),
                store.runs(),
                store.accounts(),
                new ProtectedRefRules(store.protectedRefs(), new Access(store.accounts()), store.audit()),
                store.audit(),
                clock));
        publisher.connect((project, login) -> tagsHeardOf.add(project.path() + " by " + login), releasesHeardOf::add);
        return publisher;
    }

    private Answer publish(String tag, String message, int attempt) {
        return publisher(store.publishedReleases()).publish(notes(tag, message), order(attempt));
    }

    private static Publication notes(String tag, String message) {
        return new Publication(tag, message, "", "", "What is new", List.of(), Optional.empty(), List.of());
    }

    private JobOrder order(int attempt) {
        return new JobOrder(
                run,
                Runs.pipeline("announce").jobs().getFirst(),
                attempt,
                trigger(),
                List.of(),
                Map.of(),
                Map.of(),
                Duration.ofHours(1),
                Stores.NOON,
                new JobOrder.Place(0, 0, Set.of()));
    }

    private List<String> audited() {
        return store.audit().entries(AuditFilter.any(), Long.MAX_VALUE, 10).stream()
                .map(AuditEntry::action)
                .toList();
    }

    private List<String> tags() {
        try {
            return bare.tags().keySet().stream().sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The job has these attempts after its first, each for one of these reasons. */
    private void repeated(Why... reasons) {
        List<Attempt> attempts = new ArrayList<>();
        attempts.add(attempt(1, Optional.empty()));
        for (Why reason : reasons) {
            attempts.add(attempt(attempts.size() + 1, Optional.of(reason)));
        }
        JobState job = new JobState(
                "announce",
                JobStatus.RUNNING,
                false,
                Optional.empty(),
                Optional.empty(),
                attempts,
                Map.of(),
                Optional.empty(),
                Map.of());
        RunState state = new RunState(
                Runs.pipeline("announce"),
                RunStatus.RUNNING,
                List.of(job),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0);
        store.runs().commit(run, 1, state, List.of());
    }

    private static Attempt attempt(int number, Optional<Why> why) {
        return new Attempt(
                number,
                Stores.NOON,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                "",
                why,
                Map.of());
    }

    @Test
    void aReleaseHasItsTagAndBothAreAudited() {
        assertThat(publish("v1", "", 1)).isEqualTo(new Answer.Made(head, true));

        assertThat(tags()).containsExactly("v1");
        assertThat(tagsHeardOf).containsExactly("group/one by dev");
        assertThat(releasesHeardOf).containsExactly(1L);
        assertThat(audited()).containsExactly("release.published", "tag.made");
    }

    @Test
    void aReleaseThatIsRemovedLeavesItsTagForAnother() {
        AnnouncedReleases announced = new AnnouncedReleases(
                store.publishedReleases(), new Access(store.accounts()), store.audit(), new LiveEvents(10, 0));
        Project project = store.projects().byId(1).orElseThrow();
        Caller dev = new Caller.Person(store.accounts().byLogin("dev").orElseThrow(), "", "test");
        publish("v1", "", 1);
        publish("v2", "", 1);

        assertThatThrownBy(() -> announced.remove(dev, project, "v1")).isInstanceOf(AccessRefused.class);
        store.accounts().setRole(developer, 1, Role.MAINTAINER);
        assertThat(announced.remove(dev, project, "v1")).isTrue();
        assertThat(announced.remove(dev, project, "v1")).isFalse();

        assertThat(announced.list(1, 10)).extracting(PublishedRelease::tag).containsExactly("v2");
        assertThat(tags()).containsExactly("v1", "v2");
        assertThat(audited()).startsWith("release.removed");
        assertThat(publish("v1", "", 1)).isEqualTo(new Answer.Made(head, false));
    }

    @Test
    void aReleaseOutlivesItsRunAndKnows() {
        publish("v1", "", 1);
        PublishedReleases releases = store.publishedReleases();
        PublishedRelease made = releases.find(1, "v1").orElseThrow();
        assertThat(releases.hasRun(made)).isTrue();

        store.runs().commit(run, 1, Runs.state(Runs.pipeline("announce"), RunStatus.SUCCESS), List.of());
        assertThat(store.oldRecords().remove(run)).isTrue();

        assertThat(releases.find(1, "v1")).contains(made);
        assertThat(releases.hasRun(made)).isFalse();
    }

    @Test
    void aTagThatGitDoesNotMakeHasNoRelease() {
        publish("v1", "", 1);

        assertThat(publish("v1/hotfix", "", 1))
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.why())
                        .startsWith("git does not make the tag v1/hotfix: ")
                        .contains("'refs/tags/v1' exists")
                        .doesNotContain(folder.toString()));
        assertThat(publish("v1/hotfix", "With a message", 1)).isInstanceOf(Answer.Refused.class);

        assertThat(store.publishedReleases().find(1, "v1/hotfix")).isEmpty();
        assertThat(tagsHeardOf).hasSize(1);
        assertThat(tags()).containsExactly("v1");
    }

    /** The releases of the store, of which none can be added. */
    private abstract class Full implements PublishedReleases {
        @Override
        public Optional<PublishedRelease> find(long project, String tag) {
            return Optional.empty();
        }

        @Override
        public boolean remove(long project, String tag) {
            return false;
        }

        @Override
        public boolean hasRun(PublishedRelease release) {
            return true;
        }

        @Override
        public List<PublishedRelease> list(long project, int limit) {
            return List.of();
        }
    }

    @Test
    void theNewTagIsHeardOfThoughItsReleaseCannotBeKept() {
        ReleasePublisher broken = publisher(new Full() {
            @Override
            public boolean add(PublishedRelease release) {
                throw new IllegalStateException("the disk is full");
            }
        });

        assertThatThrownBy(() -> broken.publish(notes("v1", ""), order(1))).hasMessage("the disk is full");

        assertThat(tagsHeardOf).containsExactly("group/one by dev");
        assertThat(audited()).containsExactly("tag.made");
    }

    @Test
    void theNewTagIsHeardOfThoughAnotherJobsReleaseCameFirst() {
        ReleasePublisher late = publisher(new Full() {
            @Override
            public boolean add(PublishedRelease release) {
                return false;
            }
        });

        assertThat(late.publish(notes("v1", ""), order(1))).isInstanceOf(Answer.Refused.class);

        assertThat(tagsHeardOf).containsExactly("group/one by dev");
        assertThat(audited()).containsExactly("tag.made");
    }

    @ParameterizedTest
    @EnumSource(names = {"RETRIED_AFTER_RUNNER_LOST", "RETRIED_AFTER_HANDED_BACK"})
    void anAttemptThatTakesTheLostOnesPlaceFindsTheReleaseMade(Cause cause) {
        publish("v1", "", 1);
        repeated(new Why(cause, List.of()));

        assertThat(publish("v1", "", 2)).isEqualTo(new Answer.Made(head, false));

        assertThat(store.publishedReleases().list(1, 10)).hasSize(1);
        assertThat(tagsHeardOf).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"RETRIED_BY", "RETRIED_AFTER_FAILURE"})
    void aJobThatIsRunAgainFindsItsOwnReleaseInItsWay(Cause cause) {
        publish("v1", "", 1);
        repeated(new Why(cause, List.of("dev")), new Why(Cause.RETRIED_AFTER_RUNNER_LOST, List.of()));

        assertThat(publish("v1", "", 3))
                .isInstanceOfSatisfying(Answer.Refused.class, refused -> assertThat(refused.why())
                        .startsWith("the tag v1 has a release already, made by the job announce of run 1"));
    }

    @Test
    void whoMayNotPushMayNotRelease() {
        store.accounts().setRole(developer, 1, Role.READER);

        assertThat(publish("v1", "", 1))
                .isEqualTo(
                        new Answer.Refused("dev may not make tags and releases in group/one; a developer of it may"));
        assertThat(tags()).isEmpty();
    }

    @Test
    void whoRestartedTheJobCounts() {
        repeated(new Why(Cause.RETRIED_BY, List.of("nobody")));

        assertThat(publish("v1", "", 2))
                .isEqualTo(new Answer.Refused(
                        "nobody may not make tags and releases in group/one; a developer of it may"));
    }
}
