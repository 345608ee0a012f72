package dev.sluice.adapters.runner.shell;

import dev.sluice.adapters.artifacts.FileArtifactStore.Kept;
import dev.sluice.adapters.artifacts.LimitReached;
import dev.sluice.adapters.files.FileNames;
import dev.sluice.adapters.git.Git;
import dev.sluice.adapters.git.GitException;
import dev.sluice.adapters.runner.mask.Masker;
import dev.sluice.adapters.runner.mask.SecretScan;
import dev.sluice.adapters.runner.process.MarkedProcesses;
import dev.sluice.adapters.runner.workspace.Workspace;
import dev.sluice.adapters.runner.workspace.WorkspaceSource;
import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.JobStopped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** A job's session on this machine: its workspace is a folder, its commands are processes. Used by one thread. */
final class ShellSession implements JobSession {
    private static final long RUNS_OF_A_PROJECT_MAX = 10_000_000;

    /** What {@code timeout(1)} gives for a command that took too long. */
    private static final int EXIT_TIMED_OUT = 124;

    private static final Pattern NO_SECTION_NAME = Pattern.compile("[^A-Za-z0-9_.-]");

    private final JobOrder order;
    private final ShellExecutor.Parts parts;
    private final Workspace workspace;
    private final WorkspaceSource source;
    private final JobLog log;
    private final StopState stop;
    private final MarkedProcesses processes;
    private final JobEnvironment environment;
    private final long deadlineNanos;
    private final List<ShellProcess> shells = new ArrayList<>();
    private Set<String> secrets = new HashSet<>();
    private Optional<String> section = Optional.empty();

    ShellSession(
            JobOrder order,
            ShellExecutor.Parts parts,
            Workspace workspace,
            WorkspaceSource source,
            JobLog log,
            StopState stop) {
        this.order = order;
        this.parts = parts;
        this.workspace = workspace;
        this.source = source;
        this.log = log;
        this.stop = stop;
        this.processes = new MarkedProcesses(workspace.mark());
        this.environment = new JobEnvironment(workspace, parts.environment());
        this.deadlineNanos = System.nanoTime() + order.timeout().toNanos();
        maskProjectVariables();
    }

    private void maskProjectVariables() {
        Set<String> values = new HashSet<>();
        for (ProjectVariable variable : order.variables()) {
            if (variable.masked() && Masker.isMaskable(variable.value())) {
                values.add(variable.value());
            } else if (variable.masked()) {
                log.line(Style.WARNING.paint(
                        "The value of " + variable.name() + " cannot be masked: it is too short or an ordinary word"));
            }
        }
        secrets = values;
        log.mask(Masker.of(values));
    }

    @Override
    public int attempt() {
        return order.attempt();
    }

    @Override
    public String workspace() {
        return workspace.path().toString();
    }

    @Override
    public Map<String, String> runnerVariables() {
        return Map.of(
                "SLUICE_RUNNER", parts.settings().name(),
                "SLUICE_RUNNER_VERSION", parts.settings().version(),
                "SLUICE_TEMP", workspace.temporary().toString(),
                "SLUICE_RUN", Long.toString(order.run().number()),
                "SLUICE_RUN_ID",
                        Long.toString(order.run().project() * RUNS_OF_A_PROJECT_MAX
                                + order.run().number()),
                "SLUICE_JOB_ID", Long.toString(jobId()));
    }

    /** A number for this attempt that no other attempt has: programs name files and rows by it. */
    private long jobId() {
        byte[] text = (order.run() + "/" + order.attempt() + "/" + order.job().name()).getBytes(StandardCharsets.UTF_8);
        // FNV-1a (RFC 9923): nobody gains by two attempts with one number, so it need not be a cryptographic hash.
        long hash = 0xcbf29ce484222325L;
        for (byte b : text) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        // Fifteen digits: what a JSON number or a shell's arithmetic keeps exactly.
        return Math.floorMod(hash, 900_000_000_000_000L) + 100_000_000_000_000L;
    }

    @Override
    public List<ProjectVariable> projectVariables() {
        return order.variables();
    }

    @Override
    public void checkout() throws JobStopped {
        guarded("the workspace cannot be filled", () -> {
            workspace.fill(source);
            return true;
        });
    }

    @Override
    public Map<String, String> outputsOf(String job) throws JobStopped {
        check();
        return order.outputs().getOrDefault(job, Map.of());
    }

    @Override
    public Fetched fetchArtifacts(String job) throws JobStopped {
        return guarded("the artifacts of " + job + " cannot be unpacked", () -> parts.artifacts()
                .restore(order.run(), job, workspace.files()));
    }

    @Override
    public void keepArtifacts(ArtifactRequest request) throws JobStopped {
        List<String> untracked = untracked(request.untracked());
        SecretScan scan = new SecretScan(log.masker());
        Kept kept = guarded("the artifacts cannot be kept", () -> parts.artifacts()
                .keep(order.run(), order.job().name(), order.attempt(), request, workspace.files(), untracked, scan));
        report(request.include(), request.untracked(), kept);
        for (String path : scan.found()) {
            log(LogStyle.WARNING, path + " holds a masked value: whoever may download the artifact can read it");
        }
    }

