package dev.sluice.app.run;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.core.model.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Small runs for the tests of stores, queues and loops. */
public final class Runs {
    private Runs() {}

    /** A program that needs no machine. */
    public record Nothing(String note) implements ScriptProgram {
        @Override
        public JobResult run(JobSession session) {
            return JobResult.of(new JobResult.Outcome.Success());
        }
    }

    /** A pipeline of one stage with these jobs. */
    public static Pipeline pipeline(String... names) {
        return new Pipeline("gitlab", ".gitlab-ci.yml", Optional.empty(), List.of("test"), jobs(0, names));
    }

    /** A pipeline whose jobs come one after the other, each in a stage of its own. */
    public static Pipeline chain(String... names) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            jobs.addAll(jobs(i, names[i]));
        }
        return new Pipeline("gitlab", ".gitlab-ci.yml", Optional.empty(), List.of(names), jobs);
    }

    private static List<Job> jobs(int stage, String... names) {
        List<Job> jobs = new ArrayList<>();
        for (String name : names) {
            jobs.add(new Job(
                    name,
                    stage,
                    new Job.Waits.ForEarlierStages(),
                    new Job.When.OnSuccess(),
                    new Job.AllowFailure.Never(),
                    Job.Retry.never(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(),
                    new Position(".gitlab-ci.yml", jobs.size() + 1, 1),
                    new Nothing(name)));
        }
        return jobs;
    }

    /** The pipeline in this status, all of its jobs waiting. */
    public static RunState state(Pipeline pipeline, RunStatus status) {
        List<JobState> jobs = new ArrayList<>();
        for (Job job : pipeline.jobs()) {
            jobs.add(new JobState(
                    job.name(),
                    JobStatus.WAITING,
                    false,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Map.of(),
                    Optional.empty(),
                    Map.of()));
        }
        return new RunState(pipeline, status, jobs, Optional.empty(), Optional.empty(), Optional.empty(), 0);
    }

    /** A push to {@code main}. */
    public static Trigger push() {
        return new Trigger(
                Trigger.Event.PUSH,
                new Trigger.GitRef.Branch("main"),
                new Trigger.Commit("a".repeat(40), "Change\n", "Dev <dev@example.com>", "2026-01-02T03:04:05Z"),
                "0".repeat(40),
                "main",
                new Trigger.Actor("dev", "Dev", "dev@example.com"),
                new Trigger.ProjectInfo(
                        1, "group/project", "http://localhost", "http://localhost/x.git", "http://localhost"),
                Optional.empty(),
                Map.of());
    }
}
