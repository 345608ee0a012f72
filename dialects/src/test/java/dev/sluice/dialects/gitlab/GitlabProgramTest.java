package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobSession.ArtifactRequest;
import dev.sluice.core.model.JobSession.ArtifactRequest.Audience;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Event;
import dev.sluice.core.model.Trigger.GitRef;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job does, with real shells. */
final class GitlabProgramTest {
    @TempDir
    private Path folder;

    private static Pipeline pipeline(String text, Map<String, String> variables) {
        Trigger trigger = Triggers.of(Event.PUSH, new GitRef.Branch("main"), variables);
        return switch (GitlabDialect.plan("f.yml", text, MemoryTree.empty(), trigger, List.of())) {
            case Planned.Ready ready -> ready.pipeline();
            case Planned.NothingToRun nothing -> throw new AssertionError(nothing);
            case Planned.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static ScriptProgram program(String text) {
        return (ScriptProgram) pipeline(text, Map.of()).jobs().getLast().program();
    }

    private ProcessSession session() {
        return new ProcessSession(folder, "bash");
    }

    @Test
    void worksInTheOrderOfGitlabRunner() throws JobStopped {
        ProcessSession session = session();

        JobResult result = program("""
            make: {stage: build, script: x, artifacts: {paths: [o], reports: {dotenv: e}}}
            job:
              hooks: {pre_get_sources_script: [echo hook]}
              cache: {key: {files: [lock], prefix: "$CI_JOB_NAME"}, paths: ["$CI_PROJECT_DIR/c"], fallback_keys: [old]}
              before_script: [echo before]
              script: [echo script]
              after_script: [echo after]
              artifacts: {paths: [./out/], when: always, reports: {junit: r.xml}}
            """).run(session);

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        assertThat(session.calls)
                .containsExactly(
                        "section pre_get_sources",
                        "shell",
                        "section get_sources",
                        "checkout",
                        "section restore_cache",
                        "restore [job-d1gest, old]",
                        "section download_artifacts",
                        "fetch make",
                        "section step_script",
                        "shell",
                        "section after_script",
                        "shell",
                        "section archive_cache",
                        "save [job-d1gest, old]",
                        "section upload_artifacts",
                        "keep ARCHIVE",
                        "keep JUNIT");
        assertThat(session.kept.getFirst().include()).containsExactly("out/");
    }

    @Test
    void asksForACacheThatAllBranchesShareWhereTheFileSaysSo() throws JobStopped {
        ProcessSession session = session();

        program("job: {script: echo x, cache: [{key: a, paths: [a], unprotect: true}, {key: b, paths: [b],"
                        + " unprotect: false}]}")
                .run(session);

        assertThat(session.calls)
                .contains("restore [a] unprotected", "restore [b]", "save [a] unprotected", "save [b]");
    }

    @ParameterizedTest
    @CsvSource({
        "'paths: [o]', ALL",
        "'paths: [o], public: true', ALL",
        "'paths: [o], public: false', DEVELOPER",
        "'paths: [o], access: developer', DEVELOPER",
        "'paths: [o], access: maintainer', MAINTAINER",
        "'paths: [o], access: none', NONE",
        "'access: none, reports: {junit: r}', NONE",
    })
    void saysWhoMayDownloadItsArtifacts(String artifacts, Audience audience) throws JobStopped {
        ProcessSession session = session();

        program("job: {script: echo x, artifacts: {" + artifacts + "}}").run(session);

        assertThat(session.kept).extracting(ArtifactRequest::audience).containsExactly(audience);
    }

    @Test
    void failsWhereArtifactsOfAnEarlierJobHaveExpired() throws JobStopped {
        ProcessSession session = session();
        session.expired.add("make");

        JobResult result = program("""
            make: {stage: build, script: x, artifacts: {paths: [o]}}
            job: {script: echo never}
            """).run(session);

        assertThat(result.outcome()).isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(failure.reason()).isEqualTo(FailureReason.MISSING_DEPENDENCY);
            assertThat(failure.message()).contains("artifacts of the job \"make\" have expired");
        });
        assertThat(session.calls).doesNotContain("shell");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "sh"})
    void stopsAtTheFirstFailureAndTellsItsCode(String shell) throws JobStopped {
        ProcessSession session = new ProcessSession(folder, shell);

        JobResult result = program("""
            job:
              script:
                - test -f nothing && echo no
                - echo one; (exit 7)
                - echo never
              after_script:
                - echo "status=$CI_JOB_STATUS"
                - "false"
                - echo not-this
            """).run(session);

        assertThat(result.outcome())
                .isEqualTo(new Outcome.Failure(
                        FailureReason.SCRIPT_FAILURE, OptionalInt.of(7), "the script ended with exit code 7"));
        assertThat(session.log.toString())
                .contains("$ test -f nothing", "one\n", "status=failed\n", "the result of the job stays")
                .doesNotContain("\nnever\n", "\nnot-this\n");
    }

    @Test
    void aFailureWithinAPipeCountsAndInputIsClosed() throws JobStopped {
        ProcessSession session = session();

        JobResult piped =
                program("job: {script: [\"false | cat\", echo never]}").run(session);
        JobResult reading = program("job: {script: [\"cat; echo read\"]}").run(session);

        assertThat(piped.outcome()).isInstanceOf(Outcome.Failure.class);
        assertThat(reading.outcome()).isInstanceOf(Outcome.Success.class);
    }

    @Test
    void commandsAreShownAsWrittenAndBlocksByTheirFirstLine() throws JobStopped {
        ProcessSession session = session();

        program("""
            job:
              script:
                - echo 'it''s "quoted" $HOME %s'
                - |
                  echo first
                  echo second
            """).run(session);

        assertThat(session.log.toString())
                .contains("\u001b[32;1m$ echo 'it''s \"quoted\" $HOME %s'\u001b[0;m\n")
                .contains("$ echo first # collapsed multi-line command")
                .contains("first\nsecond\n");
    }

    @Test
    void laterLayersOfVariablesWin() throws JobStopped {
        String text = """
            variables: {A: global, B: global, C: global, D: global, E: global, RANK: file}
            make: {stage: build, script: x, artifacts: {reports: {dotenv: e}}}
            job:
              rules: [{if: $CI, variables: {C: rule}}]
              variables: {B: job, C: job, D: job, E: job}
              script: 'echo "a=$A b=$B c=$C d=$D e=$E f=$F rank=$RANK id=$CI_JOB_ID dir=$CI_PROJECT_DIR node=$CI_NODE_TOTAL"'
            """;
        ProcessSession session = session();
        session.outputs.put("make", Map.of("D", "dotenv", "E", "dotenv"));
        session.projectVariables.add(new ProjectVariable("E", "project", false, false));
        session.projectVariables.add(new ProjectVariable("F", "$A-secret", true, false));

        ((ScriptProgram) pipeline(text, Map.of("A", "given")).jobs().getLast().program()).run(session);

        assertThat(session.log.toString())
                .contains("a=given b=job c=rule d=dotenv e=project f=$A-secret rank=file id=42 dir=" + folder
                        + " node=1");
    }

    @Test
    void dotenvVariablesReachTheAddressOfTheEnvironment() throws JobStopped {
        JobResult result = program("""
            job:
              script: echo "HOST=a.example.com" > e; echo "PATH=/evil" >> e
              environment: {name: "review/$CI_COMMIT_REF_NAME", url: "https://$HOST/$CI_ENVIRONMENT_SLUG"}
              artifacts: {reports: {dotenv: e}}
            """).run(session());

        assertThat(result.outputs()).isEqualTo(Map.of("HOST", "a.example.com"));
        assertThat(result.environmentUrl().orElseThrow()).startsWith("https://a.example.com/review-main-");
    }

    @Test
    void namesAndAddressesHoldNoMaskedValue() throws JobStopped {
        ProcessSession session = session();
        session.projectVariables.add(new ProjectVariable("TOKEN", "hunter22", true, false));

        JobResult result = program("""
            job:
              script: echo "FROM_JOB=x$TOKEN" > e
              environment: {name: test, url: "https://x/?k=$TOKEN&j=$FROM_JOB"}
              artifacts: {name: "a-$TOKEN", paths: [e], reports: {dotenv: e}}
            """).run(session);

        assertThat(result.environmentUrl()).contains("https://x/?k=[MASKED]&j=x[MASKED]");
        assertThat(session.kept).extracting(ArtifactRequest::name).containsExactly("a-[MASKED]");
    }

    @Test
    void sourcesCanBeLeftOut() throws JobStopped {
        ProcessSession session = session();

        program("job: {script: echo, variables: {GIT_STRATEGY: none}}").run(session);

        assertThat(session.calls).doesNotContain("checkout");
    }

    @Test
    void jobsCarryWhatTheEngineNeeds() {
        Job job = pipeline("""
            job:
              script: x
              when: manual
              retry: {max: 1, when: runner_system_failure, exit_codes: 3}
              timeout: 2h
              resource_group: "$CI_COMMIT_BRANCH"
              tags: ["t-$CI_COMMIT_BRANCH"]
              interruptible: true
            """, Map.of()).jobs().getFirst();

        assertThat(job.when()).isEqualTo(new Job.When.Manual(true));
        assertThat(job.allowFailure()).isEqualTo(new Job.AllowFailure.Always());
        assertThat(job.retry().exitCodes()).containsExactly(3);
        assertThat(job.retry().reasons())
                .containsExactlyInAnyOrder(FailureReason.RUNNER_SYSTEM_FAILURE, FailureReason.RUNNER_LOST);
        assertThat(job.timeout().orElseThrow()).hasHours(2);
        assertThat(job.resourceGroup()).contains("main");
        assertThat(job.tags()).containsExactly("t-main");
        assertThat(job.at()).hasToString("f.yml:1:1");
    }
}
