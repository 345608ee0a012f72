package dev.sluice.server.page;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.access.PasswordHasher;
import dev.sluice.app.access.Tokens;
import dev.sluice.app.audit.AuditQueries;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.delivery.AnnouncedReleases;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.project.Projects;
import dev.sluice.app.report.CommitFiles;
import dev.sluice.app.run.ArtifactBrowser;
import dev.sluice.app.run.JobQueue;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.MemoryJobQueue;
import dev.sluice.app.run.MemoryRunStore;
import dev.sluice.app.run.RunArtifacts;
import dev.sluice.app.run.RunChange;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunListener;
import dev.sluice.app.run.RunLoop;
import dev.sluice.app.run.RunQueries;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.RunnerQueries;
import dev.sluice.app.run.StartForm;
import dev.sluice.app.run.StopChannel;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobSession.ArtifactRequest.Audience;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.core.model.Trigger;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.Routes;
import dev.sluice.server.http.TrustedProxies;
import dev.sluice.server.live.LiveRoutes;
import dev.sluice.server.live.OpenStreams;
import dev.sluice.server.log.LogViewer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** The real server on loopback with the real engine, over stores in memory. */
final class TestSite implements AutoCloseable {
    static final String PASSWORD = "correct horse";
    static final Project PROJECT = new Project(1, "shop/payments", "main", Instant.EPOCH);

    private static final String SOURCE = "build:\n  script: make\n\ntest:\n  script: make test\n";

    final MemoryRunStore store = new MemoryRunStore();
    final JobQueue queue = new MemoryJobQueue();
    final MemoryLog log = new MemoryLog(Instant.now());
    final LiveEvents events = new LiveEvents(1000, 1);
    final TestDelivery delivery = new TestDelivery();
    final List<RunCommands.Wish> wishes = new CopyOnWriteArrayList<>();
    final List<AuditTrail.Deed> deeds = new CopyOnWriteArrayList<>();
    final RunLoop loop;
    private final Supplier<HttpServer.Site> made;
    private HttpServer server;

    TestSite() throws HttpServer.CannotListen {
        InstantSource clock = InstantSource.system();
        PasswordHasher hasher = new PasswordHasher() {
            @Override
            public String hash(char[] password) {
                return new String(password);
            }

            @Override
            public boolean matches(char[] password, String stored) {
                return new String(password).equals(stored);
            }
        };
        TestAccounts accounts = new TestAccounts(PASSWORD);
        AuditTrail audit = new AuditTrail() {
            @Override
            public void record(Deed deed) {
                deeds.add(deed);
            }

            @Override
            public OptionalLong firstBroken() {
                return OptionalLong.empty();
            }
        };
        Access access = new Access(accounts);
        LogIn logIn = new LogIn(accounts, accounts, accounts, hasher, audit, clock);
        Projects projects = new Projects(new TestProjects(), _ -> {}, access, audit, clock);
        loop = new RunLoop(store, queue, new NobodyRuns(), clock);
        loop.addListener(new RunListener() {
            @Override
            public void changed(RunChange change) {
                events.publish(LiveTopics.run(change.run().id()));
                events.publish(LiveTopics.project(change.run().id().project()));
            }
        });
        LogViewer viewer = new LogViewer(log);
        Pages pages = new Pages(new PageSources(
                projects,
                access,
                new Runs(),
                store,
                new Commands(),
                log,
                viewer,
                new NoArtifacts(),
                new NoFiles(),
                new TestReports(),
                new NoCommits(),
                new OneRunner(),
                delivery,
                delivery,
                new AnnouncedReleases(new TestReleases(), access, audit, events),
                audit,
                (_, _, _) -> entries(),
                events,
                new Accounts(accounts, hasher, access, audit, clock),
                new Tokens(accounts, access, audit, clock),
                TestSettings.of(access, audit, clock),
                Optional.empty(),
                clock));
        made = () -> {
            Routes routes = new Routes();
            pages.addTo(routes);
            new LiveRoutes(new LiveRoutes.Parts(
                            events, log, viewer, store, logIn, access, projects, new OpenStreams(100, 100)))
                    .addTo(routes);
            return new HttpServer.Site(routes, pages.errorPages(), _ -> Optional.empty(), logIn, access, projects);
        };
        server = listen(0);
    }

    private HttpServer listen(int port) throws HttpServer.CannotListen {
        return HttpServer.start(new HttpServer.Settings("127.0.0.1", port, false, TrustedProxies.none()), made.get());
    }

    /** Stops answering; what happens goes on happening. */
    void stop() {
        server.close();
    }

