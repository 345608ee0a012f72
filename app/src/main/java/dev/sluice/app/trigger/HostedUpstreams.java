package dev.sluice.app.trigger;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.AccountStore;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.run.RunAncestry;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunQueries;
import dev.sluice.app.run.RunQueries.RunFilter;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.Upstreams;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.Trigger;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The newest runs of this server's projects, as far as the person may see them who started the job that asks. Child runs
 * and those of merge requests are none of the branch's own. Safe for many threads.
 */
public final class HostedUpstreams implements Upstreams {
    private static final int RUNS_MAX = 200;

    private final ProjectStore projects;
    private final RunAncestry ancestry;
    private final RunQueries runs;
    private final AccountStore accounts;
    private final Access access;

    public HostedUpstreams(ProjectStore projects, RunStore stored, RunQueries runs, AccountStore accounts) {
        this.projects = projects;
        this.ancestry = new RunAncestry(stored);
        this.runs = runs;
        this.accounts = accounts;
        this.access = new Access(accounts);
    }

    @Override
    public Newest newest(String path, RunId asks, Trigger asking) {
        String person = asking.actor().login();
        Optional<Project> project = project(path, asking.project().namespace()).filter(one -> maySee(person, one));
        Set<RunId> above = ancestry.upwards(asks, _ -> true).collect(Collectors.toSet());
        return project.isEmpty()
                ? new Newest.Refused(Sentence.NO_PROJECT_SEEN.with(path, person.isEmpty() ? "this run" : person))
                : runs
                        .runs(
                                project.get().id(),
                                new RunFilter(project.get().defaultBranch(), "", "", ""),
                                Long.MAX_VALUE,
                                RUNS_MAX)
                        .stream()
                        .filter(HostedUpstreams::isOfBranch)
                        .filter(run -> !above.contains(run.id()))
                        .findFirst()
                        .<Newest>map(run -> new Newest.Run(run.id()))
                        .orElseGet(Newest.None::new);
    }

    private Optional<Project> project(String path, String namespace) {
        return projects.byPath(path)
                .or(() -> path.contains("/") || namespace.isEmpty()
                        ? Optional.empty()
                        : projects.byPath(namespace + "/" + path));
    }

    private boolean maySee(String person, Project project) {
        return accounts.byLogin(person)
                .filter(account ->
                        access.allows(new Caller.Person(account, "", "local"), Permission.READ, project.id()))
                .isPresent();
    }

    private static boolean isOfBranch(RunSummary run) {
        return switch (run.event()) {
            case PUSH, SCHEDULE, MANUAL, API, TRIGGER, PIPELINE -> true;
            case TAG, MERGE_REQUEST, PARENT_PIPELINE -> false;
        };
    }
}
