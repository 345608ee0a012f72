package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobContainers;
import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.OtherJob;
import dev.sluice.core.model.Publication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A session that runs shells as processes in a folder and writes down every call, in order. */
final class ProcessSession implements JobSession {
    final List<String> calls = new ArrayList<>();
    final List<ArtifactRequest> kept = new ArrayList<>();
    final Map<String, Map<String, String>> outputs = new HashMap<>();
    final List<ProjectVariable> projectVariables = new ArrayList<>();
    /** By the job's name. */
    final Map<String, OtherJob.Answer> others = new HashMap<>();

    final List<Publication> published = new ArrayList<>();
    Publication.Answer releaseAnswer = new Publication.Answer.Made("c0ffee", true);

    final Set<String> expired = new HashSet<>();
    final List<ShellCommand> commands = new ArrayList<>();
    Map<String, String> inputs = Map.of();
    Map<String, String> runner = Map.of("CI_JOB_ID", "42", "RANK", "runner");
    final StringBuilder log = new StringBuilder();

    Optional<JobContainers> containers = Optional.empty();

    private final Path folder;
    private final String shell;

    ProcessSession(Path folder, String shell) {
        this.folder = folder;
        this.shell = shell;
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public String exchange() {
        try {
            return Files.createDirectories(folder.resolveSibling(folder.getFileName() + ".exchange"))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<byte[]> readExchanged(String name, int limitBytes) {
        return readFile("../" + folder.getFileName() + ".exchange/" + name, limitBytes);
    }

    @Override
    public Map<String, String> inputs() {
        return inputs;
    }

    @Override
    public String workspace() {
        return folder.toString();
    }

    @Override
    public Map<String, String> runnerVariables() {
        return runner;
    }

    @Override
    public List<ProjectVariable> projectVariables() {
        return projectVariables;
    }

    @Override
    public void useContainers(JobContainers asked) {
        containers = Optional.of(asked);
    }

    @Override
    public void checkout() {
        calls.add("checkout");
    }

    @Override
    public Map<String, String> outputsOf(String job) {
        return outputs.getOrDefault(job, Map.of());
    }

    @Override
    public Fetched fetchArtifacts(String job) {
        calls.add("fetch " + job);
        return expired.contains(job) ? Fetched.EXPIRED : Fetched.UNPACKED;
    }

    @Override
    public OtherJob.Answer otherJob(OtherJob wanted) {
        calls.add("look for " + wanted);
        return others.getOrDefault(wanted.job(), new OtherJob.Answer.Absent("no " + wanted.job()));
    }

    @Override
    public Publication.Answer publish(Publication release) {
        published.add(release);
        return releaseAnswer;
    }

    @Override
    public Fetched fetchArtifacts(OtherJob.Answer.Found other) {
        calls.add("fetch " + other.job() + " of " + other.run());
        return Fetched.UNPACKED;
    }

    @Override
    public void keepArtifacts(ArtifactRequest request) {
        calls.add("keep " + request.kind());
        kept.add(request);
    }

    @Override
    public Optional<String> restoreCache(CacheRequest request) {
        calls.add("restore " + request.keys() + (request.unprotect() ? " unprotected" : ""));
        return Optional.empty();
    }

    @Override
    public void saveCache(CacheRequest request) {
        calls.add("save " + request.keys() + (request.unprotect() ? " unprotected" : ""));
    }

    @Override
    public int shell(ShellCommand command) {
        calls.add("shell");
        commands.add(command);
        ProcessBuilder builder = new ProcessBuilder(shell, "-c", command.script())
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().keySet().retainAll(List.of("PATH"));
        builder.environment().putAll(command.variables());
        try {
            Process process = builder.start();
            log.append(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean mayEndInOrder() {
        return false;
    }

    @Override
    public void log(LogStyle style, String line) {
        log.append(line).append('\n');
    }

    @Override
    public void beginSection(String name, String title) {
        calls.add("section " + name);
    }

    @Override
    public void endSection() {}

    @Override
    public Optional<byte[]> readFile(String path, int limitBytes) {
        try {
            Path file = folder.resolve(path);
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> digestOf(List<String> paths) {
        return paths.contains("lock") ? Optional.of("d1gest") : Optional.empty();
    }

    @Override
    public Optional<String> lastCommitOf(List<String> paths) {
        return Optional.empty();
    }
}
