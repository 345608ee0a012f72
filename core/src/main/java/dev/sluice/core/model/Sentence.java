package dev.sluice.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Sluice itself writes into a record about why something happened: English text, for the API, the terminal and the
 * database, from which a page takes sentence and arguments again to say the same in another language. The one who writes
 * and the one who reads use the same pattern, so that the two cannot drift apart, and what an earlier Sluice wrote is read
 * as well. {@code {0}} and so on stand for the arguments; where several patterns fit, the one that is declared first does.
 */
public enum Sentence {
    REPLACED("{0} replaced this request"),
    REJECTED_BECAUSE("Rejected by {0}: {1}"),
    REJECTED("Rejected by {0}"),
    TAKEN_BACK("Taken back by {0}"),
    STOPPED_BECAUSE("Stopped by {0}: {1}"),
    STOPPED("Stopped by {0}"),
    APPROVAL_VOID("An approval is void: its giver lost the role"),
    NOTHING_LIVE("Nothing was live when its turn came"),
    NOTHING_CHANGED("Nothing was changed: {0}"),
    ARTIFACT_EXPIRED("artifact \"{0}\" of job {1} has expired"),
    DEFAULT_BRANCH_DECIDES("sluice.yml of the default branch decides: {0}"),
    ONLY_VERSIONS("only releases with a version go there by themselves"),
    ONLY_BRANCH("only builds of branch {0} go there by themselves"),
    ONLY_AFTER("only what has been live and healthy in {0} goes there"),
    ONLY_BY_HAND("only a person deploys there"),
    JOB_FAILED("job {0} failed"),

    NOT_HEALTHY_WITHIN("{0} was not healthy within {1}: {2}"),
    HEALTH_CHECK_FAILED("{0} failed its health check {1} times in a row: {2}"),
    ENDED_BY_ITSELF("{0} ended by itself: {1}"),
    NOT_STARTED("{0} could not be started: {1}"),
    STATUS_AND_TEXT("status {0}, \"{1}\""),
    STATUS("status {0}"),
    NO_ANSWER("no answer"),
    EXIT_CODE("exit code {0}"),
    PROCESS_GONE("the process is gone"),

    CONTINUED_BY("continued by {0}"),
    ENDED_BY("ended by {0}"),
    PAUSED_BY("paused by {0}"),
    LEFT_OUT("left out: promoted by {0}"),
    OLD_DID_NOT_COME_BACK("the old version did not come back; requests stay with the new one"),

