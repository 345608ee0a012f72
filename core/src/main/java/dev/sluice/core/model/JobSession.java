package dev.sluice.core.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one way in which a {@link Program} touches the world: one workspace, one place to run commands, one log. An
 * executor (shell, container ...) implements it; tests implement it with a script. Used by one thread at a time.
 *
 * <p>Order of calls is the program's choice. Paths are relative to the workspace and may not leave it.
 */
public interface JobSession {

    /** Which attempt this is, 1-based. */
    int attempt();

    /** What the person who started the attempt chose of the job's inputs, by name. */
    Map<String, String> inputs();

    /** Absolute path of the workspace as the job's commands see it (GitLab: {@code CI_PROJECT_DIR}). */
    String workspace();

    /**
     * Variables that only the runner knows; they rank lowest. Always there: {@code SLUICE_RUNNER}, {@code SLUICE_RUNNER_VERSION},
     * {@code SLUICE_RUN} (the run's number in its project), {@code SLUICE_RUN_ID} and {@code SLUICE_JOB_ID} (numbers that
     * no other run and no other attempt of a job has). A real executor adds {@code SLUICE_RUNNER_SYSTEM} (e.g. {@code
     * linux/amd64}), {@code SLUICE_RUNNER_TAGS} (with commas), {@code SLUICE_EXECUTOR} ({@code shared} or {@code disposable}:
     * made for the attempt), {@code SLUICE_SLOT} and {@code SLUICE_SLOT_OF_PROJECT} (small numbers that no other attempt of the
     * runner, or of the project on it, has at the time), {@code SLUICE_CREATED_AT} of the run, {@code SLUICE_STARTED_AT} of
     * the attempt (ISO 8601, UTC, whole seconds) and {@code SLUICE_TIMEOUT} (seconds); on a server {@code SLUICE_USER}, {@code
     * SLUICE_USER_ID}, {@code SLUICE_USER_NAME} and {@code SLUICE_USER_EMAIL} of who started the job, else the run.
     */
    Map<String, String> runnerVariables();

    /**
     * Variables that are kept outside of the file (by the project, the installation, {@code --secret}) and that this job may
     * have, lowest rank first. They are known only now, so that no secret is ever stored with a pipeline. Values of
     * masked ones are masked from the first line of the log on.
     */
    List<ProjectVariable> projectVariables();

    /**
     * Says in which container the commands are to run, and what runs beside it; called at most once, before the first
     * command. Where the executor has containers, services run when this returns; an executor without says in the log that
     * it has no effect.
     */
    void useContainers(JobContainers containers) throws JobStopped;

    /** Fills the workspace with the commit's files. */
    void checkout() throws JobStopped;

    /** The outputs that an earlier job of the run left; empty where it left none. */
    Map<String, String> outputsOf(String job) throws JobStopped;

    /** Unpacks an earlier job's artifacts into the workspace. */
    Fetched fetchArtifacts(String job) throws JobStopped;

    /** Finds a job of another run that succeeded, as far as whoever started this job may have what it left. */
    OtherJob.Answer otherJob(OtherJob wanted) throws JobStopped;

    /** Unpacks the artifacts of a job that {@link #otherJob} found into the workspace. */
    Fetched fetchArtifacts(OtherJob.Answer.Found other) throws JobStopped;

    /** Makes a release with its tag, as far as whoever started this job may. */
    Publication.Answer publish(Publication release) throws JobStopped;

    /** Keeps artifacts of this job. Says in the log what was kept and what was left out. */
    void keepArtifacts(ArtifactRequest request) throws JobStopped;

    /** Restores the first of the keys that exists; the key that was found, or empty. */
    Optional<String> restoreCache(CacheRequest request) throws JobStopped;

    /** Saves the cache under the first of the keys. */
    void saveCache(CacheRequest request) throws JobStopped;

    /**
     * Runs a script in a new shell and streams its output into the log. Returns when the shell and all it started in
     * the foreground have ended.
     *
     * @return the exit code of the shell
     */
    int shell(ShellCommand command) throws JobStopped;

    /**
     * After {@link JobStopped}: lets the program end in order. Where somebody cancelled the attempt, the session works on
     * until it is stopped again; the attempt counts as cancelled whatever is done.
     *
     * @return false where nothing more may be done
     */
    boolean mayEndInOrder();

    /**
     * Absolute path of a folder outside of the workspace, as the job's commands see it, into which they may write what the
     * program is to read; asked for before the first command.
     */
    String exchange() throws JobStopped;

