package dev.sluice.server.page.view;

import java.util.List;
import java.util.Optional;

/**
 * Whether a release goes to an environment.
 *
 * @param live version that is live now, or empty text
 * @param liveCommit of that version
 * @param changesHref page of the difference between the two
 * @param plan what happens after the approval, in the visitor's language
 * @param commits since the live release, newest first
 * @param moreCommits how many further ones there are
 * @param lost commits that are live now and would be no more, newest first
 * @param releasesBack how many releases it goes back; 0 where it goes on
 * @param allowed who may approve
 * @param wanted how many approvals are wanted
 * @param decisions those that were given
 * @param refused why this visitor may not decide, in his language
 * @param outdated a sentence where the request no longer stands, with where to go
 */
public record ApprovalView(
        String environment,
        String version,
        Commit commit,
        String live,
        Commit liveCommit,
        String plan,
        List<Commit> commits,
        long moreCommits,
        List<Commit> lost,
        int releasesBack,
        List<Check> checks,
        List<String> allowed,
        int wanted,
        List<Decision> decisions,
        String postHref,
        String changesHref,
        Optional<String> refused,
        Optional<Link> outdated,
        String topic) {
    public ApprovalView {
        commits = List.copyOf(commits);
        lost = List.copyOf(lost);
        checks = List.copyOf(checks);
        allowed = List.copyOf(allowed);
        decisions = List.copyOf(decisions);
    }

    /** Something that speaks for or against. */
    public record Check(Status status, String text, String href) {}
}
