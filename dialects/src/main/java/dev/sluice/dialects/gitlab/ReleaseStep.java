package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.JobSession.LogStyle;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.MaskedValues;
import dev.sluice.core.model.Publication;
import dev.sluice.core.model.Publication.Answer;
import dev.sluice.core.model.Sentence;
import dev.sluice.dialects.gitlab.GitlabProgram.Release;
import dev.sluice.dialects.gitlab.GitlabProgram.ReleaseLink;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Announces a job's release (docs.gitlab.com, CI/CD YAML syntax, {@code release}; GitLab Runner does it with a program of its
 * own, after the script). Values that are masked are in none of its texts: everybody sees them who may see the project.
 */
final class ReleaseStep {
    /** GitLab takes a million characters; people read no such thing, and pages show many releases at once. */
    private static final int DESCRIPTION_KIB_MAX = 100;

    private final JobSession session;
    private final Map<String, String> values;
    private final MaskedValues secrets;

    ReleaseStep(JobSession session, Map<String, String> values, MaskedValues secrets) {
        this.session = session;
        this.values = values;
        this.secrets = secrets;
    }

    /** Makes it, and says so in the log; why the job fails, where it is not made. */
    Optional<String> make(Release wanted) throws JobStopped {
        session.beginSection("step_release", "Making the release");
        String description = description(Expansion.of(wanted.description(), values));
        if (description.getBytes(StandardCharsets.UTF_8).length > DESCRIPTION_KIB_MAX * 1024) {
            // Not cut: the beginning of a masked value at the cut would be shown.
            return refused(Sentence.RELEASE_TEXT_TOO_LARGE.with(DESCRIPTION_KIB_MAX));
        }
        Publication release = new Publication(
                shown(wanted.tag()).strip(),
                shown(wanted.tagMessage()),
                shown(wanted.ref()).strip(),
                shown(wanted.name()).strip(),
                secrets.hidden(description),
                wanted.milestones().stream().map(this::shown).toList(),
                ReleaseDate.parse(wanted.releasedAt()),
                wanted.links().stream().map(this::link).toList());
        return switch (session.publish(release)) {
            case Answer.Made(String commit, boolean newTag) -> {
                session.log(
                        LogStyle.PLAIN,
                        "Release " + release.tag()
                                + (newTag ? " is made, with a new tag at " : " is made for the tag at ") + commit);
                yield Optional.empty();
            }
            case Answer.NoEffect(String why) -> {
                session.log(LogStyle.WARNING, why);
                yield Optional.empty();
            }
            case Answer.Refused(String why) -> refused(why);
        };
    }

    private Optional<String> refused(String why) throws JobStopped {
        session.log(LogStyle.ERROR, "No release is made: " + why);
        return Optional.of(why);
    }

    private String shown(String text) {
        return secrets.hidden(Expansion.of(text, values));
    }

    /**
     * The text itself, or what is in the file that it names: a path has no spaces, and leads out of the workspace nowhere. Of a
     * file that is too large a byte more than the limit.
     */
    private String description(String text) throws JobStopped {
        List<String> path = text.chars().anyMatch(Character::isWhitespace)
                ? List.of()
                : JobRun.paths(List.of(text), Map.of(), session.workspace());
        if (path.isEmpty()) {
            return text;
        }
        Optional<byte[]> file = session.readFile(path.getFirst(), DESCRIPTION_KIB_MAX * 1024 + 1);
        return file.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse(text);
    }

    private Publication.Link link(ReleaseLink link) {
        return new Publication.Link(
                shown(link.name()),
                shown(link.url()),
                shown(link.path()),
                Publication.Link.Kind.valueOf(link.kind().toUpperCase(Locale.ROOT)));
    }
}
