package dev.sluice.cli.run;

import dev.sluice.cli.args.Nearest;
import dev.sluice.cli.args.UsageError;
import dev.sluice.core.glob.NameGlob;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@code --job NAME}: a pipeline cut down to some jobs and what they wait for. */
final class JobSelection {
    private JobSelection() {}

    /**
     * The named jobs and all that they need. A name also means all copies of a parallel or matrix job. A named job that
     * waits for a person is started: naming it is the person's word.
     *
     * @param file all jobs of the file; asked only about a name that the pipeline does not have
     * @throws UsageError where no job has the name
     */
    static Pipeline of(Pipeline pipeline, List<String> names, Supplier<List<String>> file) throws UsageError {
        Set<String> named = new LinkedHashSet<>();
        for (String name : names) {
            named.addAll(matching(pipeline, name, file));
        }
        Set<String> wanted = withNeeds(pipeline, named);
        List<Job> jobs = new ArrayList<>();
        for (Job job : pipeline.jobs()) {
            if (wanted.contains(job.name())) {
                jobs.add(named.contains(job.name()) ? started(job) : job);
            }
        }
        return pipeline.withJobs(jobs);
    }

    /** The jobs that a name means: the one of that name, else the copies of that name, else those that match its stars. */
    static List<String> matching(Pipeline pipeline, String name, Supplier<List<String>> file) throws UsageError {
        List<String> all = pipeline.jobs().stream().map(Job::name).toList();
        if (all.contains(name)) {
            return List.of(name);
        }
        List<String> found = all.stream().filter(job -> means(name, job)).toList();
        if (!found.isEmpty()) {
            return found;
        }
        if (file.get().stream().anyMatch(job -> means(name, job))) {
            throw new UsageError(
                    "job \"" + name + "\" is not in this pipeline: the file has it, but its rules leave it out here",
                    "another --event or --var may bring it in; sluice list shows all jobs");
        }
        throw new UsageError(
                "no job \"" + name + "\" in this pipeline",
                Nearest.hint(name, all, "the jobs are: " + String.join(", ", all)));
    }

    /** Whether a person who wrote the name may mean the job. */
    static boolean means(String name, String job) {
        return job.equals(name) || isCopyOf(job, name) || isMeant(name, job);
    }

    /** Brackets are part of the names of matrix jobs and so stand for themselves. */
    private static boolean isMeant(String pattern, String job) {
        return pattern.indexOf('*') >= 0
                && NameGlob.matches(
                        pattern.replace("\\", "\\\\").replace("[", "\\[").replace("?", "\\?"), job);
    }

    /** {@code test: [3.12, linux]} and {@code build 1/3} are copies of {@code test} and {@code build}. */
    private static boolean isCopyOf(String copy, String name) {
        if (!copy.startsWith(name)) {
            return false;
        }
        String rest = copy.substring(name.length());
        if (rest.startsWith(": [")) {
            return true;
        }
        int slash = rest.indexOf('/');
        return slash > 1
                && rest.charAt(0) == ' '
                && isNumber(rest.substring(1, slash))
                && isNumber(rest.substring(slash + 1));
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static Set<String> withNeeds(Pipeline pipeline, Set<String> named) {
        Set<String> wanted = new LinkedHashSet<>(named);
        Deque<String> open = new ArrayDeque<>(named);
        while (!open.isEmpty()) {
            Job job = pipeline.job(open.remove()).orElseThrow();
            for (String need : needs(pipeline, job)) {
                if (wanted.add(need)) {
                    open.add(need);
                }
            }
        }
        return wanted;
    }

    static List<String> needs(Pipeline pipeline, Job job) {
        List<String> names = new ArrayList<>();
        switch (job.waits()) {
            case Job.Waits.ForJobs(List<Job.Need> needs) -> {
                for (Job.Need need : needs) {
                    names.add(need.job());
                }
            }
            case Job.Waits.ForEarlierStages() -> {
                for (Job earlier : pipeline.jobs()) {
                    if (earlier.stage() < job.stage()) {
                        names.add(earlier.name());
                    }
                }
            }
        }
        return names;
    }

    /** The job without its wait for a person: naming it is the person's word. */
    static Job started(Job job) {
        return job.when() instanceof Job.When.Manual ? with(job, job.waits(), new Job.When.OnSuccess()) : job;
    }

    /** The job waiting for none but these. */
    static Job waitingFor(Job job, Set<String> names) {
        return switch (job.waits()) {
            case Job.Waits.ForJobs(List<Job.Need> needs) ->
                with(
                        job,
                        new Job.Waits.ForJobs(needs.stream()
                                .filter(need -> names.contains(need.job()))
                                .toList()),
                        job.when());
            case Job.Waits.ForEarlierStages() -> job;
        };
    }

    private static Job with(Job job, Job.Waits waits, Job.When when) {
        return new Job(
                job.name(),
                job.stage(),
                waits,
                when,
                job.allowFailure(),
                job.retry(),
                job.timeout(),
                job.interruptible(),
                job.resourceGroup(),
                job.environment(),
                job.tags(),
                job.at(),
                job.program());
    }
}
