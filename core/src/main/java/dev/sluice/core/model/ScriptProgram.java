package dev.sluice.core.model;

import dev.sluice.core.model.JobSession.ArtifactRequest.Audience;
import dev.sluice.core.model.JobSession.ProjectVariable;
import java.util.List;
import java.util.Map;

/** A job that a runner executes. It talks to the world only through the session it is given. */
public interface ScriptProgram extends Program {

    /**
     * Does the job. Blocks until it is done. Called on a thread of the runner's choice.
     *
     * @return how it ended; a program reports failures of the user's commands as a result, not as an exception
     * @throws JobStopped when the session was stopped (cancel, timeout, a limit); the caller knows the reason
     */
    JobResult run(JobSession session) throws JobStopped;

    /** What a person who starts the job may choose. */
    default List<JobInput> inputs() {
        return List.of();
    }

    /** What is wrong with values that a person chose, by name, in {@link Sentence}s; empty where they can be used. */
    default List<String> inputProblems(Map<String, String> chosen) {
        return chosen.keySet().stream()
                .sorted()
                .map(Sentence.JOB_WITHOUT_INPUTS::with)
                .toList();
    }

    /** The same program with values of inputs that were found usable in place of the file's. */
    default ScriptProgram choosing(Map<String, String> chosen) {
        return this;
    }

    /** What is to be read of the job once it has ended. */
    default JobReports reports() {
        return JobReports.NONE;
    }

    /** Who may have what the job leaves, beside the later jobs of its run. */
    default Audience audience() {
        return Audience.ALL;
    }

    /**
     * Tokens that the job wants, which say who it is (GitLab: {@code id_tokens}).
     *
     * @param kept the variables of the project for this job, lowest rank first
     */
    default List<IdentityRequest> identities(List<ProjectVariable> kept) {
        return List.of();
    }

    /**
     * A token that a job wants.
     *
     * @param variable that is to hold it
     * @param audiences for whom it is meant
     */
    record IdentityRequest(String variable, List<String> audiences) {
        public IdentityRequest {
            audiences = List.copyOf(audiences);
        }
    }
}
