package dev.sluice.app.trigger;

import dev.sluice.app.project.Project;
import dev.sluice.app.trigger.PushedRepositories.Revision;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Actor;
import dev.sluice.core.model.Trigger.GitRef;
import dev.sluice.core.model.Trigger.ProjectInfo;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A branch or tag that somebody named, with what it stands for now.
 *
 * @param ref its full name
 */
record ChosenRef(String ref, Revision revision) {
    private static final String NO_COMMIT = "0".repeat(40);

    /** Finds a branch, else a tag, by its short or full name. */
    static Optional<ChosenRef> find(PushedRepositories repositories, Project project, String name) {
        Map<String, String> refs = repositories.refs(project);
        return Stream.of(new GitRef.Branch(name).fullName(), new GitRef.Tag(name, "").fullName(), name)
                .filter(ref -> GitRef.parse(ref).isPresent())
                .filter(refs::containsKey)
                .findFirst()
                .flatMap(ref -> repositories
                        .revision(project, ref, refs.getOrDefault(ref, NO_COMMIT), NO_COMMIT)
                        .map(revision -> new ChosenRef(ref, revision)));
    }

    GitRef gitRef() {
        return switch (GitRef.parse(ref).orElseThrow()) {
            case GitRef.Branch branch -> branch;
            case GitRef.Tag(String name, String _) -> new GitRef.Tag(name, revision.tagMessage());
        };
    }

    /** Why a run of it exists that a person starts. */
    Trigger byHand(Project project, ProjectInfo info, Actor actor, Map<String, String> variables) {
        return new Trigger(
                Trigger.Event.MANUAL,
                gitRef(),
                revision.commit(),
                NO_COMMIT,
                project.defaultBranch(),
                actor,
                info,
                Optional.empty(),
                variables);
    }
}
