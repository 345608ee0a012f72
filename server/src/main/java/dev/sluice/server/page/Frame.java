package dev.sluice.server.page;

import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.Reason;
import dev.sluice.server.page.view.Status;
import dev.sluice.server.text.Messages;
import dev.sluice.server.text.Moments;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What every page needs beside its view: the visitor with his language, theme and zone, and what stands around the page.
 *
 * @param visitor login of who is signed in
 * @param csrf token that forms send back
 * @param here path and query of this page, for switches that return to it
 * @param title of the page, without the product's name
 * @param state how the thing of the page stands: shown in the tab
 * @param crumbs ways up
 * @param topics of the live stream, comma-separated, empty text for a page that does not change
 * @param since position of the newest event before the page was made: the stream begins behind it, so that nothing that
 *     happens while the page is on its way is missed
 * @param notice what the last action did, or empty text
 * @param approvals pages of the deployments that this visitor may approve
 * @param readsAudit whether this visitor may read the audit record
 */
public record Frame(
        Messages messages,
        Moments moments,
        Theme theme,
        StaticFiles files,
        Optional<String> visitor,
        String csrf,
        String here,
        Section section,
        String title,
        Optional<Status> state,
        List<Link> crumbs,
        String topics,
        long since,
        String notice,
        List<String> approvals,
        boolean readsAudit) {
    public Frame {
        crumbs = List.copyOf(crumbs);
        approvals = List.copyOf(approvals);
    }

    /** The entry of the main menu that a page belongs to. */
    public enum Section {
        PROJECTS,
        ENVIRONMENTS,
        AUDIT,
        NONE
    }

    /** Where the sign of waiting approvals leads: to the page of the only one, else to the list. */
    public String approvalsHref() {
        return approvals.size() == 1 ? approvals.getFirst() : "/environments?filter=approval";
    }

    /** The text of a key: see {@link Messages#text}. */
    public String t(String key, Object... named) {
        return messages.text(key, named);
    }

    public String lang() {
        return messages.language().code();
    }

    public String word(Status status) {
        return messages.text(status.key());
    }

    public String sentence(Reason reason) {
        return Reasons.sentence(reason, messages, moments);
    }

    public String file(String name) {
        return files.address(name);
    }

    public String ago(Instant at) {
        return moments.ago(at);
    }

    public String exact(Instant at) {
        return moments.exact(at);
    }

    public String length(Duration duration) {
        return moments.length(duration);
    }

    public String clock(Duration duration) {
        return moments.clock(duration);
    }

    public String since(Instant at) {
        return moments.since(at);
    }

    public Duration until(Instant from) {
        Duration past = Duration.between(from, moments.now());
        return past.isNegative() ? Duration.ZERO : past;
    }

    /** Whole title of the page. */
    public String fullTitle() {
        String sign = state.map(status -> status.sign() + " ").orElse("");
        return sign + title + " · Sluice";
    }

    /** The picture in the tab; its shape says how the thing stands. */
    public String icon() {
        if (state.isEmpty()) {
            return file("icon-idle.svg");
        }
        return file(
                switch (state.get()) {
                    case FAILED -> "icon-failed.svg";
                    case PASSED, WARNING -> "icon-passed.svg";
                    case RUNNING -> "icon-running.svg";
                    case APPROVAL -> "icon-approval.svg";
                    case QUEUED, WAITING, SKIPPED, CANCELED -> "icon-idle.svg";
                });
    }
}
