package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.JobSession.ArtifactRequest;
import dev.sluice.core.model.JobSession.Fetched;
import dev.sluice.core.model.JobSession.LogStyle;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.JobSession.ShellCommand;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.MaskedValues;
import dev.sluice.core.model.Sentence;
import dev.sluice.dialects.gitlab.GitlabProgram.Artifacts;
import dev.sluice.dialects.gitlab.GitlabProgram.Report;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One attempt of a job, in the order of GitLab Runner. Used once, by one thread. */
final class JobRun {
    private static final Duration AFTER_SCRIPT_LIMIT = Duration.ofMinutes(5);

    private final GitlabProgram program;
    private final JobSession session;
    private final OtherArtifacts elsewhere;
    private Map<String, String> values = Map.of();
    private List<String> fileVariables = List.of();
    private List<String> masked = List.of();
    /** For what the job leaves behind for people to see: names and addresses. */
    private MaskedValues secrets = MaskedValues.of(List.of());

    /** Names of the variables that the project keeps. */
    private final Set<String> kept = new HashSet<>();

    JobRun(GitlabProgram program, JobSession session) {
        this.program = program;
        this.session = session;
        this.elsewhere = new OtherArtifacts(session);
    }

    JobResult run() throws JobStopped {
        List<String> circle = takeVariables();
        if (!circle.isEmpty()) {
            return inCircle(circle);
        }
        Optional<JobResult> refused = outside();
        if (refused.isPresent()) {
            return refused.get();
        }
        session.useContainers(Containment.of(program, kept, values, masked));
        if (!program.scripts().beforeSources().isEmpty()) {
            session.beginSection("pre_get_sources", "Running pre_get_sources_script");
            int code = shell(program.scripts().beforeSources(), "running", Optional.empty());
            if (code != 0) {
                return failed(code, "pre_get_sources_script");
            }
        }
        sources();
        Caches caches = new Caches(program, session, values);
        if (!program.caches().isEmpty()) {
            session.beginSection("restore_cache", "Restoring caches");
            caches.restore();
        }
        if (!program.artifactsFrom().isEmpty() || elsewhere.isAny()) {
            session.beginSection("download_artifacts", "Fetching artifacts");
            Optional<String> missing = fetchArtifacts();
            if (missing.isPresent()) {
                return failed(FailureReason.MISSING_DEPENDENCY, missing.get());
            }
        }
        session.beginSection("step_script", "Executing the script");
        Optional<Outcome> ended = script();
        Optional<Outcome> failure = ended.isPresent() ? ended : release().map(JobRun::unreleased);
        boolean success = failure.isEmpty();
        afterScript(success ? "success" : "failed");
        if (!program.caches().isEmpty()) {
            session.beginSection("archive_cache", "Saving caches");
            caches.save(success);
        }
        Map<String, String> outputs = keepFiles(success);
        session.endSection();
        return new JobResult(failure.orElseGet(Outcome.Success::new), outputs, environmentUrl(outputs));
    }

    /** Announces the release, after the script and before {@code after_script}; why that failed. */
    private Optional<String> release() throws JobStopped {
        Optional<GitlabProgram.Release> wanted = program.outside().flatMap(GitlabProgram.Outside::release);
        return wanted.isPresent() ? new ReleaseStep(session, values, secrets).make(wanted.get()) : Optional.empty();
    }

    private static Outcome unreleased(String why) {
        return new Outcome.Failure(FailureReason.SCRIPT_FAILURE, OptionalInt.of(1), why);
    }

    /** Says what the job does without; the failure of one that cannot do without. */
    private Optional<JobResult> outside() throws JobStopped {
        if (program.outside().isEmpty()) {
            return Optional.empty();
        }
        GitlabProgram.Outside outside = program.outside().get();
        for (String note : outside.notes()) {
            session.log(LogStyle.WARNING, note);
        }
        for (GitlabProgram.IdToken token : outside.tokens()) {
            if (!kept.contains(token.variable())) {
                session.log(LogStyle.WARNING, "no token for " + token.variable() + ": only a server issues id_tokens");
            }
        }
        if (!outside.secrets().isEmpty()) {
            return Optional.of(failed(
                    FailureReason.RUNNER_SYSTEM_FAILURE,
                    Sentence.NO_SECRETS.with(String.join(", ", outside.secrets()))));
        }
        return elsewhere(outside.elsewhere());
    }

    /** Finds what it takes of other pipelines, and takes up the variables that come with it. */
    private Optional<JobResult> elsewhere(List<GitlabProgram.OtherNeed> needs) throws JobStopped {
        Optional<String> missing = elsewhere.find(needs, values);
        if (missing.isPresent()) {
            return Optional.of(failed(FailureReason.MISSING_DEPENDENCY, missing.get()));
        }
        List<String> circle = elsewhere.isAny() ? takeVariables() : List.of();
        return circle.isEmpty() ? Optional.empty() : Optional.of(inCircle(circle));
    }