    JOB_WITHOUT_INPUTS("the job has no inputs, and so no \"{0}\""),
    JOB_INPUT_UNKNOWN("the job has no input \"{0}\"; its inputs are {1}"),
    JOB_INPUT_LONG("the input \"{0}\" may have {1} characters"),
    JOB_INPUT_TYPE("the input \"{0}\" has the type {1}, which \"{2}\" is not"),
    JOB_INPUT_OPTION("the input \"{0}\" cannot be \"{1}\"; the options are {2}"),
    JOB_INPUT_PATTERN("the input \"{0}\" is \"{1}\", which does not match {2}"),
    STEP_EXIT("the step \"{0}\" ended with exit code {1}"),
    STEP_MISTAKE("the step \"{0}\" cannot run: {1}"),
    STEP_NO_FILE("there is no file {0}, and no {1}"),
    STEP_LEADS_OUT("the path {0} leads out of the repository"),
    STEP_INPUT_MISSING("the input \"{0}\" is missing"),
    STEP_OUTPUT_TYPE("the output \"{0}\" has the type {1}, which \"{2}\" is not"),
    STEP_ELSEWHERE(
            "the step \"{0}\" comes from elsewhere ({1}), which is not supported yet; copy it into the repository and"
                    + " name it by its path, ./FOLDER"),
    SCRIPT_EXIT("the {0} ended with exit code {1}"),
    JOB_TOO_LONG("the job took longer than {0}, its time limit"),
    RUNNER_LOST("The runner {0} was lost while it had the job"),
    RUNNER_STOPPED("The runner {0} was stopped while it had the job"),
    RUNNER_FAILED("the runner failed: {0}"),
    NO_SHELL("the shell cannot be started: {0}"),
    ARTIFACTS_EXPIRED("the artifacts of the job \"{0}\" have expired; run that job again, or keep them longer with"
            + " \"expire_in\""),
    VARIABLES_CIRCLE("variables refer to each other in a circle: {0}"),
    NO_SECRETS("no store of secrets is connected to fetch {0}; keep them as masked variables instead of \"secrets\""),
    NO_OTHER_JOB("no run of {0} in {1} has a job {2} that succeeded"),
    OTHER_ARTIFACTS_CLOSED("what the job {0} of {1} leaves is not for {2}"),
    NO_PIPELINE_BESIDE("there is no pipeline {0} above this one, below it or beside it"),
    OWN_PIPELINE("the pipeline {0} is this one; its jobs are needed without \"pipeline\""),
    NO_JOB_IN_PIPELINE("the pipeline {0} has no job {1}"),
    JOB_IN_PIPELINE_UNDONE("in the pipeline {0} the job {1} has not succeeded"),
    UPSTREAM_FAILED("the run {0} of {1} failed"),
    NO_TAG_NAME("\"{0}\" is no name that git takes for a tag"),
    RELEASE_THERE("the tag {0} has a release already, made by the job {1} of run {2}; it is not changed,"
            + " but a maintainer can remove it on the page Releases"),
    RELEASE_TEXT_TOO_LARGE("the description of the release is larger than {0} KiB: put the rest behind a link"),
    TAG_NOT_MADE("git does not make the tag {0}: {1}"),
    MAY_NOT_RELEASE("{0} may not make tags and releases in {1}; a developer of it may"),
    TAG_FOR_MAINTAINERS("{0} is a protected tag: only a maintainer may make its release"),
    RUN_FAILED("the run {0} failed"),
    RUN_CANCELED("the run {0} was canceled"),
    RUN_SKIPPED("the run {0} was skipped"),
    NO_FILE_IN_COMMIT("there is no file {0} in the commit"),
    NO_FILE_OF_JOB("the job {0} left no artifact {1}"),
    NO_FILE_IN_PROJECT("there is no file {0} in {1}"),
    NO_PIPELINE_FILE("{0} has no pipeline file on {1}"),
    PIPELINE_FILE_UNUSABLE("the pipeline file cannot be used"),
    CHILDREN_TOO_DEEP("a child pipeline may start child pipelines, and those may start none"),
    RUNS_IN_CIRCLE("more than {0} runs would start each other"),
    COMMIT_GONE("the commit {0} is no longer in the repository"),
    NO_REVISION("there is no branch, tag or commit {0} in {1}"),
    NO_REF_IN("there is no branch or tag {0} in {1}"),
    NO_RUN_WITHOUT_FILE("no run, there is no .gitlab-ci.yml"),
    NO_RUN("no run: {0}"),
    NO_WORKFLOW_RULE("no rule of workflow:rules holds for this trigger"),
    WORKFLOW_NEVER("a rule of workflow:rules says never (line {0})"),
    NO_JOB_LEFT("the rules leave no job for this trigger"),
    ONLY_EDGES_LEFT("only jobs of the stages .pre and .post are left for this trigger"),
    VARIABLES_TOO_MANY("at most {0} variables can be given"),
    VARIABLE_NAME("the name of a variable holds letters, digits and _, and begins with no digit; \"{0}\" does not"),
    VARIABLE_LONG("the value of {0} is longer than {1} characters"),
    VARIABLE_OPTION("the value \"{0}\" of {1} is none of its options: {2}"),
    NO_PIPELINE("no pipeline: {0}"),
    TOO_MANY_RUNS("jobs started {0} runs below the first one, and may start no more"),
    NO_PROJECT_SEEN("there is no project {0} that {1} may see"),
    NO_REF("there is no branch or tag {0}"),
    OWNER_MAY_NOT("{0}, its owner, may not start runs here any more"),
    MAY_NOT_START("{0} may not start runs of {1}; a developer of it may"),
    REF_FOR_MAINTAINERS("{0} is protected: only a maintainer may start runs of it, or play and retry their jobs"),
    LOG_TOO_LARGE("the log is larger than {0} bytes, the limit runner.log_bytes"),
    LOG_BROKEN("the log cannot be written: {0}");

    /** A longer text is somebody else's. */
    private static final int LENGTH_MAX = 4_000;

    private final String english;
    private final Pattern pattern;

    Sentence(String english) {
        this.english = english;
        StringBuilder expression = new StringBuilder();
        Matcher places = Place.PATTERN.matcher(english);
        int at = 0;
        while (places.find()) {
            expression
                    .append(Pattern.quote(english.substring(at, places.start())))
                    .append("(.+?)");
            at = places.end();
        }
        this.pattern = Pattern.compile(
                expression.append(Pattern.quote(english.substring(at))).toString(), Pattern.DOTALL);
    }

    /** Apart from the constants, whose making needs it. */
    private static final class Place {
        static final Pattern PATTERN = Pattern.compile("\\{\\d}");
    }

    /** A sentence with what stands in its places. */
    public record Said(Sentence sentence, List<String> arguments) {
        public Said {
            arguments = List.copyOf(arguments);
        }
    }

    /** The text with these arguments, of which there are as many as places. */
    public String with(Object... arguments) {
        return Place.PATTERN.matcher(english).replaceAll(place -> Matcher.quoteReplacement(argument(place, arguments)));
    }

    private static String argument(MatchResult place, Object... arguments) {
        return String.valueOf(arguments[place.group().charAt(1) - '0']);
    }

    /** How many places it has. */
    public int places() {
        return (int) Place.PATTERN.matcher(english).results().count();
    }

    /** Takes a text apart; empty where none of the sentences fits: then somebody else wrote it. */
    public static Optional<Said> read(String text) {
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        for (Sentence sentence : values()) {
            Matcher found = sentence.pattern.matcher(text);
            if (found.matches()) {
                List<String> arguments = new ArrayList<>();
                for (int i = 1; i <= found.groupCount(); i++) {
                    arguments.add(found.group(i));
                }
                return Optional.of(new Said(sentence, arguments));
            }
        }
        return Optional.empty();
    }
}
