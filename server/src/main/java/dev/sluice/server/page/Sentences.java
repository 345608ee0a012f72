package dev.sluice.server.page;

import dev.sluice.core.model.Sentence;
import dev.sluice.server.text.Messages;
import dev.sluice.server.text.Moments;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what Sluice wrote into a record in the visitor's language; what a program or a person wrote stays as it is. */
final class Sentences {
    private static final Pattern MILLIS = Pattern.compile("(\\d{1,9}) ms");
    private static final Pattern COPY = Pattern.compile("(old )?(.+?)(?: \\(copy (\\d+)\\))?");

    private final Messages m;
    private final Moments moments;

    Sentences(Messages messages, Moments moments) {
        this.m = messages;
        this.moments = moments;
    }

    /** The text in the visitor's language where Sluice made it, else the text. */
    String say(String text) {
        return Sentence.read(text).map(this::say).orElse(text);
    }

    private String say(Sentence.Said said) {
        return switch (said.sentence()) {
            case REPLACED -> m.text("said.replaced", "a", said.arguments().get(0));
            case REJECTED_BECAUSE ->
                m.text(
                        "said.rejectedBecause",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case REJECTED -> m.text("said.rejected", "a", said.arguments().get(0));
            case TAKEN_BACK -> m.text("said.takenBack", "a", said.arguments().get(0));
            case STOPPED_BECAUSE ->
                m.text(
                        "said.stoppedBecause",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case STOPPED -> m.text("said.stopped", "a", said.arguments().get(0));
            case APPROVAL_VOID -> m.text("said.void");
            case NOTHING_LIVE -> m.text("said.nothingLive");
            case NOTHING_CHANGED -> m.text("said.nothingChanged", "a", inner(said, 0));
            case ARTIFACT_EXPIRED ->
                m.text(
                        "said.artifactExpired",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case DEFAULT_BRANCH_DECIDES -> m.text("said.defaultBranch", "a", inner(said, 0));
            case ONLY_VERSIONS -> m.text("said.onlyVersions");
            case ONLY_BRANCH -> m.text("said.onlyBranch", "a", said.arguments().get(0));
            case ONLY_AFTER -> m.text("said.onlyAfter", "a", said.arguments().get(0));
            case ONLY_BY_HAND -> m.text("said.onlyByHand");
            case JOB_FAILED -> m.text("said.jobFailed", "a", said.arguments().get(0));
            case NOT_HEALTHY_WITHIN ->
                m.text("said.notHealthy", "a", name(said, 0), "b", time(said, 1), "c", inner(said, 2));
            case HEALTH_CHECK_FAILED ->
                m.text(
                        "said.checkFailed",
                        "a",
                        name(said, 0),
                        "b",
                        said.arguments().get(1),
                        "c",
                        inner(said, 2));
            case ENDED_BY_ITSELF -> m.text("said.endedByItself", "a", name(said, 0), "b", inner(said, 1));
            case NOT_STARTED -> m.text("said.notStarted", "a", said.arguments().get(0), "b", inner(said, 1));
            case STATUS_AND_TEXT ->
                m.text(
                        "said.statusText",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case STATUS -> m.text("said.status", "a", said.arguments().get(0));
            case NO_ANSWER -> m.text("said.noAnswer");
            case EXIT_CODE -> m.text("said.exitCode", "a", said.arguments().get(0));
            case PROCESS_GONE -> m.text("said.gone");
            case CONTINUED_BY ->
                m.text("said.continuedBy", "a", said.arguments().get(0));
            case ENDED_BY -> m.text("said.endedBy", "a", said.arguments().get(0));
            case PAUSED_BY -> m.text("said.pausedBy", "a", said.arguments().get(0));
            case LEFT_OUT -> m.text("said.leftOut", "a", said.arguments().get(0));
            case OLD_DID_NOT_COME_BACK -> m.text("said.oldGone");
            case JOB_WITHOUT_INPUTS ->
                m.text("said.jobWithoutInputs", "a", said.arguments().get(0));
            case JOB_INPUT_UNKNOWN ->
                m.text(
                        "said.jobInputUnknown",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case JOB_INPUT_LONG ->
                m.text(
                        "said.jobInputLong",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case JOB_INPUT_TYPE ->
                m.text(
                        "said.jobInputType",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1),
                        "c",
                        said.arguments().get(2));
            case JOB_INPUT_OPTION ->
                m.text(
                        "said.jobInputOption",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1),
                        "c",
                        said.arguments().get(2));
            case JOB_INPUT_PATTERN ->
                m.text(
                        "said.jobInputPattern",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1),
                        "c",
                        said.arguments().get(2));
            case STEP_EXIT ->
                m.text(
                        "said.stepExit",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case STEP_MISTAKE ->
                m.text("said.stepMistake", "a", said.arguments().get(0), "b", inner(said, 1));
            case STEP_NO_FILE ->
                m.text(
                        "said.stepNoFile",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case STEP_LEADS_OUT ->
                m.text("said.stepLeadsOut", "a", said.arguments().get(0));
            case STEP_INPUT_MISSING ->
                m.text("said.stepInputMissing", "a", said.arguments().get(0));
            case STEP_OUTPUT_TYPE ->
                m.text(
                        "said.stepOutputType",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1),
                        "c",
                        said.arguments().get(2));
            case STEP_ELSEWHERE ->
                m.text(
                        "said.stepElsewhere",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case SCRIPT_EXIT ->
                m.text(
                        "said.scriptExit",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case JOB_TOO_LONG -> m.text("said.tooLong", "a", time(said, 0));
            case RUNNER_LOST -> m.text("said.runnerLost", "a", said.arguments().get(0));
            case RUNNER_STOPPED ->
                m.text("said.runnerStopped", "a", said.arguments().get(0));
            case RUNNER_FAILED ->
                m.text("said.runnerFailed", "a", said.arguments().get(0));
            case NO_SHELL -> m.text("said.noShell", "a", said.arguments().get(0));
            case ARTIFACTS_EXPIRED ->
                m.text("said.artifactsExpired", "a", said.arguments().get(0));
            case NO_OTHER_JOB ->
                m.text(
                        "said.noOtherJob",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1),
                        "c",
                        said.arguments().get(2));
            case OTHER_ARTIFACTS_CLOSED ->
                m.text(
                        "said.otherArtifactsClosed",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1),
                        "c",
                        said.arguments().get(2));
            case NO_PIPELINE_BESIDE ->
                m.text("said.noPipelineBeside", "a", said.arguments().get(0));
            case OWN_PIPELINE ->
                m.text("said.ownPipeline", "a", said.arguments().get(0));
            case NO_JOB_IN_PIPELINE ->
                m.text(
                        "said.noJobInPipeline",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case JOB_IN_PIPELINE_UNDONE ->
                m.text(
                        "said.jobInPipelineUndone",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case NO_SECRETS -> m.text("said.noSecrets", "a", said.arguments().get(0));
            case RUN_SKIPPED -> m.text("said.runSkipped", "a", said.arguments().get(0));
            case UPSTREAM_FAILED ->
                m.text(
                        "said.upstreamFailed",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case NO_TAG_NAME -> m.text("said.noTagName", "a", said.arguments().get(0));
            case RELEASE_THERE ->
                m.text(
                        "said.releaseThere",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1),
                        "c",
                        said.arguments().get(2));
            case RELEASE_TEXT_TOO_LARGE ->
                m.text("said.releaseTextTooLarge", "a", said.arguments().get(0));
            case TAG_NOT_MADE ->
                m.text(
                        "said.tagNotMade",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case MAY_NOT_RELEASE ->
                m.text(
                        "said.mayNotRelease",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case TAG_FOR_MAINTAINERS ->
                m.text("said.tagForMaintainers", "a", said.arguments().get(0));
            case RUN_FAILED -> m.text("said.runFailed", "a", said.arguments().get(0));
            case RUN_CANCELED ->
                m.text("said.runCanceled", "a", said.arguments().get(0));
            case NO_FILE_IN_COMMIT ->
                m.text("said.noFile", "a", said.arguments().get(0));
            case NO_FILE_OF_JOB ->
                m.text(
                        "said.noFileOfJob",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case NO_FILE_IN_PROJECT ->
                m.text(
                        "said.noFileIn",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case NO_PIPELINE_FILE ->
                m.text(
                        "said.noPipelineFile",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case PIPELINE_FILE_UNUSABLE -> m.text("said.fileUnusable");
            case CHILDREN_TOO_DEEP -> m.text("said.tooDeep");
            case RUNS_IN_CIRCLE ->
                m.text("said.runsCircle", "a", said.arguments().get(0));
            case COMMIT_GONE -> m.text("said.commitGone", "a", said.arguments().get(0));
            case NO_REVISION ->
                m.text(
                        "said.noRevision",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case NO_REF_IN ->
                m.text(
                        "said.noRefIn",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case NO_RUN_WITHOUT_FILE -> m.text("said.noRunFile");
            case NO_RUN -> m.text("said.noRun", "a", inner(said, 0));
            case NO_WORKFLOW_RULE -> m.text("said.noWorkflowRule");
            case WORKFLOW_NEVER ->
                m.text("said.workflowNever", "a", said.arguments().get(0));
            case NO_JOB_LEFT -> m.text("said.noJobLeft");
            case ONLY_EDGES_LEFT -> m.text("said.onlyEdges");
            case VARIABLES_TOO_MANY ->
                m.text("said.variablesMany", "a", said.arguments().get(0));
            case VARIABLE_NAME ->
                m.text("said.variableName", "a", said.arguments().get(0));
            case VARIABLE_LONG ->
                m.text(
                        "said.variableLong",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case VARIABLE_OPTION ->
                m.text(
                        "said.variableOption",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1),
                        "c",
                        said.arguments().get(2));
            case NO_PIPELINE -> m.text("said.noPipeline", "a", inner(said, 0));
            case TOO_MANY_RUNS ->
                m.text("said.tooManyRuns", "a", said.arguments().get(0));
            case NO_PROJECT_SEEN ->
                m.text(
                        "said.noProject",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case NO_REF -> m.text("said.noRef", "a", said.arguments().get(0));
            case OWNER_MAY_NOT ->
                m.text("said.ownerMayNot", "a", said.arguments().get(0));
            case MAY_NOT_START ->
                m.text(
                        "said.mayNotStart",
                        "a",
                        said.arguments().get(0),
                        "b",
                        said.arguments().get(1));
            case REF_FOR_MAINTAINERS ->
                m.text("said.refForMaintainers", "a", said.arguments().get(0));
            case VARIABLES_CIRCLE -> m.text("said.circle", "a", said.arguments().get(0));
            case LOG_TOO_LARGE -> m.text("said.logLarge", "a", said.arguments().get(0));
            case LOG_BROKEN -> m.text("said.logBroken", "a", said.arguments().get(0));
        };
    }

    /** An argument that may be a sentence itself. */
    private String inner(Sentence.Said said, int index) {
        return say(said.arguments().get(index));
    }

    /** A copy of a service. */
    private String name(Sentence.Said said, int index) {
        Matcher parts = COPY.matcher(said.arguments().get(index));
        if (!parts.matches()) {
            return said.arguments().get(index);
        }
        String name = parts.group(3) == null
                ? parts.group(2)
                : m.text("said.copy", "name", parts.group(2), "n", parts.group(3));
        return parts.group(1) == null ? name : m.text("said.old", "name", name);
    }

    /** A length of time: {@code 10 s}, {@code 500 ms}, {@code 1m30s}. */
    private String time(Sentence.Said said, int index) {
        String text = said.arguments().get(index);
        Matcher millis = MILLIS.matcher(text);
        if (millis.matches()) {
            return m.text("said.ms", "n", millis.group(1));
        }
        try {
            return moments.length(Duration.parse("PT" + text.replace(" ", "").toUpperCase(Locale.ROOT)));
        } catch (DateTimeException _) {
            // Another Sluice wrote it in another way: it can be read all the same.
            return text;
        }
    }
}