    private static JobResult inCircle(List<String> circle) {
        return failed(FailureReason.DATA_INTEGRITY, Sentence.VARIABLES_CIRCLE.with(String.join(" -> ", circle)));
    }

    /** Layers by rank; the runner's own come first and never win over the file. */
    private List<String> takeVariables() throws JobStopped {
        List<GitlabVariable> layers = new ArrayList<>();
        RunnerNames.add(
                session.runnerVariables(), program.job(), program.variables().below(), layers);
        layers.addAll(RunnerNames.withoutPerson(
                session.runnerVariables(), program.variables().below()));
        layers.add(GitlabVariable.raw("CI_PROJECT_DIR", session.workspace()));
        layers.add(GitlabVariable.raw("CI_BUILDS_DIR", parent(session.workspace())));
        for (String job : program.outputsFrom()) {
            session.outputsOf(job).forEach((name, value) -> layers.add(GitlabVariable.raw(name, value)));
        }
        layers.addAll(elsewhere.variables());
        for (ProjectVariable variable : session.projectVariables()) {
            kept.add(variable.name());
            layers.add(GitlabVariable.kept(variable));
        }
        layers.addAll(program.variables().above());
        VariableSet all = VariableSet.of(layers);
        fileVariables = all.all().stream()
                .filter(GitlabVariable::file)
                .map(GitlabVariable::name)
                .toList();
        masked = all.all().stream()
                .filter(GitlabVariable::masked)
                .map(GitlabVariable::value)
                .toList();
        secrets = all.masked();
        List<String> circle = all.circle();
        if (circle.isEmpty()) {
            values = all.inJob();
        }
        return circle;
    }

    private static String parent(String folder) {
        int slash = folder.lastIndexOf('/');
        return slash <= 0 ? "/" : folder.substring(0, slash);
    }

    private void sources() throws JobStopped {
        String strategy = values.getOrDefault("GIT_STRATEGY", "");
        session.beginSection("get_sources", "Getting the sources");
        if (strategy.equals("none") || strategy.equals("empty")) {
            session.log(LogStyle.NOTE, "No sources: GIT_STRATEGY is " + strategy);
        } else if (values.getOrDefault("GIT_CHECKOUT", "true").equals("false")) {
            session.log(LogStyle.NOTE, "No files are put into the workspace: GIT_CHECKOUT is false");
        } else {
            session.checkout();
        }
    }

    /**
     * Why the job cannot go on: artifacts have expired; a job that kept none is no trouble (docs.gitlab.com, "CI/CD YAML syntax
     * reference", {@code dependencies}).
     */
    private Optional<String> fetchArtifacts() throws JobStopped {
        for (String job : program.artifactsFrom()) {
            if (session.fetchArtifacts(job) == Fetched.EXPIRED) {
                return Optional.of(Sentence.ARTIFACTS_EXPIRED.with(job));
            }
        }
        return elsewhere.fetch();
    }

    private int shell(List<String> commands, String status, Optional<Duration> limit) throws JobStopped {
        Map<String, String> environment = new LinkedHashMap<>(values);
        environment.put("CI_JOB_STATUS", status);
        String script = ScriptText.of(
                commands, values.getOrDefault("CI_DEBUG_TRACE", "").equals("true"));
        return session.shell(new ShellCommand(script, environment, fileVariables, masked, limit));
    }

    /** GitLab runs {@code after_script} of a job that is cancelled meanwhile (docs.gitlab.com, {@code after_script}). */
    private Optional<Outcome> script() throws JobStopped {
        try {
            return program.scripts().steps().isEmpty() ? commands() : steps();
        } catch (JobStopped stopped) {
            if (stopped.outcome() instanceof Outcome.Canceled
                    && !program.scripts().after().isEmpty()
                    && session.mayEndInOrder()) {
                afterScript("canceled");
            }
            throw stopped;
        }
    }

    /** The failure of the script; empty where it passed. */
    private Optional<Outcome> commands() throws JobStopped {
        List<String> commands = new ArrayList<>(program.scripts().before());
        commands.addAll(program.scripts().script());
        int code = shell(commands, "running", Optional.empty());
        return code == 0 ? Optional.empty() : Optional.of(failure(code, "script"));
    }

    /** The failure of the steps; empty where all passed. */
    private Optional<Outcome> steps() throws JobStopped {
        if (!program.scripts().before().isEmpty()) {
            int code = shell(program.scripts().before(), "running", Optional.empty());
            if (code != 0) {
                return Optional.of(failure(code, "before_script"));
            }
        }
        StepsRun.Environment environment = new StepsRun.Environment(values, fileVariables, masked);
        return new StepsRun(session, environment).run(program.scripts().steps());
    }

