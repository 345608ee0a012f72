package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.DownstreamProgram.HandedDown;
import dev.sluice.core.model.DownstreamProgram.Known;
import dev.sluice.core.model.DownstreamProgram.Outcome;
import dev.sluice.core.model.DownstreamProgram.Request;
import dev.sluice.core.model.DownstreamProgram.Source;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Event;
import dev.sluice.core.model.Trigger.GitRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job with {@code trigger} starts, and what it hands down. */
final class GitlabTriggerTest {

    private static Planned plan(String text, Map<String, String> given) {
        Trigger trigger = Triggers.of(Event.PUSH, new GitRef.Branch("main"), given);
        return GitlabDialect.plan("f.yml", text, MemoryTree.empty(), trigger, List.of());
    }

    private static Job job(String text, Map<String, String> given) {
        return switch (plan(text, given)) {
            case Planned.Ready(Pipeline pipeline, var _) -> pipeline.jobs().getLast();
            case Planned.NothingToRun nothing -> throw new AssertionError(nothing);
            case Planned.Refused refused -> throw new AssertionError(refused);
        };
    }

    private static Request request(String text, Map<String, String> given, Known known) {
        return ((DownstreamProgram) job(text, given).program()).request(known);
    }

    private static Known nothing() {
        return new Known(Map.of(), List.of());
    }

    @Test
    void handsDownWhatTheFileAndTheJobSetExpandedAndNothingElse() {
        Request request = request(
                """
                variables: {GLOBAL: g, HIDDEN: h}
                make: {stage: build, script: x, artifacts: {reports: {dotenv: e}}}
                job:
                  inherit: {variables: [GLOBAL]}
                  variables: {OWN: "$GLOBAL-$GIVEN-$FROM_JOB-$KEPT-$CI_COMMIT_BRANCH"}
                  rules: [{when: always, variables: {RULE: r}}]
                  parallel: {matrix: [{M: [m]}]}
                  trigger: {include: "$GLOBAL.yml"}
                """,
                Map.of("GIVEN", "by hand"),
                new Known(
                        Map.of("make", Map.of("FROM_JOB", "dotenv")),
                        List.of(new ProjectVariable("KEPT", "kept", false, false))));

        assertThat(request)
                .isEqualTo(new Request.Child(
                        List.of(new Source.OfCommit("g.yml", Map.of())),
                        open(Map.of("GLOBAL", "g", "OWN", "g-by hand-dotenv-kept-main", "RULE", "r", "M", "m"))));
    }

    private static HandedDown open(Map<String, String> variables) {
        return new HandedDown(variables, Map.of());
    }

    @Test
    void whatHoldsAMaskedValueGoesDownAsMasked() {
        List<ProjectVariable> kept = List.of(
                new ProjectVariable("TOKEN", "hunter22", true, false),
                new ProjectVariable("GIVEN", "from-above", true, false));

        Request request = request("""
            job:
              variables: {T: "$TOKEN", INDIRECT: "x-$T", PLAIN: p}
              trigger: {project: g/p, forward: {pipeline_variables: true}}
            """, Map.of("BY_HAND", "b"), new Known(Map.of(), kept, Set.of("GIVEN"), Map.of()));

        HandedDown down = ((Request.OtherProject) request).variables();
        assertThat(down.open()).isEqualTo(Map.of("PLAIN", "p", "BY_HAND", "b"));
        assertThat(down.masked()).isEqualTo(Map.of("T", "hunter22", "INDIRECT", "x-hunter22", "GIVEN", "from-above"));
        assertThat(request.toString()).doesNotContain("hunter22");
    }

