package dev.sluice.app.delivery;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.AccountStore;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.app.run.Publications;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunStore;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.model.Publication;
import dev.sluice.core.model.Publication.Answer;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.Trigger.GitRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;

/**
 * Makes the releases that jobs announce (docs.gitlab.com, CI/CD YAML syntax, {@code release}): first the tag where there is
 * none, then the record. A tag has one release, which no later job changes. Whoever started the job must be allowed to make the
 * tag. Safe for many threads.
 */
public final class ReleasePublisher implements Publications {
    private final Parts parts;
    private volatile BiConsumer<Project, String> tagMade = (_, _) -> {};
    private volatile LongConsumer releaseMade = _ -> {};

    /** What publishing is made of. */
    public record Parts(
            PublishedReleases releases,
            ReleaseTags tags,
            ProjectStore projects,
            RunStore runs,
            AccountStore accounts,
            ProtectedRefRules protection,
            AuditTrail audit,
            InstantSource clock) {}

    public ReleasePublisher(Parts parts) {
        this.parts = parts;
    }

    /**
     * From now on they hear of it.
     *
     * @param ofTag of each new tag, with the login of whoever made it: a new tag is pushed like any other
     * @param ofRelease of each new release, with the number of its project
     */
    public void connect(BiConsumer<Project, String> ofTag, LongConsumer ofRelease) {
        tagMade = ofTag;
        releaseMade = ofRelease;
    }

    @Override
    public Answer publish(Publication wanted, JobOrder asking) {
        Project project = parts.projects()
                .byId(asking.run().project())
                .orElseThrow(() -> new IllegalStateException("a run without a project"));
        String tag = wanted.tag();
        if (!parts.tags().isTagName(tag)) {
            return new Answer.Refused(Sentence.NO_TAG_NAME.with(tag));
        }
        String person = person(asking);
        Optional<String> forbidden = forbidden(person, project, tag);
        if (forbidden.isPresent()) {
            return new Answer.Refused(forbidden.get());
        }
        Optional<PublishedRelease> there = parts.releases().find(project.id(), tag);
        if (there.isPresent()) {
            return isOfLostAttempt(there.get(), asking)
                    ? new Answer.Made(there.get().commit(), false)
                    : taken(there.get());
        }
        Optional<String> commit = commit(wanted, asking, project);
        if (commit.isEmpty()) {
            return new Answer.Refused(Sentence.NO_REVISION.with(wanted.ref(), project.path()));
        }
        Optional<String> notMade = parts.tags().make(project.id(), tag, commit.get(), wanted.tagMessage());
        boolean newTag = notMade.isEmpty();
        // Somebody may have made it meanwhile: then it stands for what that person chose.
        Optional<String> stands = newTag ? commit : parts.tags().commitOfTag(project.id(), tag);
        if (stands.isEmpty()) {
            return new Answer.Refused(Sentence.TAG_NOT_MADE.with(tag, notMade.orElse("")));
        }
        if (newTag) {
            // Before the release is kept: the tag is there, whatever becomes of the release.
            record(person, "tag.made", project, tag, "at " + stands.get() + ", by " + job(asking));
            tagMade.accept(project, person);
        }
        PublishedRelease made = made(wanted, asking, stands.get(), person);
        if (!parts.releases().add(made)) {
            return taken(parts.releases().find(project.id(), tag).orElse(made));
        }
        record(person, "release.published", project, tag, job(asking));
        releaseMade.accept(project.id());
        return new Answer.Made(stands.get(), newTag);
    }

    private void record(String person, String action, Project project, String tag, String detail) {
        parts.audit()
                .record(new AuditTrail.Deed(
                        person, action, project.path(), tag, detail, "/p/" + project.path() + "/releases", ""));
    }

    private static String job(JobOrder asking) {
        return "job " + asking.job().name() + " of run " + asking.run().number();
    }

    private PublishedRelease made(Publication wanted, JobOrder asking, String commit, String person) {
        Instant now = parts.clock().instant();
        Publication notes = new Publication(
                wanted.tag(),
                wanted.tagMessage(),
                wanted.ref(),
                wanted.name().isBlank() ? wanted.tag() : wanted.name(),
                wanted.description(),
                wanted.milestones(),
                Optional.of(wanted.releasedAt().orElse(now)),
                wanted.links());
        RunId run = asking.run();
        return new PublishedRelease(
                run.project(),
                notes,
                commit,
                parts.tags().titleOf(run.project(), commit),
                run.number(),
                asking.job().name(),
                asking.attempt(),
                person,
                now);
    }

    /** What the tag stands for, or is to stand for. */
    private Optional<String> commit(Publication wanted, JobOrder asking, Project project) {
        return parts.tags()
                .commitOfTag(project.id(), wanted.tag())
                .or(() -> wanted.ref().isBlank()
                        ? Optional.of(asking.trigger().commit().sha())
                        : parts.tags().commitOf(project.id(), wanted.ref()));
    }

    private Optional<String> forbidden(String person, Project project, String tag) {
        Access access = new Access(parts.accounts());
        Optional<Caller> caller =
                parts.accounts().byLogin(person).map(account -> new Caller.Person(account, "", "local"));
        if (caller.filter(who -> access.allows(who, Permission.PUSH, project.id()))
                .isEmpty()) {
            return Optional.of(Sentence.MAY_NOT_RELEASE.with(person, project.path()));
        }
        return parts.protection()
                .pushProblem(caller.get(), project, new GitRef.Tag(tag, ""))
                .map(_ -> Sentence.TAG_FOR_MAINTAINERS.with(tag));
    }

    private static Answer taken(PublishedRelease there) {
        return new Answer.Refused(Sentence.RELEASE_THERE.with(there.tag(), there.job(), there.run()));
    }

    /** Whoever started the job or started it again counts, as in GitLab. */
    private String person(JobOrder asking) {
        return parts.runs()
                .load(asking.run())
                .flatMap(run -> run.startedBy(asking.job().name(), asking.attempt()))
                .orElse(asking.trigger().actor().login());
    }

    private Optional<JobState> state(JobOrder asking) {
        return parts.runs().load(asking.run()).flatMap(run -> run.state()
                .job(asking.job().name()));
    }

    /** Whether an earlier attempt of this job made it and was lost before it could say so: then the work is done. */
    private boolean isOfLostAttempt(PublishedRelease there, JobOrder asking) {
        return there.run() == asking.run().number()
                && there.job().equals(asking.job().name())
                && there.attempt() < asking.attempt()
                && state(asking)
                        .filter(job -> wereLost(job, there.attempt(), asking.attempt()))
                        .isPresent();
    }

    private static boolean wereLost(JobState job, int from, int to) {
        return job.attempts().stream()
                .filter(attempt -> attempt.number() > from && attempt.number() <= to)
                .allMatch(attempt -> attempt.startedBecause()
                        .map(JobState.Why::cause)
                        .filter(cause -> cause == JobState.Why.Cause.RETRIED_AFTER_RUNNER_LOST
                                || cause == JobState.Why.Cause.RETRIED_AFTER_HANDED_BACK)
                        .isPresent());
    }
}
