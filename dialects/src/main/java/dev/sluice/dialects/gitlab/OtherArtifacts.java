package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.JobSession.Fetched;
import dev.sluice.core.model.JobSession.LogStyle;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.OtherJob;
import dev.sluice.core.model.Sentence;
import dev.sluice.dialects.gitlab.GitlabProgram.OtherNeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Jobs of other pipelines whose artifacts and dotenv variables a job takes (docs.gitlab.com, CI/CD YAML syntax,
 * {@code needs:project} and {@code needs:pipeline:job}). Used once, by one thread.
 */
final class OtherArtifacts {
    private final JobSession session;
    private final List<OtherJob.Answer.Found> found = new ArrayList<>();

    OtherArtifacts(JobSession session) {
        this.session = session;
    }

    /**
     * Looks for all of them.
     *
     * @param values of the job's variables without those of other jobs, as GitLab expands these texts
     * @return why the job cannot begin; empty where it can
     */
    Optional<String> find(List<OtherNeed> needs, Map<String, String> values) throws JobStopped {
        for (OtherNeed need : needs) {
            switch (session.otherJob(wanted(need, values))) {
                case OtherJob.Answer.Found one -> found.add(one);
                case OtherJob.Answer.Absent(String why) when isOptional(need) -> session.log(LogStyle.NOTE, why);
                case OtherJob.Answer.Absent(String why) -> {
                    return Optional.of(why);
                }
                case OtherJob.Answer.Refused(String why) -> {
                    return Optional.of(why);
                }
            }
        }
        return Optional.empty();
    }

    private static OtherJob wanted(OtherNeed need, Map<String, String> values) {
        return switch (need) {
            case OtherNeed.OfProject(String project, String ref, String job) ->
                new OtherJob.OfProject(
                        Expansion.of(project, values), Expansion.of(ref, values), Expansion.of(job, values));
            case OtherNeed.OfPipeline(String pipeline, String job, boolean _) ->
                new OtherJob.OfRun(Expansion.of(pipeline, values), Expansion.of(job, values));
        };
    }

    private static boolean isOptional(OtherNeed need) {
        return need instanceof OtherNeed.OfPipeline pipeline && pipeline.optional();
    }

    boolean isAny() {
        return !found.isEmpty();
    }

    /** The variables that they left, later ones win. */
    List<GitlabVariable> variables() {
        List<GitlabVariable> variables = new ArrayList<>();
        found.forEach(one -> one.outputs().forEach((name, value) -> variables.add(GitlabVariable.raw(name, value))));
        return variables;
    }

    /** Unpacks their artifacts; why the job cannot go on, empty where it can. */
    Optional<String> fetch() throws JobStopped {
        for (OtherJob.Answer.Found one : found) {
            session.log(LogStyle.PLAIN, "Artifacts of job " + one.job() + ", run " + one.run());
            if (session.fetchArtifacts(one) == Fetched.EXPIRED) {
                return Optional.of(Sentence.ARTIFACTS_EXPIRED.with(one.job()));
            }
        }
        return Optional.empty();
    }
}
