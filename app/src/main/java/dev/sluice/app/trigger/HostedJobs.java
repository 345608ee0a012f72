package dev.sluice.app.trigger;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.AccountStore;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.run.FamilyJobs;
import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.app.run.OtherJobs;
import dev.sluice.app.run.RunQueries;
import dev.sluice.app.run.RunQueries.RunFilter;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.OtherJob;
import dev.sluice.core.model.OtherJob.Answer;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.core.model.Sentence;
import java.util.Optional;

/**
 * Jobs of all projects of this server, as far as the person may have what they left who started the job that asks
 * (docs.gitlab.com, CI/CD YAML syntax, {@code needs:project}). Safe for many threads.
 */
public final class HostedJobs implements OtherJobs {
    /** So many of a ref's newest runs are looked through for a job that succeeded: fewer than the store keeps at hand. */
    private static final int RUNS_MAX = 100;

    private final ProjectStore projects;
    private final RunStore runs;
    private final RunQueries queries;
    private final AccountStore accounts;
    private final Access access;
    private final FamilyJobs family;

    public HostedJobs(ProjectStore projects, RunStore runs, RunQueries queries, AccountStore accounts) {
        this.projects = projects;
        this.runs = runs;
        this.queries = queries;
        this.accounts = accounts;
        this.access = new Access(accounts);
        this.family = new FamilyJobs(runs);
    }

    @Override
    public Answer find(OtherJob wanted, JobOrder asking) {
        return switch (wanted) {
            case OtherJob.OfRun ofRun -> family.find(ofRun, asking.run());
            case OtherJob.OfProject ofProject -> find(ofProject, person(asking));
        };
    }

    /** Whoever started the job or started it again counts, as in GitLab. */
    private String person(JobOrder asking) {
        return runs.load(asking.run())
                .flatMap(run -> run.startedBy(asking.job().name(), asking.attempt()))
                .orElse(asking.trigger().actor().login());
    }

    private Answer find(OtherJob.OfProject wanted, String person) {
        Optional<Caller> caller = accounts.byLogin(person).map(account -> new Caller.Person(account, "", "local"));
        Optional<Project> project = projects.byPath(wanted.project())
                .filter(one -> caller.filter(who -> access.allows(who, Permission.READ, one.id()))
                        .isPresent());
        if (project.isEmpty()) {
            return new Answer.Refused(
                    Sentence.NO_PROJECT_SEEN.with(wanted.project(), person.isEmpty() ? "this run" : person));
        }
        Optional<StoredRun> run = newest(project.get().id(), wanted);
        if (run.isEmpty()) {
            return new Answer.Refused(Sentence.NO_OTHER_JOB.with(wanted.ref(), wanted.project(), wanted.job()));
        }
        return mayHave(caller.orElseThrow(), run.get(), wanted.job())
                ? FamilyJobs.found(
                        run.get(), run.get().state().job(wanted.job()).orElseThrow())
                : new Answer.Refused(Sentence.OTHER_ARTIFACTS_CLOSED.with(wanted.job(), wanted.project(), person));
    }

    private boolean mayHave(Caller caller, StoredRun run, String name) {
        return run.state()
                .pipeline()
                .job(name)
                .map(Job::program)
                .filter(program -> !(program instanceof ScriptProgram script)
                        || access.mayHave(caller, script.audience(), run.id().project()))
                .isPresent();
    }

    /** The newest run of the ref in which the job succeeded, whatever became of the rest; runs of merge requests have refs of their own. */
    private Optional<StoredRun> newest(long project, OtherJob.OfProject wanted) {
        return queries.runs(project, new RunFilter(wanted.ref(), "", "", ""), Long.MAX_VALUE, RUNS_MAX).stream()
                .map(RunSummary::id)
                .flatMap(run -> runs.load(run).stream())
                .filter(run -> succeeded(run, wanted.job()))
                .findFirst();
    }

    private static boolean succeeded(StoredRun run, String job) {
        return run.trigger().mergeRequest().isEmpty()
                && run.state()
                        .job(job)
                        .map(JobState::status)
                        .filter(JobStatus.SUCCESS::equals)
                        .isPresent();
    }
}
