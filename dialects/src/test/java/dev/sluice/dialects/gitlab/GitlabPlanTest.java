package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.AutoCancel;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Event;
import dev.sluice.core.model.Trigger.GitRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which jobs a trigger gives, and how they hang together. */
final class GitlabPlanTest {
    private static final MemoryTree CHANGED =
            new MemoryTree(Map.of("src/a.js", "", "README.md", ""), Optional.of(List.of("src/a.js")));

    private static Planned plan(String text, Trigger trigger) {
        return GitlabDialect.plan("f.yml", text, CHANGED, trigger, List.of());
    }

    private static Pipeline ready(String text, Trigger trigger) {
        return switch (plan(text, trigger)) {
            case Planned.Ready ready -> ready.pipeline();
            case Planned.NothingToRun nothing -> throw new AssertionError(nothing.reason());
            case Planned.Refused refused -> throw new AssertionError(refused.problems());
        };
    }

    private static List<String> names(String text, Trigger trigger) {
        return ready(text, trigger).jobs().stream().map(Job::name).toList();
    }

    private static List<OfferedVariable> offered(
            String text, SourceTree tree, List<GitlabVariable> kept, Map<String, String> inputs) {
        return GitlabDialect.offered(
                "f.yml", text, tree, Triggers.push("main"), KeptVariables.everywhere(kept), inputs);
    }

    @Test
    void whatIsOfferedIsReadWithKeptVariablesAndInputs() {
        Elsewhere tree = new Elsewhere(
                Map.of("g/ci@main:ci.yml", "variables: {TARGET: {description: where to, value: a, options: [a, b]}}"));
        String text = """
            spec: {inputs: {size: {}}}
            ---
            include: [{project: $GROUP/ci, file: ci.yml}]
            job: {script: "echo $[[ inputs.size ]]"}
            """;

        assertThat(offered(text, tree, List.of(GitlabVariable.of("GROUP", "g")), Map.of("size", "9")))
                .containsExactly(new OfferedVariable("TARGET", "where to", "a", List.of("a", "b")));
    }

    @Test
    void variablesThatDescribeThemselvesAreOffered() {
        String text = """
            variables:
              PLAIN: x
              TARGET: {description: where to, value: a, options: [a, b]}
              NOTE: {description: what for}
              RAW: {value: y, expand: false}
            job: {script: "true"}
            """;

        assertThat(offered(text, CHANGED, List.of(), Map.of()))
                .containsExactly(
                        new OfferedVariable("TARGET", "where to", "a", List.of("a", "b")),
                        new OfferedVariable("NOTE", "what for", "", List.of()));
        assertThat(offered("job: {skript: x}", CHANGED, List.of(), Map.of())).isEmpty();
    }

