package dev.sluice.app.delivery;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import java.util.List;
import java.util.Optional;

/** The releases that jobs have announced, for people: to read, and to take a wrong one back. Safe for many threads. */
public final class AnnouncedReleases {
    private final PublishedReleases releases;
    private final Access access;
    private final AuditTrail audit;
    private final LiveEvents live;

    public AnnouncedReleases(PublishedReleases releases, Access access, AuditTrail audit, LiveEvents live) {
        this.releases = releases;
        this.access = access;
        this.audit = audit;
        this.live = live;
    }

    /** Newest first, by when they were made. Whether the caller may read the project is checked before. */
    public List<PublishedRelease> list(long project, int limit) {
        return releases.list(project, limit);
    }

    /** The release of a tag. Whether the caller may read the project is checked before. */
    public Optional<PublishedRelease> find(long project, String tag) {
        return releases.find(project, tag);
    }

    /** Whether the run of the job that announced it is still kept. */
    public boolean hasRun(PublishedRelease release) {
        return releases.hasRun(release);
    }

    /** Whether the caller may remove releases. */
    public boolean mayRemove(Caller caller, Project project) {
        return access.allows(caller, Permission.MANAGE_PROJECT, project.id());
    }

    /**
     * Forgets a release, as GitLab does: its tag stays, and a job may announce another for it. Needs {@link
     * Permission#MANAGE_PROJECT}.
     *
     * @return false where the tag has none
     */
    public boolean remove(Caller caller, Project project, String tag) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        boolean removed = releases.remove(project.id(), tag);
        if (removed) {
            audit.record(new AuditTrail.Deed(
                    caller.login(),
                    "release.removed",
                    project.path(),
                    tag,
                    "the tag stays",
                    "/p/" + project.path() + "/releases",
                    caller.address()));
            live.publish(LiveTopics.environments(project.id()));
        }
        return removed;
    }
}