    /** Reads a file of {@link #exchange()}, at most {@code limitBytes} of it; empty where there is none. */
    Optional<byte[]> readExchanged(String name, int limitBytes) throws JobStopped;

    /** Writes one line of the runner's own into the log. */
    void log(LogStyle style, String line) throws JobStopped;

    /** Opens a named, foldable part of the log; what comes until the next call or {@link #endSection} belongs to it. */
    void beginSection(String name, String title) throws JobStopped;

    /** Closes the part that is open. */
    void endSection() throws JobStopped;

    /** Reads a file of the workspace, at most {@code limitBytes} of it; empty where there is none. */
    Optional<byte[]> readFile(String path, int limitBytes) throws JobStopped;

    /** The SHA-256 (hex) over the content of these files of the workspace in the order given; files that do not exist are left out; empty where none does. */
    Optional<String> digestOf(List<String> paths) throws JobStopped;

    /** The SHA (hex) of the last commit that changed any of these paths; empty where none is known. */
    Optional<String> lastCommitOf(List<String> paths) throws JobStopped;

    /**
     * A variable that is kept outside of the file.
     *
     * @param masked the value must never be seen in a log
     * @param file the job gets the path of a file with the value
     * @param raw names of other variables in the value are not replaced
     */
    record ProjectVariable(String name, String value, boolean masked, boolean file, boolean raw) {
        /** A variable in whose value names of others are replaced, unless it is masked. */
        public ProjectVariable(String name, String value, boolean masked, boolean file) {
            this(name, value, masked, file, false);
        }

        @Override
        public String toString() {
            return name + "=***";
        }
    }

    /** What became of an earlier job's artifacts. */
    enum Fetched {
        UNPACKED,
        /** The job kept none. */
        NONE,
        /** It kept some, and they have expired since; nothing was unpacked. */
        EXPIRED
    }

    /** How a line of the runner's own looks to a person. */
    enum LogStyle {
        PLAIN,
        NOTE,
        COMMAND,
        WARNING,
        ERROR
    }

    /**
     * A script for a new shell.
     *
     * @param script the text as given to the shell, with its own error handling ({@code set -eo pipefail} ...)
     * @param variables the whole environment of the job (the session adds PATH, HOME and the like where missing)
     * @param fileVariables names whose value is to be written to a file; the variable then holds the file's path
     * @param masked values that must never reach the log in clear
     * @param timeout limit of this one script within the job's own, where there is one (GitLab: after_script 5 minutes)
     */
    record ShellCommand(
            String script,
            Map<String, String> variables,
            List<String> fileVariables,
            List<String> masked,
            Optional<Duration> timeout) {
        public ShellCommand {
            variables = Map.copyOf(variables);
            fileVariables = List.copyOf(fileVariables);
            masked = List.copyOf(masked);
        }
    }

    /**
     * Files to keep.
     *
     * @param name of the archive as people download it
     * @param kind what they are
     * @param include doublestar globs relative to the workspace; a matched folder is taken whole
     * @param exclude doublestar globs, matched path by path
     * @param untracked also every file that git does not track
     * @param expireIn how long they are kept; empty: the installation's default
     * @param audience who may download them
     */
    record ArtifactRequest(
            String name,
            Kind kind,
            List<String> include,
            List<String> exclude,
            boolean untracked,
            Optional<Duration> expireIn,
            Audience audience) {
        public ArtifactRequest {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
        }

        /** Who may download artifacts, by the role in the project; later jobs of the run have them all the same. */
        public enum Audience {
            /** Whoever may see the run. */
            ALL,
            DEVELOPER,
            MAINTAINER,
            NONE
        }

        /** What artifacts are for. Only an {@link #ARCHIVE} is handed to later jobs. */
        public enum Kind {
            ARCHIVE,
            JUNIT,
            COVERAGE,
            DOTENV,
            OTHER_REPORT
        }
    }

    /**
     * A cache to restore or to save.
     *
     * @param keys the key, then fallbacks (read only)
     * @param paths doublestar globs relative to the workspace
     * @param untracked also every file that git does not track
     * @param unprotect jobs of protected refs use the cache of all others
     */
    record CacheRequest(List<String> keys, List<String> paths, boolean untracked, boolean unprotect) {
        public CacheRequest {
            keys = List.copyOf(keys);
            paths = List.copyOf(paths);
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("a cache has a key");
            }
        }
    }
}