    /** Answers again where it did before. */
    void startAgain() throws HttpServer.CannotListen {
        server = listen(server.port());
    }

    String url() {
        return "http://127.0.0.1:" + server.port();
    }

    private List<AuditQueries.AuditEntry> entries() {
        List<AuditQueries.AuditEntry> entries = new ArrayList<>();
        for (AuditTrail.Deed deed : deeds) {
            entries.add(new AuditQueries.AuditEntry(
                    entries.size() + 1L,
                    Instant.now(),
                    deed.actor(),
                    deed.action(),
                    deed.project(),
                    deed.object(),
                    deed.detail(),
                    deed.href(),
                    deed.address()));
        }
        return entries.reversed();
    }

    private static Job job(String name, int stage, String... needs) {
        List<Job.Need> list = new ArrayList<>();
        for (String need : needs) {
            list.add(new Job.Need(need, true));
        }
        return new Job(
                name,
                stage,
                stage == 0 ? new Job.Waits.ForEarlierStages() : new Job.Waits.ForJobs(list),
                new Job.When.OnSuccess(),
                new Job.AllowFailure.Never(),
                Job.Retry.never(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                new Position(".gitlab-ci.yml", 1, 1),
                new NoProgram());
    }

    private record NoProgram() implements ScriptProgram {
        @Override
        public JobResult run(dev.sluice.core.model.JobSession session) {
            return JobResult.of(new JobResult.Outcome.Success());
        }
    }

    /** Starts a run: build, then four copies of a test and lint, then package. */
    RunId start(String title) {
        Pipeline pipeline = new Pipeline(
                "gitlab",
                ".gitlab-ci.yml",
                Optional.empty(),
                List.of("build", "test", "package"),
                List.of(
                        job("build", 0),
                        job("test: [a, b]", 1, "build"),
                        job("test 1/2", 1, "build"),
                        job("test 2/2", 1, "build"),
                        job("package", 2, "test 1/2", "test 2/2", "test: [a, b]")));
        Trigger trigger = new Trigger(
                Trigger.Event.PUSH,
                new Trigger.GitRef.Branch("main"),
                new Trigger.Commit(
                        "9f3c2a1".repeat(6).substring(0, 40), title, "Anna <a@example.org>", "2026-11-20T12:00:00Z"),
                "0".repeat(40),
                "main",
                new Trigger.Actor("anna", "Anna", ""),
                new Trigger.ProjectInfo(1, PROJECT.path(), "http://x/p/shop/payments", "http://x/git", "http://x"),
                Optional.empty(),
                Map.of());
        return loop.start(1, title, trigger, pipeline).id();
    }

    void claim(RunId run, String job) {
        loop.send(run, new RunEvent.JobClaimed(job, 1, "lin-1", Instant.now()));
    }

    void pass(RunId run, String job) {
        claim(run, job);
        finish(run, job, new JobResult.Outcome.Success());
    }

    void retry(RunId run, String job) {
        loop.send(run, new RunEvent.JobRetryRequested(job, "anna", Instant.now()));
    }

    void fail(RunId run, String job) {
        finish(run, job, new JobResult.Outcome.Failure(FailureReason.SCRIPT_FAILURE, OptionalInt.of(1), ""));
    }

    private void finish(RunId run, String job, JobResult.Outcome outcome) {
        loop.send(run, new RunEvent.JobFinished(job, 1, "lin-1", JobResult.of(outcome), Instant.now()));
    }

    /** A run whose build failed. */
    RunId failed(String title) {
        RunId run = start(title);
        claim(run, "build");
        fail(run, "build");
        return run;
    }

    @Override
    public void close() {
        server.close();
        loop.close();
    }

    /** The one project, and those that a test makes. */
    private static final class TestProjects implements ProjectStore {
        private final List<Project> projects = new CopyOnWriteArrayList<>(List.of(PROJECT));

        @Override
        public synchronized Optional<Project> create(String path, String defaultBranch, Instant at) {
            if (byPath(path).isPresent()) {
                return Optional.empty();
            }
            projects.add(new Project(projects.size() + 1L, path, defaultBranch, at));
            return byPath(path);
        }

        @Override
        public Optional<Project> byPath(String path) {
            return projects.stream()
                    .filter(project -> project.path().equals(path))
                    .findFirst();
        }

        @Override
        public Optional<Project> byId(long id) {
            return projects.stream().filter(project -> project.id() == id).findFirst();
        }

        @Override
        public List<Project> list() {
            return List.copyOf(projects);
        }
    }

    private final class Runs implements RunQueries {
        @Override
        public List<RunSummary> runs(long project, RunFilter filter, long before, int limit) {
            return LongStream.iterate(1, number -> number + 1)
                    .mapToObj(number -> store.load(new RunId(project, number)))
                    .takeWhile(Optional::isPresent)
                    .map(Optional::get)
                    .map(RunSummary::of)
                    .filter(run -> run.id().number() < before)
                    .filter(run ->
                            filter.status().isEmpty() || run.status().name().equalsIgnoreCase(filter.status()))
                    .sorted(Comparator.comparing((RunSummary run) -> run.id().number())
                            .reversed())
                    .limit(limit)
                    .toList();
        }

        @Override
        public FilterChoices choices(long project) {
            return new FilterChoices(List.of("main"), List.of("anna"));
        }

        @Override
        public List<Problem> problems(RunId run) {
            return List.of();
        }

        @Override
        public Optional<SourceFile> source(RunId run) {
            return Optional.of(new SourceFile(".gitlab-ci.yml", SOURCE));
        }
    }

    private final class Commands implements RunCommands {
        @Override
        public void send(RunId run, RunEvent event) {
            loop.send(run, event);
        }

        @Override
        public Started start(long project, Wish wish, Caller caller) {
            StartForm form = form(project, wish.ref(), new Trigger.Actor(caller.login(), "", ""));
            if (!form.hasFile()) {
                return new Started.NoFile(wish.ref());
            }
            wishes.add(wish);
            return form.refusal(wish.variables())
                    .<Started>map(Started.Refused::new)
                    .orElseGet(() -> new Started.Made(TestSite.this.start("by hand")));
        }

        @Override
        public StartForm form(long project, String ref, Trigger.Actor actor) {
            return new StartForm(
                    ref,
                    true,
                    !ref.equals("empty"),
                    List.of("empty", "main"),
                    List.of("v1"),
                    List.of(
                            new StartForm.Variable("TARGET", "Where to", "staging", List.of("staging", "production")),
                            new StartForm.Variable("NOTE", "What for", "", List.of())));
        }
    }

    private static final class NoArtifacts implements RunArtifacts {
        @Override
        public List<ArtifactInfo> artifacts(RunId run) {
            return List.of(artifact("out", Audience.ALL), artifact("nobodys", Audience.NONE));
        }

        private static ArtifactInfo artifact(String name, Audience audience) {
            return new ArtifactInfo("build", 1, name, 2, 1234, "sha256:00", Instant.now(), Optional.empty(), audience);
        }

        @Override
        public boolean writeZip(RunId run, String job, String name, OutputStream out) throws IOException {
            out.write("zip".getBytes(StandardCharsets.UTF_8));
            return true;
        }
    }

    private static final class NoFiles implements ArtifactBrowser {
        @Override
        public Optional<List<Entry>> entries(RunId run, String job, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<InputStream> open(RunId run, String job, String name, String path) {
            return Optional.empty();
        }

        @Override
        public Optional<List<Entry>> packed(RunId run, String job, String name, String zip) {
            return Optional.empty();
        }

        @Override
        public Optional<InputStream> openPacked(RunId run, String job, String name, String zip, String path) {
            return Optional.empty();
        }
    }

    private static final class NoCommits implements CommitFiles {
        @Override
        public List<String> files(long project, String commit) {
            return List.of();
        }

        @Override
        public Optional<String> text(long project, String commit, String path) {
            return Optional.empty();
        }

        @Override
        public Changes changes(long project, String commit, String branch, int bytesMax) {
            return new Changes("", "", false);
        }
    }

    private static final class OneRunner implements RunnerQueries {
        @Override
        public List<RunnerInfo> runners() {
            return List.of(new RunnerInfo("lin-1", Set.of(), 1, 1, true, Instant.now()));
        }

        @Override
        public List<JobQueue.JobOffer> waiting() {
            return List.of();
        }

        @Override
        public Optional<RunId> holder(long project, String group) {
            return Optional.empty();
        }
    }

    /** Waits until something is so; the browser's own waiting is used for pages. */
    static void until(java.util.function.BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofSeconds(10));
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("it never became so");
            }
            Thread.onSpinWait();
        }
    }

    LogId logOf(RunId run, String job) {
        return new LogId(run, job, 1);
    }

    StoredRun load(RunId run) {
        return store.load(run).orElseThrow();
    }

    private static final class NobodyRuns implements StopChannel {
        @Override
        public void stop(RunId run, String job, int attempt, String runner) {}

        @Override
        public void kill(RunId run, String job, int attempt, String runner) {}
    }
}
