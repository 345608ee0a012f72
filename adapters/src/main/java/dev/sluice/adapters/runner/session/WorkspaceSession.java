package dev.sluice.adapters.runner.session;

import dev.sluice.adapters.artifacts.FileArtifactStore.Kept;
import dev.sluice.adapters.artifacts.FileCacheStore;
import dev.sluice.adapters.files.FileNames;
import dev.sluice.adapters.git.Git;
import dev.sluice.adapters.git.GitException;
import dev.sluice.adapters.runner.mask.SecretScan;
import dev.sluice.adapters.runner.workspace.Workspace;
import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.app.run.RunId;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobContainers;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.OtherJob;
import dev.sluice.core.model.Publication;
import dev.sluice.core.model.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A job's session on this machine: its workspace is a folder here, whatever its commands are and wherever they run. Used
 * by one thread.
 */
final class WorkspaceSession implements JobSession {
    /** What {@code timeout(1)} gives for a command that took too long. */
    private static final int EXIT_TIMED_OUT = 124;

    /** This program's system and processor, by the names that programs in Go use. */
    private static final String SYSTEM = System.getProperty("os.name", "").toLowerCase(Locale.ROOT) + "/"
            + System.getProperty("os.arch", "").replace("aarch64", "arm64").replace("x86_64", "amd64");

    private static final Pattern NO_SECTION_NAME = Pattern.compile("[^A-Za-z0-9_.-]");

    private final Attempt attempt;
    private final JobOrder order;
    private final RunnerParts parts;
    private final Workspace workspace;
    private final JobLog log;
    private final Commands commands;
    private final Instant startedAt;
    private Optional<String> section = Optional.empty();

    WorkspaceSession(Attempt attempt, Commands commands) {
        this.attempt = attempt;
        this.order = attempt.order();
        this.parts = attempt.parts();
        this.workspace = attempt.workspace();
        this.log = attempt.log();
        this.commands = commands;
        this.startedAt = Instant.now(parts.clock());
    }

    @Override
    public int attempt() {
        return order.attempt();
    }

    @Override
    public Map<String, String> inputs() {
        return order.inputs();
    }

    @Override
    public String workspace() {
        return commands.workspace();
    }

    @Override
    public Map<String, String> runnerVariables() {
        Map<String, String> known = new LinkedHashMap<>(order.numbers());
        known.put("SLUICE_RUNNER", parts.settings().name());
        order.trigger().actor().id().ifPresent(id -> {
            known.put("SLUICE_USER_ID", Long.toString(id));
            known.put("SLUICE_USER", order.trigger().actor().login());
            known.put("SLUICE_USER_NAME", order.trigger().actor().name());
            known.put("SLUICE_USER_EMAIL", order.trigger().actor().email());
        });
        known.put("SLUICE_RUNNER_VERSION", parts.settings().version());
        known.put("SLUICE_RUNNER_SYSTEM", SYSTEM);
        known.put(
                "SLUICE_RUNNER_TAGS",
                String.join(",", order.place().tags().stream().sorted().toList()));
        known.put("SLUICE_EXECUTOR", commands.disposable() ? "disposable" : "shared");
        known.put("SLUICE_SLOT", Integer.toString(order.place().slot()));
        known.put("SLUICE_SLOT_OF_PROJECT", Integer.toString(order.place().slotOfProject()));
        known.put("SLUICE_TEMP", commands.temporary());
        known.put("SLUICE_CREATED_AT", seconds(order.createdAt()));
        known.put("SLUICE_STARTED_AT", seconds(startedAt));
        known.put("SLUICE_TIMEOUT", Long.toString(order.timeout().toSeconds()));
        return known;
    }

    /** ISO 8601 without fractions, as programs compare it. */
    private static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public List<ProjectVariable> projectVariables() {
        return order.variables();
    }

    @Override
    public void checkout() throws JobStopped {
        attempt.guarded("the workspace cannot be filled", () -> {
            workspace.fill(attempt.source());
            return true;
        });
    }

    @Override
    public Map<String, String> outputsOf(String job) throws JobStopped {
        attempt.check();
        return order.outputs().getOrDefault(job, Map.of());
    }

    @Override
    public Fetched fetchArtifacts(String job) throws JobStopped {
        return fetchArtifacts(order.run(), job);
    }

    @Override
    public OtherJob.Answer otherJob(OtherJob wanted) throws JobStopped {
        attempt.check();
        return parts.others().find(wanted, order);
    }

    @Override
    public Publication.Answer publish(Publication release) throws JobStopped {
        attempt.check();
        return parts.publications().publish(release, order);
    }

    @Override
    public Fetched fetchArtifacts(OtherJob.Answer.Found other) throws JobStopped {
        return fetchArtifacts(new RunId(other.project(), other.run()), other.job());
    }

    private Fetched fetchArtifacts(RunId run, String job) throws JobStopped {
        return attempt.guarded("the artifacts of " + job + " cannot be unpacked", () -> parts.artifacts()
                .restore(run, job, workspace.files()));
    }

    @Override
    public void keepArtifacts(ArtifactRequest request) throws JobStopped {
        List<String> untracked = untracked(request.untracked());
        SecretScan scan = new SecretScan(log.masker());
        Kept kept = attempt.guarded("the artifacts cannot be kept", () -> parts.artifacts()
                .keep(order.run(), order.job().name(), order.attempt(), request, workspace.files(), untracked, scan));
        report(request.include(), request.untracked(), kept);
        for (String path : scan.found()) {
            log(LogStyle.WARNING, path + " holds a masked value: whoever may download the artifact can read it");
        }
    }

