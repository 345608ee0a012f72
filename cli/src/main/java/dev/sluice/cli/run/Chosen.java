package dev.sluice.cli.run;

import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.args.UsageError;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.dialects.gitlab.GitlabProgram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What is to be run.
 *
 * @param pipeline with the jobs that are taken over among its jobs
 * @param whole all jobs of the pipeline are in it
 * @param named jobs that a person named
 * @param taken jobs that are not run, by name: an earlier run has done them
 * @param notes sentences for the person
 */
record Chosen(Pipeline pipeline, boolean whole, Set<String> named, Map<String, Taken> taken, List<String> notes) {
    Chosen {
        named = Set.copyOf(named);
        taken = Map.copyOf(taken);
        notes = List.copyOf(notes);
    }

    /**
     * The same with values for inputs of the named jobs.
     *
     * @throws UsageError where one of them cannot take a value
     */
    Chosen choosing(Map<String, String> inputs) throws UsageError {
        List<Job> jobs = new ArrayList<>();
        for (Job job : pipeline.jobs()) {
            jobs.add(inputs.isEmpty() || !named.contains(job.name()) ? job : choosing(job, inputs));
        }
        return new Chosen(pipeline.withJobs(jobs), whole, named, taken, notes);
    }

    private static Job choosing(Job job, Map<String, String> inputs) throws UsageError {
        if (!(job.program() instanceof ScriptProgram program)) {
            throw new UsageError("the job " + job.name() + " starts another run and has no inputs", "");
        }
        List<String> problems = program.inputProblems(inputs);
        if (!problems.isEmpty()) {
            throw new UsageError("job \"" + job.name() + "\": " + String.join("; ", problems), "");
        }
        return job.withProgram(program.choosing(inputs));
    }

    /** A job that an earlier run has done. */
    record Taken(long run, RunRecord.Entry job) {
        JobState state() {
            return JobState.takenOver(job.name(), job.outputs(), job.environmentUrl());
        }
    }

    /** All jobs. */
    static Chosen all(Pipeline pipeline) {
        return new Chosen(pipeline, true, Set.of(), Map.of(), List.of());
    }

    /** @param file names of all jobs of the file, see {@link JobSelection#matching} */
    static Chosen withNeeds(Pipeline pipeline, List<String> names, Supplier<List<String>> file) throws UsageError {
        return new Chosen(
                JobSelection.of(pipeline, names, file), false, named(pipeline, names, file), Map.of(), List.of());
    }

    private static Set<String> named(Pipeline pipeline, List<String> names, Supplier<List<String>> file)
            throws UsageError {
        Set<String> named = new LinkedHashSet<>();
        for (String name : names) {
            named.addAll(JobSelection.matching(pipeline, name, file));
        }
        return named;
    }

    /** The named jobs alone, with what the jobs before them left in the newest run in which they passed. */
    static Chosen alone(Pipeline pipeline, List<String> names, Supplier<List<String>> file, EarlierRuns earlier)
            throws UsageError {
        Set<String> named = named(pipeline, names, file);
        Map<String, Taken> taken = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        for (String name : named) {
            for (String source : sources(pipeline, name)) {
                if (!named.contains(source) && !taken.containsKey(source)) {
                    earlier.lastWith(source)
                            .ifPresentOrElse(
                                    run -> taken.put(
                                            source,
                                            new Taken(
                                                    run.number(),
                                                    run.job(source).orElseThrow())),
                                    () -> notes.add("no earlier run here has artifacts of " + source + "; " + name
                                            + " runs without them"));
                }
            }
        }
        return new Chosen(cut(pipeline, named, taken), false, named, taken, notes);
    }

    /** Jobs that hand something on to a job. */
    private static Set<String> sources(Pipeline pipeline, String name) {
        Job job = pipeline.job(name).orElseThrow();
        Set<String> sources = new LinkedHashSet<>();
        if (job.program() instanceof GitlabProgram program) {
            sources.addAll(program.artifactsFrom());
            sources.addAll(program.outputsFrom());
        } else {
            sources.addAll(JobSelection.needs(pipeline, job));
        }
        return sources;
    }

    private static Pipeline cut(Pipeline pipeline, Set<String> started, Map<String, Taken> taken) {
        Set<String> kept = new LinkedHashSet<>(started);
        kept.addAll(taken.keySet());
        List<Job> jobs = new ArrayList<>();
        for (Job job : pipeline.jobs()) {
            if (kept.contains(job.name())) {
                jobs.add(JobSelection.waitingFor(started.contains(job.name()) ? JobSelection.started(job) : job, kept));
            }
        }
        return pipeline.withJobs(jobs);
    }

    /**
     * What did not pass in an earlier run, beside what passed.
     *
     * @throws CommandFailed where that run does not fit the pipeline
     */
    static Chosen failedOf(RunRecord last, Pipeline pipeline) throws CommandFailed {
        Map<String, Taken> taken = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>();
        List<Job> jobs = new ArrayList<>();
        for (RunRecord.Entry entry : last.jobs()) {
            names.add(entry.name());
            Job job = pipeline.job(entry.name())
                    .orElseThrow(() -> misfit(last, "the job " + entry.name() + " is not in the pipeline any more"));
            if (entry.passed()) {
                if (!entry.definition().equals(JobDefinition.of(job))) {
                    throw misfit(last, "the job " + entry.name() + " passed then and has changed since");
                }
                taken.put(entry.name(), new Taken(last.number(), entry));
            }
        }
        for (Job job : pipeline.jobs()) {
            boolean known = names.contains(job.name());
            if (!known && last.whole()) {
                throw misfit(last, "the job " + job.name() + " is new");
            }
            if (known) {
                boolean again = last.job(job.name()).orElseThrow().failed();
                jobs.add(JobSelection.waitingFor(again ? JobSelection.started(job) : job, names));
            }
        }
        String note = "taken over from run " + last.number() + ": "
                + (taken.isEmpty() ? "nothing" : String.join(", ", taken.keySet()));
        return new Chosen(pipeline.withJobs(jobs), last.whole(), Set.of(), taken, List.of(note));
    }

    private static CommandFailed misfit(RunRecord last, String why) {
        return new CommandFailed(
                Exit.INVALID,
                "the last run (" + last.number() + ") does not fit the pipeline file: " + why,
                "sluice run runs all jobs anew; --job NAME --no-needs runs one of them");
    }
}
