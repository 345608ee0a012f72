package dev.sluice.core.delivery;

import java.time.Instant;
import java.util.List;

/**
 * What a successful run made and what is deployed: immutable, the same in every environment. A project has at most one
 * release of a kind for a commit.
 *
 * @param project number of the project on this server
 * @param version unique in the project: the tag's name ({@code v1.2.3}), or branch and short commit for a build
 * @param kind whether it has a version of its own
 * @param commit full hash
 * @param branch short name of the branch that was pushed
 * @param run number of the run that made it
 * @param author login of the account that caused the run; commits' author fields give no trust
 * @param title first line of the commit's message
 * @param createdAt when it was made
 * @param notes messages of the commits since the release before it, newest first, one a line
 * @param decidedBy why the version is this one: the commit message's token, or the default
 * @param artifacts what the run left, pinned as long as the release is kept
 */
public record Release(
        long project,
        String version,
        Kind kind,
        String commit,
        String branch,
        long run,
        String author,
        String title,
        Instant createdAt,
        String notes,
        String decidedBy,
        List<Artifact> artifacts) {
    public Release {
        artifacts = List.copyOf(artifacts);
    }

    /** How a release is named. */
    public enum Kind {
        /** A semantic version with a tag in the repository. */
        VERSION,
        /** A green run of a branch that an environment follows ({@code on: branch dev}). */
        BUILD,
        /** What a deploy job of a pipeline file deployed; kept for the record, not deployed by Sluice. */
        JOB
    }

    /**
     * An artifact of the run.
     *
     * @param digest of its manifest, {@code sha256:...}
     */
    public record Artifact(String job, int attempt, String name, String digest) {}
}
