package dev.sluice.app.trigger;

import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.util.Optional;

/** Where the files and commits of downstream runs come from. Safe for many threads. */
public interface DownstreamSources {

    /** The files of the commit that a run was made for. */
    Found<SourceTree> commitOf(Trigger trigger);

    /**
     * The files of another project.
     *
     * @param ref a branch, a tag or a commit; empty text: its default branch
     * @param reader for whom: a person who may not see the project learns no more than if there were none
     */
    Found<SourceTree> filesOf(String project, String ref, Trigger.Actor reader);

    /**
     * What a run of another project would be made for.
     *
     * @param branch empty: its default branch
     * @param upstream of the run that starts it; its actor must be allowed to start runs there
     */
    Found<Target> targetOf(String project, Optional<String> branch, Trigger upstream);

    /**
     * A commit of another project.
     *
     * @param trigger as if its actor had started the run by hand, without variables
     */
    record Target(Trigger trigger, SourceTree tree) {}

    /** What was looked for, or why there is none, in a sentence for people. */
    sealed interface Found<T> {
        /** Here it is. */
        record Here<T>(T value) implements Found<T> {}

        /** It is not there, or not for this person. */
        record None<T>(String why) implements Found<T> {}
    }
}
