package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobInput;
import dev.sluice.core.model.JobReports;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.JobSession.ArtifactRequest.Audience;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.ScriptProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happens inside a GitLab job (docs.gitlab.com, "CI/CD YAML syntax reference" and GitLab Runner's order of work):
 * hook, sources, caches, artifacts, {@code before_script} with {@code script} in one shell, {@code after_script} in another, caches,
 * artifacts. Plain data; no secret is among it, those come with the session.
 *
 * @param job the job's name
 * @param variables of the file and of the person who started the run, as written
 * @param artifactsFrom jobs whose artifacts are unpacked, in order
 * @param outputsFrom jobs whose dotenv variables this job sees, later ones win
 * @param artifacts what it keeps
 * @param image an executor without containers says that it has no effect
 * @param environment what the file says of its environment beyond the name
 * @param coverage regular expression that finds the coverage in the log; empty where there is none
 * @param outside what it wants of services that nothing here is connected with
 * @param inputs what a person may choose; their places in the texts are filled in as the job begins
 */
public record GitlabProgram(
        String job,
        Variables variables,
        List<String> artifactsFrom,
        List<String> outputsFrom,
        Scripts scripts,
        Optional<Artifacts> artifacts,
        List<Cache> caches,
        Optional<Image> image,
        List<Service> services,
        Optional<EnvironmentDetail> environment,
        Optional<String> coverage,
        Optional<Outside> outside,
        List<JobInput> inputs)
        implements ScriptProgram {

    public GitlabProgram {
        artifactsFrom = List.copyOf(artifactsFrom);
        outputsFrom = List.copyOf(outputsFrom);
        caches = List.copyOf(caches);
        services = List.copyOf(services);
        inputs = List.copyOf(inputs);
    }

    @Override
    public List<String> inputProblems(Map<String, String> chosen) {
        return JobInputValues.problems(inputs, chosen);
    }

    @Override
    public GitlabProgram choosing(Map<String, String> chosen) {
        return new GitlabProgram(
                job,
                variables,
                artifactsFrom,
                outputsFrom,
                scripts,
                artifacts,
                caches,
                image,
                services,
                environment,
                coverage,
                outside,
                inputs.stream()
                        .map(input -> input.with(chosen.getOrDefault(input.name(), input.value())))
                        .toList());
    }

    /** The program with values in place of its inputs. */
    public GitlabProgram filled(Map<String, String> chosen) {
        return inputs.isEmpty() ? this : new InputFilling(JobInputValues.of(inputs, chosen)).of(this);
    }

    /** The program with a line for each of its steps in place of them: for showing what would run. */
    public GitlabProgram outlined() {
        if (scripts.steps().isEmpty()) {
            return this;
        }
        List<String> lines = scripts.steps().stream()
                .map(step -> switch (step.source()) {
                    case StepCall.Source.Script(String commands) -> commands;
                    case StepCall.Source.Local(String path) -> "# step " + step.name() + ": " + path;
                    case StepCall.Source.Elsewhere(String what) -> "# step " + step.name() + ": " + what;
                })
                .toList();
        return new GitlabProgram(
                job,
                variables,
                artifactsFrom,
                outputsFrom,
                new Scripts(scripts.before(), lines, scripts.after(), scripts.beforeSources()),
                artifacts,
                caches,
                image,
                services,
                environment,
                coverage,
                outside,
                inputs);
    }

    @Override
    public JobResult run(JobSession session) throws JobStopped {
        return new JobRun(filled(session.inputs()), session).run();
    }

    @Override
    public JobReports reports() {
        List<String> kinds = artifacts
                .map(kept -> kept.reports().stream()
                        .map(Report::kind)
                        .filter(kind -> !kind.equals("dotenv"))
                        .toList())
                .orElse(List.of());
        Optional<JobReports.Exposed> exposed =
                artifacts.flatMap(kept -> kept.exposeAs().map(title -> new JobReports.Exposed(title, kept.paths())));
        return new JobReports(coverage, kinds, exposed);
    }

    @Override
    public Audience audience() {
        return artifacts.map(Artifacts::audience).orElse(Audience.ALL);
    }

    @Override
    public List<IdentityRequest> identities(List<ProjectVariable> kept) {
        List<IdToken> tokens = outside.map(Outside::tokens).orElse(List.of());
        if (tokens.isEmpty()) {
            return List.of();
        }
        List<GitlabVariable> layers = new ArrayList<>(variables.below());
        kept.forEach(variable -> layers.add(GitlabVariable.kept(variable)));
        layers.addAll(variables.above());
        VariableSet all = VariableSet.of(layers);
        Map<String, String> values = all.circle().isEmpty() ? all.expanded() : Map.of();
        return tokens.stream()
                .map(token -> new IdentityRequest(
                        token.variable(),
                        token.audiences().stream()
                                .map(text -> Expansion.of(text, values))
                                .toList()))
                .toList();
    }

    /**
     * The job's variables in two layers. Between them rank those of earlier jobs (dotenv), then those that the project keeps.
     *
     * @param below predefined, global, of the workflow's rule, of the job, of its matrix, of its rule
     * @param above given by whoever started the run
     */
    public record Variables(List<GitlabVariable> below, List<GitlabVariable> above) {
        public Variables {
            below = List.copyOf(below);
            above = List.copyOf(above);
        }
    }

    /**
     * What the file says of the job's environment.
     *
     * @param url with variables, expanded when the job is done; empty text where there is none
     * @param onStop the job that stops it; empty text where there is none
     * @param autoStopIn after which time without a deployment it is stopped
     */
    public record EnvironmentDetail(String url, String onStop, Optional<Duration> autoStopIn) {}

    /**
     * What a job wants of others.
     *
     * @param notes sentences for the log: what it goes on without
     * @param secrets variables without which it cannot begin
     * @param tokens that say who it is; only a server issues them
     * @param elsewhere jobs of other pipelines whose artifacts and variables it takes
     * @param release what it announces when its script has passed
     */
    public record Outside(
            List<String> notes,
            List<String> secrets,
            List<IdToken> tokens,
            List<OtherNeed> elsewhere,
            Optional<Release> release) {
        static final Outside NOTHING = new Outside(List.of(), List.of(), List.of(), List.of(), Optional.empty());

        public Outside {
            notes = List.copyOf(notes);
            secrets = List.copyOf(secrets);
            tokens = List.copyOf(tokens);
            elsewhere = List.copyOf(elsewhere);
        }
    }

    /** A job of another pipeline whose artifacts are wanted; texts with variables. */
    public sealed interface OtherNeed {
        /** {@code needs:project}. */
        record OfProject(String project, String ref, String job) implements OtherNeed {}

        /**
         * {@code needs:pipeline:job}.
         *
         * @param optional whether the job goes on where that pipeline has no such job
         */
        record OfPipeline(String pipeline, String job, boolean optional) implements OtherNeed {}
    }

    /** A token that says who the job is, for these audiences, in whose texts variables are replaced. */
    public record IdToken(String variable, List<String> audiences) {
        public IdToken {
            audiences = List.copyOf(audiences);
        }
    }

    /**
     * {@code release}; all texts with variables, empty where the file says nothing.
     *
     * @param description text, or the path of a file that holds it
     * @param releasedAt a date of ISO 8601
     */
    public record Release(
            String tag,
            String tagMessage,
            String ref,
            String name,
            String description,
            List<String> milestones,
            String releasedAt,
            List<ReleaseLink> links) {
        public Release {
            milestones = List.copyOf(milestones);
            links = List.copyOf(links);
        }
    }

    /** {@code release:assets:links}; the kind by GitLab's word, {@code other} where the file says nothing. */
    public record ReleaseLink(String name, String url, String path, String kind) {}

    /**
     * Commands.
     *
     * @param beforeSources {@code hooks:pre_get_sources_script}
     * @param steps {@code run}, in place of a script
     */
    public record Scripts(
            List<String> before,
            List<String> script,
            List<String> after,
            List<String> beforeSources,
            List<StepCall> steps) {
        /** Commands of a job without steps. */
        public Scripts(List<String> before, List<String> script, List<String> after, List<String> beforeSources) {
            this(before, script, after, beforeSources, List.of());
        }

        public Scripts {
            steps = List.copyOf(steps);
            before = List.copyOf(before);
            script = List.copyOf(script);
            after = List.copyOf(after);
            beforeSources = List.copyOf(beforeSources);
        }
    }

    /** A container image; texts are empty where the file says nothing. */
    public record Image(String name, List<String> entrypoint, String platform, String user, List<String> pullPolicy) {
        public Image {
            entrypoint = List.copyOf(entrypoint);
            pullPolicy = List.copyOf(pullPolicy);
        }
    }

    /** A container beside the job. */
    public record Service(Image image, String alias, List<String> command, List<GitlabVariable> variables) {
        public Service {
            command = List.copyOf(command);
            variables = List.copyOf(variables);
        }
    }

    /** On which outcome of the job files are kept. */
    public enum KeepWhen {
        ON_SUCCESS,
        ON_FAILURE,
        ALWAYS;

        boolean after(boolean success) {
            return switch (this) {
                case ON_SUCCESS -> success;
                case ON_FAILURE -> !success;
                case ALWAYS -> true;
            };
        }
    }

    /**
     * {@code artifacts}; paths with variables. Reports are kept whatever the outcome.
     *
     * @param exposeAs name under which the run's page leads to them
     */
    public record Artifacts(
            String name,
            List<String> paths,
            List<String> exclude,
            boolean untracked,
            Optional<Duration> expireIn,
            Audience audience,
            KeepWhen when,
            List<Report> reports,
            Optional<String> exposeAs) {
        public Artifacts {
            paths = List.copyOf(paths);
            exclude = List.copyOf(exclude);
            reports = List.copyOf(reports);
        }
    }

    /** A report: its kind by GitLab's word, e.g. {@code junit}, and its files. */
    public record Report(String kind, List<String> paths) {
        public Report {
            paths = List.copyOf(paths);
        }
    }

    /**
     * {@code cache}; texts with variables.
     *
     * @param policy {@code pull}, {@code push}, {@code pull-push}, or a variable that holds one of them
     * @param unprotect whether jobs of protected refs share it with all others; empty where the file does not say
     */
    public record Cache(
            CacheKey key,
            List<String> fallbackKeys,
            List<String> paths,
            boolean untracked,
            String policy,
            KeepWhen when,
            Optional<Boolean> unprotect) {
        public Cache {
            fallbackKeys = List.copyOf(fallbackKeys);
            paths = List.copyOf(paths);
        }
    }

    /** What names a cache. */
    public sealed interface CacheKey {
        /** A text with variables. */
        record Named(String text) implements CacheKey {}

        /** The content of files, behind a prefix. */
        record OfFiles(String prefix, List<String> files) implements CacheKey {
            public OfFiles {
                files = List.copyOf(files);
            }
        }

        /** The last commit that changed files, behind a prefix. */
        record OfCommits(String prefix, List<String> files) implements CacheKey {
            public OfCommits {
                files = List.copyOf(files);
            }
        }
    }
}
