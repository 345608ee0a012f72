package dev.sluice.cli.run;

import dev.sluice.adapters.runner.mask.Masker;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobContainers;
import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.OtherJob;
import dev.sluice.core.model.Publication;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.dialects.gitlab.GitlabProgram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Notes what a job's program asks for, with everything expanded and secrets masked, and does nothing. For one thread. */
final class NotedSession implements JobSession {
    private static final String WORKSPACE = "/builds/project";

    private final List<ProjectVariable> kept;
    private final Masker masker;
    private final List<String> fetched = new ArrayList<>();
    private final List<String> caches = new ArrayList<>();
    private final List<String> artifacts = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Map<String, String> variables = Map.of();
    private Optional<JobContainers> containers = Optional.empty();
    private Optional<GitlabProgram.Scripts> scripts = Optional.empty();

    private NotedSession(List<ProjectVariable> kept, Masker masker) {
        this.kept = kept;
        this.masker = masker;
    }

    /** What the job asks for; empty for one that starts another run. */
    static Optional<NotedSession> of(Job job, List<ProjectVariable> kept, Masker masker) {
        if (!(job.program() instanceof ScriptProgram program)) {
            return Optional.empty();
        }
        NotedSession session = new NotedSession(kept, masker);
        ScriptProgram shown = program instanceof GitlabProgram gitlab ? gitlab.outlined() : program;
        if (shown instanceof GitlabProgram gitlab) {
            session.scripts = Optional.of(gitlab.filled(Map.of()).scripts());
        }
        try {
            shown.run(session);
        } catch (JobStopped e) {
            session.notes.add(String.valueOf(e.getMessage()));
        }
        return Optional.of(session);
    }

    Optional<JobContainers> containers() {
        return containers;
    }

    /** Commands of before_script and script, then those of after_script. */
    List<String> script() {
        return scripts.map(all -> masked(all.before(), all.script())).orElse(List.of());
    }

    List<String> afterScript() {
        return scripts.map(all -> masked(all.after(), List.of())).orElse(List.of());
    }

    private List<String> masked(List<String> first, List<String> second) {
        List<String> commands = new ArrayList<>();
        first.forEach(command -> commands.add(masker.mask(command)));
        second.forEach(command -> commands.add(masker.mask(command)));
        return commands;
    }

    /** The variables of the job that no runner sets by itself, sorted, secrets masked. */
    Map<String, String> variables() {
        Map<String, String> shown = new TreeMap<>();
        variables.forEach((name, value) -> {
            if (!name.matches("(?:CI|GITLAB|SLUICE)(?:_.*)?")) {
                shown.put(name, masker.mask(value));
            }
        });
        return shown;
    }

    List<String> fetched() {
        return fetched;
    }

    List<String> caches() {
        return caches;
    }

    List<String> artifacts() {
        return artifacts;
    }

    List<String> notes() {
        return notes;
    }

    String masked(String text) {
        return masker.mask(text);
    }

    @Override
    public int attempt() {
        return 1;
    }

    @Override
    public String exchange() {
        return WORKSPACE + ".tmp/exchange";
    }

    @Override
    public Optional<byte[]> readExchanged(String name, int limitBytes) {
        return Optional.empty();
    }

    @Override
    public Map<String, String> inputs() {
        return Map.of();
    }

    @Override
    public String workspace() {
        return WORKSPACE;
    }

    @Override
    public Map<String, String> runnerVariables() {
        return Map.of();
    }

    @Override
    public List<ProjectVariable> projectVariables() {
        return kept;
    }

    @Override
    public void useContainers(JobContainers wanted) {
        containers = Optional.of(wanted);
        variables = wanted.variables();
    }

    @Override
    public void checkout() {
        // Nothing is started.
    }

    @Override
    public Map<String, String> outputsOf(String job) {
        return Map.of();
    }

    @Override
    public Fetched fetchArtifacts(String job) {
        fetched.add(job);
        return Fetched.NONE;
    }

    @Override
    public OtherJob.Answer otherJob(OtherJob wanted) {
        String where =
                switch (wanted) {
                    case OtherJob.OfProject(String project, String ref, String _) -> " of " + ref + " in " + project;
                    case OtherJob.OfRun _ -> " of another pipeline";
                };
        return new OtherJob.Answer.Found(0, 0, wanted.job() + where, Map.of());
    }

    @Override
    public Publication.Answer publish(Publication release) {
        return new Publication.Answer.NoEffect("nothing is started");
    }

    @Override
    public Fetched fetchArtifacts(OtherJob.Answer.Found other) {
        return fetchArtifacts(masker.mask(other.job()));
    }

    @Override
    public void keepArtifacts(ArtifactRequest request) {
        artifacts.add(masker.mask(String.join(", ", request.include()))
                + (request.untracked() ? " and untracked files" : "")
                + (request.kind() == ArtifactRequest.Kind.ARCHIVE ? "" : " (" + request.name() + ")"));
    }

    @Override
    public Optional<String> restoreCache(CacheRequest request) {
        note(request);
        return Optional.empty();
    }

    @Override
    public void saveCache(CacheRequest request) {
        note(request);
    }

    private void note(CacheRequest request) {
        String cache = masker.mask(request.keys().getFirst() + ": " + String.join(", ", request.paths()));
        if (!caches.contains(cache)) {
            caches.add(cache);
        }
    }

    @Override
    public int shell(ShellCommand command) {
        if (variables.isEmpty()) {
            variables = new LinkedHashMap<>(command.variables());
        }
        return 0;
    }

    @Override
    public boolean mayEndInOrder() {
        return false;
    }

    @Override
    public void log(LogStyle style, String line) {
        if (style == LogStyle.ERROR) {
            notes.add(masker.mask(line));
        }
    }

    @Override
    public void beginSection(String name, String title) {
        // There is no log.
    }

    @Override
    public void endSection() {
        // There is no log.
    }

    @Override
    public Optional<byte[]> readFile(String path, int limitBytes) {
        return Optional.empty();
    }

    @Override
    public Optional<String> digestOf(List<String> paths) {
        return Optional.empty();
    }

    @Override
    public Optional<String> lastCommitOf(List<String> paths) {
        return Optional.empty();
    }
}