    @Test
    void theNumberOfThisPipelineGoesDown() {
        Request request = request(
                "job: {variables: {PARENT: $CI_PIPELINE_ID}, trigger: g/p}",
                Map.of(),
                new Known(Map.of(), List.of(), Set.of(), Map.of("SLUICE_RUN_ID", "10000007")));

        assertThat(((Request.OtherProject) request).variables()).isEqualTo(open(Map.of("PARENT", "10000007")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{project: g/p, inputs: {i: 'x-$TOKEN'}}", "{include: [{local: c.yml, inputs: {i: $TOKEN}}]}"})
    void inputsTakeNoMaskedValue(String trigger) {
        Known known = new Known(Map.of(), List.of(new ProjectVariable("TOKEN", "hunter22", true, false)));

        Request request = request("job: {trigger: " + trigger + "}", Map.of(), known);

        assertThat(((Request.Impossible) request).why())
                .startsWith("the input i holds a masked variable")
                .doesNotContain("hunter22");
    }

    @ParameterizedTest
    @CsvSource({
        "true, false, 'A=file'",
        "false, true, 'A=given B=given'",
        "true, true, 'A=given B=given'",
        "false, false, ''"
    })
    void forwardsWhatItIsTold(boolean yaml, boolean pipeline, String expected) {
        Request.Child child =
                (Request.Child) request("""
                    job:
                      variables: {A: file}
                      trigger:
                        include: c.yml
                        strategy: mirror
                        forward: {yaml_variables: %s, pipeline_variables: %s}
                    """.formatted(yaml, pipeline), Map.of("A", "given", "B", "given"), nothing());

        String handed = child.variables().open().entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .reduce((a, b) -> a + " " + b)
                .orElse("");
        assertThat(handed).isEqualTo(expected);
    }

    @Test
    void namesAnotherProjectWithItsBranchAndInputs() {
        Request request = request("""
            job:
              variables: {TEAM: group}
              trigger:
                project: $TEAM/other
                branch: release/$TEAM
                strategy: depend
                inputs: {text: "$TEAM", flag: true, list: [a, 2]}
            """, Map.of(), nothing());

        assertThat(request)
                .isEqualTo(new Request.OtherProject(
                        "group/other",
                        Optional.of("release/group"),
                        open(Map.of("TEAM", "group")),
                        Map.of("text", "group", "flag", "true", "list", "[\"a\",2]")));
    }

    @Test
    void givesListsToInputsOfAChild() {
        Planned planned = GitlabDialect.planChild(
                List.of(new GitlabDialect.ChildFile(
                        "c.yml", """
                            spec: {inputs: {list: {type: array}, flag: {type: boolean}}}
                            ---
                            job: {script: "$[[ inputs.list ]]", interruptible: "$[[ inputs.flag ]]"}
                            """, Map.of("list", "[\"echo a\", \"echo b\"]", "flag", "true"))),
                MemoryTree.empty(),
                Triggers.push("main"),
                KeptVariables.everywhere(List.of()));

        assertThat(planned).isInstanceOfSatisfying(Planned.Ready.class, ready -> {
            Job job = ready.pipeline().jobs().getFirst();
            assertThat(((GitlabProgram) job.program()).scripts().script()).containsExactly("echo a", "echo b");
            assertThat(job.interruptible()).isTrue();
        });
    }

    @ParameterizedTest
    @CsvSource({"'', CREATED", "', strategy: depend', DEPENDS", "', strategy: mirror', MIRRORS"})
    void waitsAsItsStrategySays(String strategy, Outcome outcome) {
        Job job = job("job: {trigger: {include: c.yml%s}}".formatted(strategy), Map.of());

        assertThat(((DownstreamProgram) job.program()).outcome()).isEqualTo(outcome);
    }

    @Test
    void keepsSuchJobsFromTheRunners() {
        assertThat(job("job: {trigger: group/other}", Map.of()).tags()).containsExactly(DownstreamProgram.LABEL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{strategy: depend}|f.yml:1:16|\"include\" or \"project\" is missing",
                "{project: a/b, include: c.yml}|f.yml:1:16|\"project\" and \"include\" exclude each other",
                "{include: [{artifact: c.yml}]}|f.yml:1:27|\"job\" is missing beside \"artifact\"",
                "{include: [{artifact: c.yml, job: jub}]}|f.yml:1:50|which is not in the file",
                "{include: [{project: a/b}]}|f.yml:1:27|\"file\" is missing beside \"project\"",
                "{include: [a.yml, b.yml, c.yml, d.yml]}|f.yml:1:17|it may be 1 to 3",
                "{include: c.yml, branch: main}|f.yml:1:33|\"branch\" goes with \"project\""
            })
    void tellsMistakesAtTheirPlace(String trigger, String place, String message) {
        assertThat(plan("job: {trigger: " + trigger + "}", Map.of()))
                .isInstanceOfSatisfying(Planned.Refused.class, refused -> {
                    Problem first = refused.problems().getFirst();
                    assertThat(first.message()).contains(message);
                    assertThat(first.at()).hasToString(place);
                });
    }
}
