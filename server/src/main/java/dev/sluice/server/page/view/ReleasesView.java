package dev.sluice.server.page.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Releases of a project, newest first.
 *
 * @param project its path
 * @param runsHref page of its runs
 */
public record ReleasesView(String project, String runsHref, String topic, List<Row> rows) {
    public ReleasesView {
        rows = List.copyOf(rows);
    }

    /**
     * One release.
     *
     * @param version what it is known by: its tag
     * @param name what people call it; empty text where that is the version
     * @param upcoming its date is still to come
     * @param description text for people, of any number of lines; may be empty
     * @param wholeHref page with the whole description, where only its beginning is here; else empty text
     * @param madeBy the job or the run that made it, with its page; without an address where the run is gone
     * @param liveIn environments where it is live
     * @param remove for visitors who may remove it
     */
    public record Row(
            String version,
            String name,
            boolean upcoming,
            Commit commit,
            Instant at,
            String description,
            String wholeHref,
            List<String> milestones,
            List<Asset> assets,
            Link madeBy,
            List<Link> liveIn,
            Optional<Action> remove) {
        public Row {
            milestones = List.copyOf(milestones);
            assets = List.copyOf(assets);
            liveIn = List.copyOf(liveIn);
        }
    }

    /**
     * Something that belongs to a release and lies elsewhere.
     *
     * @param href empty text where the address is none that a browser may be led to
     * @param kind in the visitor's language
     */
    public record Asset(String name, String href, String address, String kind) {}
}
