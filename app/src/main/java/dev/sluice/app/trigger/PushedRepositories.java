package dev.sluice.app.trigger;

import dev.sluice.app.project.Project;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.util.Map;
import java.util.Optional;

/** Reads the repositories that are pushed to. Safe for many threads. */
public interface PushedRepositories {

    /** All branches and tags by full name, with the objects they stand for. */
    Map<String, String> refs(Project project);

    /**
     * What the reference logs say beyond what was read of them; refs whose logs say nothing new are left out.
     *
     * @param recorded by full name, how far each log was read
     */
    Map<String, RefLog> logs(Project project, Map<String, RefLedger.Recorded> recorded);

    /**
     * What a ref stands for.
     *
     * @param ref full name
     * @param object the commit, or a tag on it
     * @param before the commit before, forty zeros where there is none to compare with
     * @return empty where the object is no commit or is gone
     */
    Optional<Revision> revision(Project project, String ref, String object, String before);

    /** The commit where the histories of a commit and a branch part; empty where they have none in common. */
    Optional<String> mergeBase(Project project, String commit, String branch);

    /**
     * A commit to run.
     *
     * @param tagMessage annotation of the tag; empty text otherwise
     */
    record Revision(Trigger.Commit commit, SourceTree tree, String tagMessage) {}
}
