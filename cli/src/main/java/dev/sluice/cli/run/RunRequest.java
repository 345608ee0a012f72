package dev.sluice.cli.run;

import dev.sluice.adapters.runner.docker.DockerOptions;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Arguments;
import dev.sluice.cli.args.Assignment;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.args.UsageError;
import dev.sluice.cli.containers.ContainerOptions;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.GitlabVariable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code sluice run} was asked to do.
 *
 * @param event what the run is for; empty: what the last run was for, or a push
 * @param selection which jobs
 * @param variables of the run, as a person gives them who starts it
 * @param kept variables kept outside of the pipeline file, one of a name
 * @param inputs of the file
 * @param concurrency jobs at a time
 * @param containers where jobs run in containers; empty: as processes
 * @param shellInto the job into which a shell is wanted when it fails; empty text: none
 * @param dryRun only show what would run
 * @param watch run again on change
 */
record RunRequest(
        Optional<Trigger.Event> event,
        Selection selection,
        Map<String, String> variables,
        List<ProjectVariable> kept,
        Map<String, String> inputs,
        boolean ndjson,
        Optional<Path> artifactsTo,
        int concurrency,
        Optional<DockerOptions> containers,
        String shellInto,
        boolean dryRun,
        boolean watch) {

    static final Option<Trigger.Event> EVENT = new Option<>(
            "--event",
            "EVENT",
            "what the run is for, default push: " + String.join(", ", new Events().choices()),
            false,
            new Events());
    static final Option<String> JOB = Option.text(
                    "--job", "NAME", "run this job and what it needs; * stands for any text: 'test: *'")
            .repeated();
    static final Option<String> NO_NEEDS = Option.flag(
            "--no-needs", "with --job: that job alone, with the artifacts that what it needs left in an earlier run");
    static final Option<String> FAILED =
            Option.flag("--failed", "what did not pass in the last run; the artifacts of what passed are taken over");
    static final Option<Assignment> VAR = Option.assignments("--var", "a variable of the run");
    static final Option<SecretArgument> SECRET = new Option<>(
            "--secret",
            "NAME[=VALUE]",
            "a variable whose value is masked in all output; without a value that of the environment",
            true,
            new SecretArgument.Reader());
    static final Option<Assignment> INPUT = Option.assignments("--input", "a value for an input of the file");
    static final Option<Assignment> JOB_INPUT =
            Option.assignments("--job-input", "with --job: a value for an input of the named jobs");
    static final Option<String> FORMAT = Option.choice("--format", "what is printed", "text", "ndjson");
    static final Option<Path> ARTIFACTS_TO =
            Option.path("--artifacts-to", "DIR", "leave each job's artifacts below this folder");
    static final Option<Integer> CONCURRENCY =
            Option.number("--concurrency", "N", "jobs at a time, default twice the processors", 1, 1000);
    static final Option<String> DRY_RUN = Option.flag("--dry-run", "show what would run and start nothing");
    static final Option<String> SHELL_INTO =
            Option.text("--shell-into", "JOB", "when the script of this job fails, open a shell where it ran");
    static final Option<String> WATCH =
            Option.flag("--watch", "run again whenever a file changes that git does not ignore");

    RunRequest {
        variables = Map.copyOf(variables);
        kept = List.copyOf(kept);
        inputs = Map.copyOf(inputs);
    }

    /**
     * Which jobs are to run.
     *
     * @param jobs named ones; none: all
     * @param alone without what they need
     * @param failed those that did not pass in the last run
     * @param inputs values for inputs of the named ones
     */
    record Selection(List<String> jobs, boolean alone, boolean failed, Map<String, String> inputs) {
        Selection {
            jobs = List.copyOf(jobs);
            inputs = Map.copyOf(inputs);
        }

        static Selection of(Arguments arguments) throws UsageError {
            List<String> jobs = arguments.all(JOB);
            boolean alone = arguments.has(NO_NEEDS);
            boolean failed = arguments.has(FAILED);
            if (alone && jobs.isEmpty()) {
                throw new UsageError("--no-needs needs --job", "it says which job is run alone");
            }
            if (failed && !jobs.isEmpty()) {
                throw new UsageError(
                        "--failed and --job do not go together", "--job NAME --no-needs runs one job again, alone");
            }
            Map<String, String> inputs = map(arguments.all(JOB_INPUT));
            if (!inputs.isEmpty() && jobs.isEmpty()) {
                throw new UsageError("--job-input needs --job", "it says whose input it is");
            }
            return new Selection(jobs, alone, failed, inputs);
        }
    }

    static RunRequest of(Invocation invocation) throws UsageError, CommandFailed {
        Arguments arguments = invocation.arguments();
        Selection selection = Selection.of(arguments);
        boolean watch = arguments.has(WATCH);
        String shellInto = arguments.one(SHELL_INTO).orElse("");
        for (Option<?> other : List.of(FAILED, DRY_RUN, SHELL_INTO)) {
            if (watch && !arguments.all(other).isEmpty()) {
                throw new UsageError("--watch and " + other.name() + " do not go together", "");
            }
        }
        int processors = Runtime.getRuntime().availableProcessors();
        return new RunRequest(
                arguments.one(EVENT),
                selection,
                map(arguments.all(VAR)),
                KeptVariables.of(invocation),
                map(arguments.all(INPUT)),
                arguments.one(FORMAT).orElse("text").equals("ndjson"),
                arguments.one(ARTIFACTS_TO).map(invocation::resolve),
                arguments.one(CONCURRENCY).orElse(Math.max(4, 2 * processors)),
                ContainerOptions.of(arguments, DockerOptions.ofPerson()),
                shellInto,
                arguments.has(DRY_RUN),
                watch);
    }

    static Map<String, String> map(List<Assignment> assignments) {
        Map<String, String> map = new LinkedHashMap<>();
        for (Assignment assignment : assignments) {
            map.put(assignment.key(), assignment.value());
        }
        return map;
    }

    /** The variables kept outside of the file as rules see them. */
    List<GitlabVariable> keptForRules() {
        return kept.stream()
                .map(one -> new GitlabVariable(one.name(), one.value(), !one.masked(), one.masked(), one.file()))
                .toList();
    }

    @Override
    public String toString() {
        return "run for " + event + " of " + selection;
    }
}
