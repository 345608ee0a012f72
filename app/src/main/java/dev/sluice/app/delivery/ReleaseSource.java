package dev.sluice.app.delivery;

import dev.sluice.core.delivery.Release;
import dev.sluice.core.model.Trigger.Commit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The repository and the artifacts that releases are made of. Safe for many threads. */
public interface ReleaseSource {

    /** The text of a file of a commit; empty where it is not there. */
    Optional<String> file(long project, String commit, String path);

    /** All tags with the commits they stand for, by short name. */
    Map<String, String> tags(long project);

    /** Commits reachable from {@code to} and not from {@code from} (empty text: all), newest first, at most {@code limit}. */
    List<Commit> commits(long project, String from, String to, int limit);

    /**
     * What changed between two commits.
     *
     * @param text a unified diff
     * @param cut it was longer, and ends in the middle
     */
    record Difference(String text, boolean cut) {}

    /** The difference from one commit (empty text: nothing) to another, at most {@code bytesMax} bytes of it. */
    Difference difference(long project, String from, String to, int bytesMax);

    /** Makes an annotated tag. True also where it is there already for this commit; false where the name is taken. */
    boolean tag(long project, String name, String commit, String message);

    /** What a run left for a release. */
    List<Release.Artifact> artifacts(long project, long run);
}