    @Override
    public Optional<String> restoreCache(CacheRequest request) throws JobStopped {
        return guarded("the cache cannot be restored", () -> parts.caches()
                .restore(
                        order.run().project(),
                        parts.cacheScope().apply(order.trigger()),
                        request.keys(),
                        workspace.files()));
    }

    @Override
    public void saveCache(CacheRequest request) throws JobStopped {
        List<String> untracked = untracked(request.untracked());
        Kept kept = guarded("the cache cannot be saved", () -> parts.caches()
                .save(
                        order.run().project(),
                        parts.cacheScope().apply(order.trigger()),
                        request,
                        workspace.files(),
                        untracked));
        report(request.paths(), request.untracked(), kept);
    }

    private void report(List<String> patterns, boolean untracked, Kept kept) throws JobStopped {
        for (int i = 0; i < patterns.size(); i++) {
            int found = kept.perPattern().get(i);
            if (found == 0) {
                log(LogStyle.WARNING, patterns.get(i) + ": no matching files");
            } else {
                log(LogStyle.PLAIN, patterns.get(i) + ": found " + found + " matching files and folders");
            }
        }
        if (untracked) {
            log(LogStyle.PLAIN, "with the files that git does not track");
        }
        for (String note : kept.notes()) {
            log(LogStyle.WARNING, note);
        }
        log(LogStyle.PLAIN, "Kept " + kept.files() + " files, " + kept.bytes() + " bytes");
    }

    /** What git does not track, ignored files too; the job may have spoiled its repository, then there is nothing. */
    private List<String> untracked(boolean wanted) throws JobStopped {
        if (!wanted) {
            return List.of();
        }
        try {
            return Git.ofServer()
                    .run(workspace.path(), List.of("ls-files", "-z", "--others"))
                    .entries();
        } catch (GitException e) {
            log(LogStyle.WARNING, "untracked files cannot be listed: " + e.getMessage());
            return List.of();
        }
    }

