package dev.sluice.app.trigger;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.AccountStore;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.trigger.PushedRepositories.Revision;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The repositories of this server. What a run may see and start elsewhere is what the person may who caused it: a pipeline
 * file gives nobody more rights. Safe for many threads.
 */
public final class HostedSources implements DownstreamSources {
    private static final String HEADS = "refs/heads/";
    private static final String TAGS = "refs/tags/";
    private static final String NO_COMMIT = "0".repeat(40);

    private final ProjectStore projects;
    private final PushedRepositories repositories;
    private final AccountStore accounts;
    private final Access access;
    private final ProjectAddresses addresses;

    public HostedSources(
            ProjectStore projects, PushedRepositories repositories, AccountStore accounts, ProjectAddresses addresses) {
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
                .orElseGet(() -> new Found.None<>("the commit " + sha + " is no longer in the repository"));
    }

    @Override
    public Found<SourceTree> filesOf(String project, String ref, Trigger.Actor reader) {
        Optional<Project> found = allowed(project, reader, Permission.READ);
        if (found.isEmpty()) {
            return new Found.None<>(unknown(project, reader));
        }
        String wanted = ref.isEmpty() ? found.get().defaultBranch() : ref;
        return revision(found.get(), wanted)
                .<Found<SourceTree>>map(at -> new Found.Here<>(at.revision().tree()))
                .orElseGet(() -> new Found.None<>("there is no branch or tag " + wanted + " in " + project));
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
        return revision(found.get(), wanted)
                .<Found<Target>>map(at -> new Found.Here<>(target(found.get(), at, upstream.actor())))
                .orElseGet(() -> new Found.None<>("there is no branch or tag " + wanted + " in " + project));
    }

    private Target target(Project project, At at, Trigger.Actor actor) {
        Trigger trigger = new Trigger(
                Trigger.Event.MANUAL,
                at.ref().startsWith(HEADS)
                        ? new Trigger.GitRef.Branch(at.ref().substring(HEADS.length()))
                        : new Trigger.GitRef.Tag(
                                at.ref().substring(TAGS.length()), at.revision().tagMessage()),
                at.revision().commit(),
                NO_COMMIT,
                project.defaultBranch(),
                actor,
                addresses.of(project),
                Optional.empty(),
                Map.of());
        return new Target(trigger, at.revision().tree());
    }

    /** Somebody who may not see a project is told the same as if there were none. */
    private static String unknown(String project, Trigger.Actor actor) {
        return "there is no project " + project + " that " + (actor.login().isEmpty() ? "this run" : actor.login())
                + " may see";
    }

    private Optional<Project> allowed(String path, Trigger.Actor actor, Permission permission) {
        return projects.byPath(path).filter(project -> accounts.byLogin(actor.login())
                .filter(account -> access.allows(new Caller.Person(account, "", "local"), permission, project.id()))
                .isPresent());
    }

    /** A commit by the full name of the ref that stands for it. */
    private record At(String ref, Revision revision) {}

    private Optional<At> revision(Project project, String name) {
        Map<String, String> refs = repositories.refs(project);
        return Stream.of(HEADS + name, TAGS + name)
                .filter(refs::containsKey)
                .findFirst()
                .flatMap(ref -> repositories
                        .revision(project, ref, refs.getOrDefault(ref, NO_COMMIT), NO_COMMIT)
                        .map(revision -> new At(ref, revision)));
    }
}
