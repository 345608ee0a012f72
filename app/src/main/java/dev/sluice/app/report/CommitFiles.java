package dev.sluice.app.report;

import java.util.List;
import java.util.Optional;

/** What coverage is held against: the files of commits. Safe for many threads. */
public interface CommitFiles {

    /** The paths of all files of a commit; none where it is gone. */
    List<String> files(long project, String commit);

    /** The text of a file of a commit, decoded as UTF-8; empty where there is none. */
    Optional<String> text(long project, String commit, String path);

    /**
     * What a commit changes: against where it left the branch, or, on the branch itself, against the commit before it.
     *
     * @param branch short name of the branch that changes go to
     * @param bytesMax of a larger difference only so much is read
     */
    Changes changes(long project, String commit, String branch, int bytesMax);

    /**
     * A difference.
     *
     * @param base the other commit, or empty text where this is the first
     * @param text unified diff
     * @param cut there is more
     */
    record Changes(String base, String text, boolean cut) {}
}