    @Override
    public Optional<String> restoreCache(CacheRequest request) throws JobStopped {
        return attempt.guarded("the cache cannot be restored", () -> parts.caches()
                .restore(order.run().project(), cacheScope(request), request.keys(), workspace.files()));
    }

    @Override
    public void saveCache(CacheRequest request) throws JobStopped {
        List<String> untracked = untracked(request.untracked());
        Kept kept = attempt.guarded("the cache cannot be saved", () -> parts.caches()
                .save(order.run().project(), cacheScope(request), request, workspace.files(), untracked));
        report(request.paths(), request.untracked(), kept);
    }

    private FileCacheStore.Scope cacheScope(CacheRequest request) {
        return request.unprotect()
                ? FileCacheStore.Scope.OPEN
                : parts.cacheScope().apply(order.trigger());
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
    public void useContainers(JobContainers containers) throws JobStopped {
        attempt.check();
        attempt.mask(containers.masked());
        commands.use(containers);
    }

    @Override
    public int shell(ShellCommand command) throws JobStopped {
        attempt.check();
        attempt.mask(command.masked());
        Commands.Script script = start(command);
        Optional<Long> limit = command.timeout().map(time -> System.nanoTime() + time.toNanos());
        long until = limit.map(own -> Math.min(own, attempt.deadlineNanos())).orElse(attempt.deadlineNanos());
        try {
            attempt.stop().await(script::isOver, until);
            if (!script.isOver()) {
                return interrupt(script, command);
            }
            script.awaitOutput();
        } catch (InterruptedException e) {
            throw attempt.interrupted();
        }
        attempt.check();
        int code = script.exitCode();
        if (code != 0 && limit.isEmpty()) {
            failed(command, "the script ended with exit code " + code);
        }
        return code;
    }

    /** Tells whoever wants to look, before anything is ended or tidied up. */
    private void failed(ShellCommand command, String how) throws JobStopped {
        long since = System.nanoTime();
        try {
            parts.onFailure().failed(order, how, new FailedScript.Shell() {
                @Override
                public String workspace() {
                    return commands.workspace();
                }

                @Override
                public void open() throws IOException, InterruptedException {
                    try {
                        commands.interact(command);
                    } catch (UnusableVariable e) {
                        throw new IOException(e.getMessage(), e);
                    }
                }
            });
        } catch (IOException e) {
            log.line(Style.WARNING.paint("No shell can be opened: " + e.getMessage()));
        } catch (InterruptedException e) {
            throw attempt.interrupted();
        }
        attempt.extend(System.nanoTime() - since);
    }

    @Override
    public boolean mayEndInOrder() {
        return !Thread.currentThread().isInterrupted() && attempt.stop().resume();
    }

    private Commands.Script start(ShellCommand command) throws JobStopped {
        try {
            return commands.start(command);
        } catch (UnusableVariable e) {
            throw attempt.fail(FailureReason.DATA_INTEGRITY, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw attempt.fail(
                    FailureReason.RUNNER_SYSTEM_FAILURE, Sentence.NO_SHELL.with(String.valueOf(e.getMessage())));
        }
    }

    /** The time is over or the attempt is stopped: ask, wait a little, kill. */
    private int interrupt(Commands.Script script, ShellCommand command) throws JobStopped, InterruptedException {
        attempt.checkTime();
        script.stop();
        Optional<StopState.Reason> why = attempt.stop().reason();
        if (why.isPresent() && !(why.get().outcome() instanceof JobResult.Outcome.Canceled)) {
            failed(command, why.get().message());
        }
        attempt.check();
        String limit = Attempt.words(command.timeout().orElse(order.timeout()));
        log(LogStyle.WARNING, "the script took longer than " + limit + " and was stopped");
        return EXIT_TIMED_OUT;
    }

    @Override
    public String exchange() throws JobStopped {
        attempt.guarded(
                "a folder cannot be made",
                () -> Files.createDirectories(attempt.workspace().exchange()));
        return commands.exchange();
    }

    @Override
    public Optional<byte[]> readExchanged(String name, int limitBytes) throws JobStopped {
        return attempt.guarded(
                name + " cannot be read",
                () -> WorkspacePaths.read(attempt.workspace().exchange(), name, limitBytes));
    }

    @Override
    public void log(LogStyle style, String line) throws JobStopped {
        attempt.check();
        log.line(Style.of(style).paint(line));
    }

    @Override
    public void beginSection(String name, String title) throws JobStopped {
        attempt.check();
        endSection();
        String safe = NO_SECTION_NAME.matcher(name).replaceAll("_");
        section = Optional.of(safe);
        log.line("section_start:" + Instant.now(parts.clock()).getEpochSecond() + ":" + safe + "\r\u001b[0K"
                + Style.NOTE.paint(title));
    }

    @Override
    public void endSection() throws JobStopped {
        attempt.check();
        if (section.isPresent()) {
            log.line(
                    "section_end:" + Instant.now(parts.clock()).getEpochSecond() + ":" + section.get() + "\r\u001b[0K");
            section = Optional.empty();
        }
    }

    @Override
    public Optional<byte[]> readFile(String path, int limitBytes) throws JobStopped {
        return attempt.guarded(
                path + " cannot be read", () -> WorkspacePaths.read(workspace.files(), path, limitBytes));
    }

    @Override
    public Optional<String> digestOf(List<String> paths) throws JobStopped {
        return attempt.guarded("files cannot be read", () -> {
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
        return attempt.guarded(
                "the history cannot be read", () -> attempt.source().lastCommitOf(paths));
    }
}
