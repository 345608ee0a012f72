package dev.sluice.adapters.runner.shell;

import dev.sluice.adapters.artifacts.ArtifactLimits;
import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.artifacts.FileCacheStore;
import dev.sluice.adapters.files.Durability;
import dev.sluice.adapters.git.GitSandbox;
import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.adapters.logs.FileLogStore;
import dev.sluice.adapters.runner.session.RunnerParts;
import dev.sluice.adapters.runner.session.RunnerSettings;
import dev.sluice.adapters.runner.workspace.WorkingTreeSource;
import dev.sluice.adapters.runner.workspace.Workspaces;
import dev.sluice.app.run.JobExecutor;
import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.app.run.JobExecutor.StopSignal;
import dev.sluice.app.run.LogStore.Line;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunId;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.JobSession.ShellCommand;
import dev.sluice.core.model.OtherJob;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.Publication;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.GitlabDialect;
import dev.sluice.dialects.gitlab.GitlabProgram;
import dev.sluice.dialects.gitlab.GitlabVariable;
import dev.sluice.dialects.gitlab.Planned;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A whole executor on real folders and a real repository, and small verbs to run jobs with it. */
public final class JobBench implements AutoCloseable {
    public static final RunId RUN = new RunId(1, 1);

    public final GitSandbox repository;
    public final FileLogStore logs;
    public final FileArtifactStore artifacts;
    public final Workspaces workspaces;
    public final Stop stop = new Stop();
    private final Path folder;
    private final Function<RunnerParts, JobExecutor> executors;
    private RunnerSettings settings =
            new RunnerSettings("bench", "test", Duration.ofMillis(500), 100L << 20, 64 * 1024);
    private List<ProjectVariable> variables = List.of();
    private Duration timeout = Duration.ofMinutes(1);
    private FileCacheStore.Scope cacheScope = FileCacheStore.Scope.OPEN;

    /** Jobs as processes. */
    JobBench(Path folder) throws IOException {
        this(folder, ShellExecutor::new);
    }

    public JobBench(Path folder, Function<RunnerParts, JobExecutor> executors) throws IOException {
        this.executors = executors;
        this.folder = folder;
        this.repository = GitSandbox.in(folder.resolve("repository"));
        this.logs = new FileLogStore(folder.resolve("logs"));
        this.artifacts = new FileArtifactStore(
                folder.resolve("store"), Durability.CACHED, ArtifactLimits.forArtifacts(), Clock.systemUTC());
        this.workspaces = Workspaces.open(folder.resolve("builds"));
        repository.write("README", "hello\n").commit("First");
    }

    public JobBench settings(RunnerSettings newSettings) {
        settings = newSettings;
        return this;
    }

    public JobBench secret(String name, String value) {
        List<ProjectVariable> more = new ArrayList<>(variables);
        more.add(new ProjectVariable(name, value, true, false));
        variables = more;
        return this;
    }

    /** Which caches its jobs have from now on. */
    public JobBench cacheScope(FileCacheStore.Scope scope) {
        cacheScope = scope;
        return this;
    }

    public JobBench timeout(Duration newTimeout) {
        timeout = newTimeout;
        return this;
    }

    /** Runs a script after a checkout, as most jobs do. */
    public JobResult run(String script) throws IOException {
        return run("job", scripted(script));
    }

    public JobResult run(String name, ScriptProgram program) throws IOException {
        LocalRepository local = LocalRepository.around(repository.root()).orElseThrow();
        WorkingTreeSource source = new WorkingTreeSource(local, local.tree(Trigger.Event.PUSH));
        JobExecutor executor = executors.apply(new RunnerParts(
                workspaces,
                order -> source,
                logs,
                artifacts,
                new FileCacheStore(artifacts, ArtifactLimits.forCaches(), 1L << 30),
                trigger -> cacheScope,
                settings,
                Clock.systemUTC(),
                (wanted, asking) -> new OtherJob.Answer.Absent("there is no other run"),
                (release, asking) -> new Publication.Answer.NoEffect("nothing is released here")));
        Trigger trigger = local.trigger(Trigger.Event.PUSH, Map.of());
        return executor.execute(
                new JobOrder(
                        RUN,
                        job(name, program),
                        1,
                        trigger,
                        variables,
                        Map.of(),
                        Map.of(),
                        timeout,
                        Instant.EPOCH,
                        new JobOrder.Place(0, 0, Set.of("fast", "linux"))),
                stop);
    }

    /** The program of a job of a GitLab file, as the repository's push would run it. */
    public GitlabProgram gitlab(String yaml, String job) throws IOException {
        LocalRepository local = LocalRepository.around(repository.root()).orElseThrow();
        Trigger trigger = local.trigger(Trigger.Event.PUSH, Map.of());
        List<GitlabVariable> kept = variables.stream()
                .map(variable -> GitlabVariable.secret(variable.name(), variable.value()))
                .toList();
        return switch (GitlabDialect.plan(
                ".gitlab-ci.yml", yaml, local.tree(Trigger.Event.PUSH), trigger, kept, Map.of())) {
            case Planned.Ready ready ->
                (GitlabProgram) ready.pipeline().job(job).orElseThrow().program();
            case Planned other -> throw new IllegalArgumentException(other.toString());
        };
    }

    public ScriptProgram scripted(String script) {
        return session -> {
            session.checkout();
            return result(session.shell(command(session, script)));
        };
    }

    ShellCommand command(JobSession session, String script) {
        Map<String, String> values = new java.util.HashMap<>();
        List<String> masked = new ArrayList<>();
        for (ProjectVariable variable : session.projectVariables()) {
            values.put(variable.name(), variable.value());
            masked.add(variable.value());
        }
        return new ShellCommand("set -eo pipefail\n" + script, values, List.of(), masked, Optional.empty());
    }

    static JobResult result(int code) {
        return JobResult.of(
                code == 0
                        ? new Outcome.Success()
                        : new Outcome.Failure(FailureReason.SCRIPT_FAILURE, OptionalInt.of(code), "exit code " + code));
    }

    static Job job(String name, ScriptProgram program) {
        return new Job(
                name,
                0,
                new Job.Waits.ForEarlierStages(),
                new Job.When.OnSuccess(),
                new Job.AllowFailure.Never(),
                Job.Retry.never(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Position.startOf("test"),
                program);
    }

    public List<String> lines(String job) {
        return logs.lines(new LogId(RUN, job, 1), 0, 100_000).stream()
                .map(Line::text)
                .toList();
    }

    public String log() {
        return String.join("\n", lines("job"));
    }

    public Path builds() {
        return folder.resolve("builds");
    }

    @Override
    public void close() {
        workspaces.close();
    }

    /** A stop signal that a test gives. */
    public static final class Stop implements StopSignal {
        private final List<Runnable> actions = new CopyOnWriteArrayList<>();
        private final List<Runnable> killActions = new CopyOnWriteArrayList<>();
        private volatile boolean stopped;

        public void stop() {
            stopped = true;
            actions.forEach(Runnable::run);
        }

        public void kill() {
            killActions.forEach(Runnable::run);
        }

        @Override
        public void onKill(Runnable action) {
            killActions.add(action);
        }

        @Override
        public boolean stopped() {
            return stopped;
        }

        @Override
        public void onStop(Runnable action) {
            actions.add(action);
            if (stopped) {
                action.run();
            }
        }
    }
}
