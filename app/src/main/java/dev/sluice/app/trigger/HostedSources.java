package dev.sluice.app.trigger;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.AccountStore;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The repositories of this server. What a run may see and start elsewhere is what the person may who caused it: a pipeline
 * file gives nobody more rights. Safe for many threads.
 */
public final class HostedSources implements DownstreamSources {
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final String NO_COMMIT = "0".repeat(40);

    private final ProjectStore projects;
    private final PushedRepositories repositories;
    private final AccountStore accounts;
    private final Access access;
    private final ProjectAddresses addresses;
    private final ProtectedRefRules protection;

    public HostedSources(
            ProjectStore projects,
            PushedRepositories repositories,
            AccountStore accounts,
            ProjectAddresses addresses,
            ProtectedRefRules protection) {
        this.protection = protection;
        this.projects = projects;
        this.repositories = repositories;
        this.accounts = accounts;
        this.access = new Access(accounts);
        this.addresses = addresses;
    }

    @Override
    public Found<SourceTree> commitOf(Trigger trigger) {
        String sha = trigger.commit().sha();
        return projects.byId(trigger.project().id())
                .flatMap(project -> repositories.revision(project, trigger.ref().fullName(), sha, trigger.before()))
                .<Found<SourceTree>>map(revision -> new Found.Here<>(revision.tree()))
                .orElseGet(() -> new Found.None<>(Sentence.COMMIT_GONE.with(sha)));
    }

    @Override
    public Found<SourceTree> filesOf(String project, String ref, Trigger.Actor reader) {
        Optional<Project> found = allowed(project, reader, Permission.READ);
        if (found.isEmpty()) {
            return new Found.None<>(unknown(project, reader));
        }
        String wanted = ref.isEmpty() ? found.get().defaultBranch() : ref;
        return ChosenRef.find(repositories, found.get(), wanted)
                .map(ChosenRef::revision)
                .or(() -> commit(found.get(), wanted))
                .<Found<SourceTree>>map(at -> new Found.Here<>(at.tree()))
                .orElseGet(() -> new Found.None<>(Sentence.NO_REVISION.with(wanted, project)));
    }

    private Optional<PushedRepositories.Revision> commit(Project project, String id) {
        return COMMIT.matcher(id).matches() ? repositories.revision(project, "", id, NO_COMMIT) : Optional.empty();
    }

    @Override
    public Found<Target> targetOf(String project, Optional<String> branch, Trigger upstream) {
        Optional<Project> seen = allowed(project, upstream.actor(), Permission.READ);
        Optional<Project> found = allowed(project, upstream.actor(), Permission.RUN);
        if (seen.isEmpty()) {
            return new Found.None<>(unknown(project, upstream.actor()));
        }
        if (found.isEmpty()) {
            return new Found.None<>(Sentence.MAY_NOT_START.with(upstream.actor().login(), project));
        }
        String wanted = branch.orElse(found.get().defaultBranch());
        return ChosenRef.find(repositories, found.get(), wanted)
                .<Found<Target>>map(at -> target(found.get(), at, upstream.actor()))
                .orElseGet(() -> new Found.None<>(Sentence.NO_REF_IN.with(wanted, project)));
    }

    private Found<Target> target(Project project, ChosenRef at, Trigger.Actor actor) {
        return caller(actor)
                .flatMap(caller -> protection.runProblem(caller, project, at.gitRef()))
                .<Found<Target>>map(Found.None::new)
                .orElseGet(() -> new Found.Here<>(new Target(
                        at.byHand(project, addresses.of(project), actor, Map.of()),
                        at.revision().tree())));
    }

    /** Somebody who may not see a project is told the same as if there were none. */
    private static String unknown(String project, Trigger.Actor actor) {
        return Sentence.NO_PROJECT_SEEN.with(project, actor.login().isEmpty() ? "this run" : actor.login());
    }

    private Optional<Project> allowed(String path, Trigger.Actor actor, Permission permission) {
        return projects.byPath(path).filter(project -> caller(actor)
                .filter(caller -> access.allows(caller, permission, project.id()))
                .isPresent());
    }

    private Optional<Caller> caller(Trigger.Actor actor) {
        return accounts.byLogin(actor.login()).map(account -> new Caller.Person(account, "", "local"));
    }
}
