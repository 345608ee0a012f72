package dev.sluice.app.delivery;

import java.util.Optional;

/** The tags under which jobs announce releases. Safe for many threads. */
public interface ReleaseTags {

    /** Whether git takes this as the short name of a tag. */
    boolean isTagName(String name);

    /** The commit that a tag stands for. */
    Optional<String> commitOfTag(long project, String tag);

    /** The commit that a branch, a tag or a full commit id stands for, looked for in this order. */
    Optional<String> commitOf(long project, String revision);

    /** The first line of a commit's message; empty text where the commit is gone. */
    String titleOf(long project, String commit);

    /**
     * Makes a tag.
     *
     * @param message empty: the tag is a light one
     * @return empty where it is made; git's reason why not: it is there already, or its name clashes with another's
     */
    Optional<String> make(long project, String tag, String commit, String message);
}
