package dev.sluice.cli.run;

import dev.sluice.adapters.runner.docker.DockerOptions;
import dev.sluice.cli.args.Arguments;
import dev.sluice.cli.args.Assignment;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.args.UsageError;
import dev.sluice.cli.containers.ContainerOptions;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.GitlabVariable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code sluice run} was asked to do.
 *
 * @param jobs the jobs to run with what they need; none: all
 * @param variables of the run, as a person gives them who starts it
 * @param secrets variables kept outside of the file, masked
 * @param inputs of the file
 * @param concurrency jobs at a time
 * @param containers where jobs run in containers; empty: as processes
 */
record RunRequest(
        Trigger.Event event,
        List<String> jobs,
        Map<String, String> variables,
        Map<String, String> secrets,
        Map<String, String> inputs,
        boolean ndjson,
        Optional<Path> artifactsTo,
        int concurrency,
        Optional<DockerOptions> containers) {

    static final Option<Trigger.Event> EVENT = new Option<>(
            "--event",
            "EVENT",
            "what the run is for, default push: " + String.join(", ", new Events().choices()),
            false,
            new Events());
    static final Option<String> JOB =
            Option.text("--job", "NAME", "run this job and what it needs").repeated();
    static final Option<Assignment> VAR = Option.assignments("--var", "a variable of the run");
    static final Option<Assignment> SECRET =
            Option.assignments("--secret", "a variable whose value is masked in all output");
    static final Option<Assignment> INPUT = Option.assignments("--input", "a value for an input of the file");
    static final Option<String> FORMAT = Option.choice("--format", "what is printed", "text", "ndjson");
    static final Option<Path> ARTIFACTS_TO =
            Option.path("--artifacts-to", "DIR", "leave each job's artifacts below this folder");
    static final Option<Integer> CONCURRENCY =
            Option.number("--concurrency", "N", "jobs at a time, default twice the processors", 1, 1000);

    RunRequest {
        jobs = List.copyOf(jobs);
        variables = Map.copyOf(variables);
        secrets = Map.copyOf(secrets);
        inputs = Map.copyOf(inputs);
    }

    static RunRequest of(Arguments arguments, Path directory) throws UsageError {
        int processors = Runtime.getRuntime().availableProcessors();
        return new RunRequest(
                arguments.one(EVENT).orElse(Trigger.Event.PUSH),
                arguments.all(JOB),
                map(arguments.all(VAR)),
                map(arguments.all(SECRET)),
                map(arguments.all(INPUT)),
                arguments.one(FORMAT).orElse("text").equals("ndjson"),
                arguments.one(ARTIFACTS_TO).map(path -> directory.resolve(path).normalize()),
                arguments.one(CONCURRENCY).orElse(Math.max(4, 2 * processors)),
                ContainerOptions.of(arguments, DockerOptions.ofPerson()));
    }

    private static Map<String, String> map(List<Assignment> assignments) {
        Map<String, String> map = new LinkedHashMap<>();
        for (Assignment assignment : assignments) {
            map.put(assignment.key(), assignment.value());
        }
        return map;
    }

    /** The secrets as rules see them. */
    List<GitlabVariable> kept() {
        List<GitlabVariable> kept = new ArrayList<>();
        secrets.forEach((name, value) -> kept.add(GitlabVariable.secret(name, value)));
        return kept;
    }

    /** The secrets as jobs get them. */
    List<ProjectVariable> projectVariables() {
        List<ProjectVariable> variables = new ArrayList<>();
        secrets.forEach((name, value) -> variables.add(new ProjectVariable(name, value, true, false)));
        return variables;
    }

    @Override
    public String toString() {
        return "run for " + event + " of " + jobs;
    }
}