    private static Trigger of(String event) {
        return switch (event) {
            case "tag" -> Triggers.tag("v1");
            case "request" -> Triggers.of(Event.MERGE_REQUEST, new GitRef.Branch("feature"), Map.of());
            case "schedule" -> Triggers.of(Event.SCHEDULE, new GitRef.Branch("main"), Map.of());
            default -> Triggers.push(event);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "only: [main] | main | true",
                "only: [main] | dev | false",
                "only: [/^ma/] | main | true",
                "only: [/^MA/i] | main | true",
                "only: [tags] | main | false",
                "only: [tags] | tag | true",
                "only: [merge_requests] | request | true",
                "only: [merge_request] | request | true",
                "only: [feature] | request | false",
                "only: [/^feat/] | request | false",
                "only: [push] | main | true",
                "only: [pushes] | tag | true",
                "only: [push] | schedule | false",
                "only: [schedule] | schedule | true",
                "only: [main@group/project] | main | true",
                "only: [main@other/project] | main | false",
                "only: ['/^ma.n$/i@group/project'] | main | true",
                "only: ['/^ma.n$/@group/other'] | main | false",
                "only: [schedules] | schedule | true",
                "only: {variables: [$CI_COMMIT_TAG]} | main | false",
                "only: {changes: ['src/**/*']} | main | true",
                "only: {changes: ['docs/**/*']} | main | false",
                "only: {refs: [main], kubernetes: active} | main | false",
                "except: [main] | main | false",
                "except: [main] | dev | true",
                "except: {changes: ['src/*']} | main | false",
                "tags: [x] | main | true",
                "tags: [x] | request | false",
                "rules: [{if: $CI_MERGE_REQUEST_IID}] | request | true",
                "rules: [{changes: [src/*]}] | main | true",
                "rules: [{changes: ['*.md']}] | main | false",
                "rules: [{exists: ['*.md']}] | main | true",
                "rules: [{exists: ['docs/*']}] | main | false",
                "rules: [{changes: {paths: [src/a.js], compare_to: $CI_DEFAULT_BRANCH}}] | dev | true",
                "rules: [{if: '$CI_COMMIT_BRANCH == \"dev\"', when: never}, {when: always}] | dev | false",
            })
    void takesTheJob(String keyword, String event, boolean taken) {
        String text = "job:\n  script: x\n  " + keyword + "\nalways:\n  script: x\n  rules: [{when: always}]\n";

        assertThat(names(text, of(event)).contains("job")).isEqualTo(taken);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "when: manual | true",
                "when: manual, allow_failure: false | false",
                "when: manual, rules: [{if: $CI}] | true",
                "rules: [{if: $CI, when: manual}] | false",
                "rules: [{if: $CI, when: manual, allow_failure: true}] | true",
                "when: manual, rules: [{if: $CI, when: manual}] | true",
                "rules: [{if: $CI, when: manual}], allow_failure: {exit_codes: [1]} | false",
            })
    void manualJobsAreOptionalOrBlocking(String keywords, boolean optional) {
        Job job = ready("job: {script: x, " + keywords + "}", Triggers.push("main"))
                .jobs()
                .getFirst();

        assertThat(job.when()).isEqualTo(new Job.When.Manual(optional));
    }

    @Test
    void rulesReplaceNeedsVariablesAndInterruptible() {
        Pipeline pipeline = ready("""
            a: {script: x, stage: build}
            b: {script: x, stage: build}
            job:
              script: x
              needs: [a]
              environment: {name: "env-$WHERE"}
              rules: [{if: $CI, needs: [b], variables: {WHERE: rule}, interruptible: true}]
            """, Triggers.push("main"));
        Job job = pipeline.job("job").orElseThrow();

        assertThat(job.waits()).isEqualTo(new Job.Waits.ForJobs(List.of(new Job.Need("b", true))));
        assertThat(job.environment().orElseThrow().name()).isEqualTo("env-rule");
        assertThat(job.interruptible()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"none, NONE", "interruptible, INTERRUPTIBLE", "conservative, CONSERVATIVE"})
    void theWorkflowSaysWhatNewCommitsCancel(String word, AutoCancel expected) {
        String job = "\njob: {script: x, interruptible: true}";
        String whole = "workflow: {auto_cancel: {on_new_commit: " + word + "}}" + job;
        String inRule = "workflow: {auto_cancel: {on_new_commit: conservative}, rules: [{if: $CI, auto_cancel: "
                + "{on_new_commit: " + word + "}}]}" + job;

        for (String text : List.of(whole, inRule)) {
            Pipeline pipeline = ready(text, Triggers.push("main"));

            assertThat(pipeline.onNewCommit()).isEqualTo(expected);
            assertThat(pipeline.jobs().getFirst().interruptible()).isTrue();
        }
    }

    @Test
    void theWorkflowSaysWhatAFailureCancels() {
        String job = "\njob: {script: x}";
        String inRule =
                "workflow: {auto_cancel: {on_job_failure: all, on_new_commit: none}, rules: [{if: $CI, auto_cancel: "
                        + "{on_job_failure: none}}]}" + job;

        assertThat(ready(job, Triggers.push("main")).endsWithFirstFailure()).isFalse();
        assertThat(ready("workflow: {auto_cancel: {on_job_failure: all}}" + job, Triggers.push("main"))
                        .endsWithFirstFailure())
                .isTrue();
        assertThat(ready(inRule, Triggers.push("main")).endsWithFirstFailure()).isFalse();
        assertThat(ready(inRule, Triggers.push("main")).onNewCommit()).isEqualTo(AutoCancel.NONE);
    }

    @Test
    void aManualJobMayHaveAQuestionOfItsOwn() {
        Job job = ready("""
            job: {script: x, when: manual, manual_confirmation: "Delete $CI_COMMIT_BRANCH?"}
            """, Triggers.push("main")).jobs().getFirst();

        assertThat(job.when()).isEqualTo(new Job.When.Manual(true, Optional.of("Delete main?")));
    }

    @Test
    void copiesAreNamedAfterTheirValuesAndPicked() {
        Pipeline pipeline = ready("""
            make:
              stage: build
              script: x
              parallel: {matrix: [{A: [1, 2], B: [x, "y"]}, {A: 3}]}
              artifacts: {paths: [o]}
            all: {script: x, needs: [make]}
            one: {script: x, needs: ["make: [2, y]"]}
            some: {script: x, needs: [{job: make, parallel: {matrix: [{A: "1", B: [x, y]}]}}]}
            same:
              script: x
              parallel: {matrix: [{A: ["1", "2"]}]}
              needs: [{job: make, parallel: {matrix: [{A: "$[[ matrix.A ]]", B: x}]}}]
            """, Triggers.push("main"));

        assertThat(pipeline.jobs().stream().map(Job::name))
                .startsWith("make: [1, x]", "make: [1, y]", "make: [2, x]", "make: [2, y]", "make: [3]");
        assertThat(needs(pipeline, "all")).hasSize(5);
        assertThat(needs(pipeline, "one")).containsExactly("make: [2, y]");
        assertThat(needs(pipeline, "some")).containsExactly("make: [1, x]", "make: [1, y]");
        assertThat(needs(pipeline, "same: [2]")).containsExactly("make: [2, x]");
    }

    private static List<String> needs(Pipeline pipeline, String job) {
        GitlabProgram program = (GitlabProgram) pipeline.job(job).orElseThrow().program();
        return program.artifactsFrom();
    }

    @Test
    void aNeedThatTheRulesRemovedStopsThePipelineUnlessOptional() {
        String removed = "a: {script: x, rules: [{if: $NO}]}\n";

        Planned planned = plan(removed + "b: {script: x, needs: [a]}", Triggers.push("main"));
        assertThat(((Planned.Refused) planned).problems().getFirst().code()).isEqualTo("gitlab/needs-removed");

        assertThat(names(removed + "b: {script: x, needs: [{job: a, optional: true}]}", Triggers.push("main")))
                .containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "job: {script: x, rules: [{if: $NO}]} | leave no job",
                "job: {script: x, stage: .pre} | .pre and .post",
                "'workflow: {rules: [{if: $NO}]}\njob: {script: x}' | no rule of workflow:rules",
                "'workflow: {rules: [{if: $CI, when: never}]}\njob: {script: x}' | never (line 1)",
            })
    void whereNothingIsLeftTheReasonIsTold(String text, String reason) {
        Planned planned = plan(text, Triggers.push("main"));

        assertThat(((Planned.NothingToRun) planned).reason()).contains(reason);
    }

    @Test
    void circlesOfVariablesAreMistakes() {
        Planned planned = plan("variables: {A: $B, B: $A}\njob: {script: x}", Triggers.push("main"));

        assertThat(((Planned.Refused) planned).problems().getFirst().message()).contains("A -> B -> A");
    }

    @Test
    void onlyASecondDocumentMakesTheFirstAHeader() {
        assertThat(names(
                        "spec: {inputs: {x: {default: built}}}\n---\n$[[ inputs.x ]]: {script: x}",
                        Triggers.push("main")))
                .containsExactly("built");
        assertThat(plan("spec: {inputs: {}}\njob: {script: x}", Triggers.push("main")))
                .isInstanceOf(Planned.Refused.class);
        assertThat(names("job: {script: x}\n---\nno: [", Triggers.push("main"))).containsExactly("job");
    }

    @Test
    void valuesKeptOutsideDecideRulesAndAreNotStored() {
        List<GitlabVariable> kept = List.of(GitlabVariable.secret("TOKEN", "s3cret"));
        Planned planned = GitlabDialect.plan(
                "f.yml",
                "job: {script: x, rules: [{if: $TOKEN}], resource_group: \"g$TOKEN\"}",
                CHANGED,
                Triggers.push("main"),
                kept);

        assertThat(((Planned.Ready) planned).pipeline().toString()).doesNotContain("s3cret");
    }
}