    private void afterScript(String status) throws JobStopped {
        if (program.scripts().after().isEmpty()) {
            return;
        }
        session.beginSection("after_script", "Running after_script");
        int code = shell(program.scripts().after(), status, Optional.of(AFTER_SCRIPT_LIMIT));
        if (code != 0) {
            session.log(
                    LogStyle.WARNING,
                    "after_script ended with exit code " + code + "; the result of the job stays what it was");
        }
    }

    /** Keeps artifacts and reports; the variables of the dotenv report. */
    private Map<String, String> keepFiles(boolean success) throws JobStopped {
        Map<String, String> outputs = new LinkedHashMap<>();
        if (program.artifacts().isEmpty()) {
            return outputs;
        }
        Artifacts artifacts = program.artifacts().get();
        session.beginSection("upload_artifacts", "Keeping artifacts");
        boolean any = !artifacts.paths().isEmpty() || artifacts.untracked();
        if (any && artifacts.when().after(success)) {
            String name = secrets.hidden(Expansion.of(artifacts.name(), values));
            session.keepArtifacts(new ArtifactRequest(
                    name.isBlank() ? "artifacts" : name,
                    ArtifactRequest.Kind.ARCHIVE,
                    paths(artifacts.paths()),
                    paths(artifacts.exclude()),
                    artifacts.untracked(),
                    artifacts.expireIn(),
                    artifacts.audience()));
        }
        for (Report report : artifacts.reports()) {
            List<String> paths = paths(report.paths());
            if (report.kind().equals("dotenv")) {
                for (String path : paths) {
                    outputs.putAll(dotenv(path));
                }
            } else if (!paths.isEmpty()) {
                session.keepArtifacts(new ArtifactRequest(
                        report.kind(),
                        kind(report.kind()),
                        paths,
                        List.of(),
                        false,
                        artifacts.expireIn(),
                        artifacts.audience()));
            }
        }
        return outputs;
    }

    private static ArtifactRequest.Kind kind(String report) {
        return switch (report) {
            case "junit" -> ArtifactRequest.Kind.JUNIT;
            case "coverage_report" -> ArtifactRequest.Kind.COVERAGE;
            default -> ArtifactRequest.Kind.OTHER_REPORT;
        };
    }

    private Map<String, String> dotenv(String path) throws JobStopped {
        Optional<byte[]> content = session.readFile(path, Dotenv.BYTES_MAX + 1);
        if (content.isEmpty()) {
            session.log(LogStyle.WARNING, "the dotenv report " + path + " does not exist");
            return Map.of();
        }
        if (content.get().length > Dotenv.BYTES_MAX) {
            session.log(
                    LogStyle.WARNING,
                    "the dotenv report " + path + " has more than " + Dotenv.BYTES_MAX + " bytes and was left out");
            return Map.of();
        }
        Dotenv dotenv = Dotenv.parse(new String(content.get(), StandardCharsets.UTF_8));
        for (String note : dotenv.notes()) {
            session.log(LogStyle.WARNING, note);
        }
        return dotenv.variables();
    }

    private List<String> paths(List<String> paths) {
        return paths(paths, values, session.workspace());
    }

    /** Paths with variables expanded, relative to the workspace. */
    static List<String> paths(List<String> paths, Map<String, String> values, String workspace) {
        List<String> relative = new ArrayList<>();
        for (String path : paths) {
            String expanded = Expansion.of(path, values);
            if (expanded.startsWith(workspace + "/")) {
                expanded = expanded.substring(workspace.length() + 1);
            }
            while (expanded.startsWith("./")) {
                expanded = expanded.substring(2);
            }
            if (!expanded.isBlank()) {
                relative.add(expanded);
            }
        }
        return relative;
    }

    private Optional<String> environmentUrl(Map<String, String> outputs) {
        Map<String, String> all = new LinkedHashMap<>(values);
        all.putAll(outputs);
        return program.environment()
                .map(environment -> secrets.hidden(Expansion.of(environment.url(), all)))
                .filter(url -> !url.isBlank());
    }

    private static JobResult failed(int code, String script) {
        return JobResult.of(failure(code, script));
    }

    private static Outcome failure(int code, String script) {
        return new Outcome.Failure(
                FailureReason.SCRIPT_FAILURE, OptionalInt.of(code), Sentence.SCRIPT_EXIT.with(script, code));
    }

    private static JobResult failed(FailureReason reason, String message) {
        return JobResult.of(new Outcome.Failure(reason, OptionalInt.empty(), message));
    }
}