    @Override
    public int shell(ShellCommand command) throws JobStopped {
        check();
        maskAlso(command.masked());
        ShellProcess shell = start(command);
        Optional<Long> limit = command.timeout().map(time -> System.nanoTime() + time.toNanos());
        long until = limit.map(own -> Math.min(own, deadlineNanos)).orElse(deadlineNanos);
        try {
            stop.await(shell::isOver, until);
            if (!shell.isOver()) {
                return interrupt(shell, command.timeout());
            }
            shell.awaitOutput();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        check();
        return shell.exitCode();
    }

    @Override
    public boolean mayEndInOrder() {
        return !Thread.currentThread().isInterrupted() && stop.resume();
    }

    private ShellProcess start(ShellCommand command) throws JobStopped {
        try {
            Map<String, String> variables = environment.of(command);
            String script = workspace
                    .mark()
                    .group()
                    .map(group -> Shell.inGroup(group, command.script()))
                    .orElse(command.script());
            List<String> line = parts.shell().fitsArgument(script)
                    ? parts.shell().command(script)
                    : parts.shell().command(scriptFile(script));
            ShellProcess shell = ShellProcess.start(line, workspace.files(), variables, log.output(), stop::wake);
            processes.leader(shell.pid());
            shells.add(shell);
            return shell;
        } catch (JobEnvironment.Unusable e) {
            throw fail(FailureReason.DATA_INTEGRITY, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw fail(FailureReason.RUNNER_SYSTEM_FAILURE, "the shell cannot be started: " + e.getMessage());
        }
    }

    private Path scriptFile(String script) throws IOException {
        Path file = workspace.temporary().resolve("script-" + shells.size());
        return Files.writeString(file, script);
    }

    /** The time is over or the attempt is stopped: ask, wait a little, kill. */
    private int interrupt(ShellProcess shell, Optional<Duration> commandLimit) throws JobStopped, InterruptedException {
        boolean jobIsLate = deadlineNanos - System.nanoTime() <= 0;
        if (jobIsLate && stop.reason().isEmpty()) {
            String message = "the job took longer than " + words(order.timeout()) + ", its time limit";
            stop.stop(new Outcome.Failure(FailureReason.TIMEOUT, OptionalInt.empty(), message), message);
        }
        end(shell);
        check();
        log(
                LogStyle.WARNING,
                "the script took longer than " + words(commandLimit.orElse(order.timeout())) + " and was stopped");
        return EXIT_TIMED_OUT;
    }

    private void end(ShellProcess shell) throws InterruptedException {
        processes.signalGroups("TERM");
        shell.awaitExit(parts.settings().grace());
        processes.signalGroups("KILL");
        processes.killAll();
        shell.destroy();
        shell.awaitOutput();
    }

    /** Ends all that the job has left running. Called once, at the end, whatever the program did. */
    void endProcesses() {
        int killed = processes.killAll();
        if (killed > 0) {
            log.line(Style.NOTE.paint("Ended " + killed + " processes that the job left running"));
        } else if (killed < 0) {
            workspace.abandon();
            log.line(Style.WARNING.paint(
                    "Processes of the job are still running; they start faster than they can be ended"));
        }
        try {
            for (ShellProcess shell : shells) {
                shell.awaitEnd();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void maskAlso(List<String> values) {
        Set<String> all = new HashSet<>(secrets);
        for (String value : values) {
            if (Masker.isMaskable(value)) {
                all.add(value);
            } else if (!value.isEmpty() && all.add(value)) {
                log.line(Style.WARNING.paint("A masked value of " + value.length()
                        + " characters cannot be masked: it is too short or an ordinary word"));
            }
        }
        if (!all.equals(secrets)) {
            secrets = all;
            log.mask(Masker.of(all));
        }
    }

    @Override
    public void log(LogStyle style, String line) throws JobStopped {
        check();
        log.line(Style.of(style).paint(line));
    }

    @Override
    public void beginSection(String name, String title) throws JobStopped {
        check();
        endSection();
        String safe = NO_SECTION_NAME.matcher(name).replaceAll("_");
        section = Optional.of(safe);
        log.line("section_start:" + Instant.now(parts.clock()).getEpochSecond() + ":" + safe + "\r\u001b[0K"
                + Style.NOTE.paint(title));
    }

    @Override
    public void endSection() throws JobStopped {
        check();
        if (section.isPresent()) {
            log.line(
                    "section_end:" + Instant.now(parts.clock()).getEpochSecond() + ":" + section.get() + "\r\u001b[0K");
            section = Optional.empty();
        }
    }

    @Override
    public Optional<byte[]> readFile(String path, int limitBytes) throws JobStopped {
        return guarded(path + " cannot be read", () -> WorkspacePaths.read(workspace.files(), path, limitBytes));
    }

    @Override
    public Optional<String> digestOf(List<String> paths) throws JobStopped {
        return guarded("files cannot be read", () -> {
            MessageDigest digest = FileNames.sha256();
            boolean any = false;
            for (String path : paths) {
                Optional<Path> file = WorkspacePaths.regularFile(workspace.files(), path);
                if (file.isPresent()) {
                    any = true;
                    try (InputStream in = new DigestInputStream(Files.newInputStream(file.get()), digest)) {
                        in.transferTo(java.io.OutputStream.nullOutputStream());
                    }
                }
            }
            return any ? Optional.of(HexFormat.of().formatHex(digest.digest())) : Optional.<String>empty();
        });
    }

    @Override
    public Optional<String> lastCommitOf(List<String> paths) throws JobStopped {
        return guarded("the history cannot be read", () -> source.lastCommitOf(paths));
    }

    /** Does file work; its troubles end the attempt, with the reason they stand for. */
    private <T> T guarded(String trouble, FileWork<T> work) throws JobStopped {
        check();
        T result;
        try {
            result = work.run();
        } catch (LimitReached e) {
            throw fail(FailureReason.LIMIT_REACHED, trouble + ": " + e.getMessage());
        } catch (IOException e) {
            throw fail(FailureReason.RUNNER_SYSTEM_FAILURE, trouble + ": " + describe(e));
        } catch (UncheckedIOException e) {
            throw fail(FailureReason.RUNNER_SYSTEM_FAILURE, trouble + ": " + String.valueOf(e.getMessage()));
        } catch (InvalidPathException e) {
            throw fail(
                    FailureReason.RUNNER_SYSTEM_FAILURE,
                    trouble + ": the name " + e.getInput() + " cannot be used under this locale; start Sluice with"
                            + " LC_ALL=C.UTF-8");
        }
        check();
        return result;
    }

    /** Messages of file system exceptions are often a path alone. */
    private static String describe(IOException e) {
        return e instanceof java.nio.file.FileSystemException
                ? e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage()
                : String.valueOf(e.getMessage());
    }

    private interface FileWork<T> {
        T run() throws IOException;
    }

    private void check() throws JobStopped {
        if (deadlineNanos - System.nanoTime() <= 0) {
            String message = "the job took longer than " + words(order.timeout()) + ", its time limit";
            stop.stop(new Outcome.Failure(FailureReason.TIMEOUT, OptionalInt.empty(), message), message);
        }
        stop.check();
    }

    private JobStopped fail(FailureReason reason, String message) {
        Outcome outcome = new Outcome.Failure(reason, OptionalInt.empty(), log.masked(message));
        stop.stop(outcome, message);
        return new JobStopped(outcome, message);
    }

    private JobStopped interrupted() {
        Thread.currentThread().interrupt();
        stop.stop(new Outcome.Canceled(), "the runner is shutting down");
        return new JobStopped(new Outcome.Canceled(), "the runner is shutting down");
    }

    static String words(Duration time) {
        return time.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
