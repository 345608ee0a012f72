package dev.sluice.core.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The files of one commit (or of the working tree under {@code sluice run}), as a dialect may look at them while it
 * plans. An implementation answers from a fixed snapshot, so that planning stays a function of its arguments.
 *
 * <p>Paths are relative to the repository's root, with forward slashes, without a leading one.
 */
public interface SourceTree {

    /** The text of a file, decoded as UTF-8 with malformed bytes replaced; empty where there is no such file. */
    Optional<String> read(String path);

    /** The paths of all files (no folders), sorted. */
    List<String> files();

    /**
     * The paths that the trigger changed (added, modified, deleted, both names of a rename), or empty where there is
     * nothing to compare with: new branches, tags, schedules, manual runs.
     */
    Optional<List<String>> changed();

    /** The paths that differ between the merge base of {@code ref} and this commit; empty where {@code ref} is unknown. */
    Optional<List<String>> changedSince(String ref);

    /**
     * The files of another project, where there is a server with several; empty where there is no such project or ref, or
     * whoever caused the run may not see it.
     *
     * @param path {@code group/name}
     * @param ref a branch or a tag; empty text: the project's default branch
     */
    default Optional<SourceTree> project(String path, String ref) {
        return Optional.empty();
    }

    /** Short names of the project's tags, in no particular order; none where they are not known. */
    default List<String> tags() {
        return List.of();
    }

    /** The id of the commit that these files are of; empty text where that is not known. */
    default String commit() {
        return "";
    }

    /**
     * A file at an address, as far as whoever runs Sluice allows that.
     *
     * @param address as the pipeline file has it, variables expanded
     * @param kept how old a copy may be that was fetched before; zero: none
     */
    default Fetched remote(String address, Duration kept) {
        return new Fetched.None("files of other servers are not fetched here", "");
    }

    /**
     * One of GitLab's templates.
     *
     * @param name e.g. {@code Jobs/Build.gitlab-ci.yml}
     */
    default Fetched template(String name) {
        return new Fetched.None("there is no source of templates here", "");
    }
}
