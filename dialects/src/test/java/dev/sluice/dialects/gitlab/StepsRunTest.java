package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of a job, in a real shell. */
final class StepsRunTest {
    @TempDir
    private Path temp;

    private Path folder;
    private ProcessSession session;

    @BeforeEach
    void start() throws IOException {
        folder = Files.createDirectory(temp.resolve("job"));
        session = new ProcessSession(folder, "sh");
    }

    private void file(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private JobResult run(String job) throws Exception {
        return run(job, Map.of());
    }

    private JobResult run(String job, Map<String, String> inputs) throws Exception {
        session.inputs = inputs;
        Planned planned = GitlabDialect.plan("f.yml", job, MemoryTree.empty(), Triggers.push("main"), List.of());
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ((GitlabProgram)
                        ((Planned.Ready) planned).pipeline().jobs().getFirst().program())
                .run(session);
    }

    private static String message(JobResult result) {
        return result.outcome() instanceof Outcome.Failure failure ? failure.message() : "passed";
    }

    @Test
    void inputsOutputsAndExportsGoFromStepToStep() throws Exception {
        file("steps/roll/step.yml", """
            spec:
              inputs:
                sides: {type: number, default: 6}
                tags: {type: array, default: [a]}
                more: {type: struct, default: {}}
                loud: {type: boolean, default: false}
                who: {type: string}
              outputs:
                value: {type: number}
                all: {type: struct}
                unset: {type: string, default: none}
            ---
            env: {FACE: "up ${{inputs.sides}}"}
            exec:
              command:
                - sh
                - -c
                - |
                  echo "rolling for ${{ inputs.who }} with ${{inputs.sides}} sides, ${{ inputs.tags[1] }} ${{ inputs.more.k }} $FACE $OWN ${{inputs.loud}}"
                  echo '{"name":"value","value":4}' >> ${{ output_file }}
                  echo '{"name":"all","value":{"x":["y",1]}}' >> ${{ output_file }}
                  echo '{"name":"ROLLED","value":"yes \\"4\\""}' >> ${{ export_file }}
            """);

        JobResult result = run("""
            dice:
              variables: {CI_WHO: Sally, OTHER: hidden}
              run:
                - name: begin
                  script: |
                    echo "branch ${{ job.CI_COMMIT_BRANCH }}, tag <${{job.CI_COMMIT_TAG}}>, $OTHER ${{ env.OTHER }} in ${{ work_dir }}"
                - name: roll
                  step: ./steps/roll
                  env: {OWN: "of ${{ job.CI_WHO }}"}
                  inputs:
                    who: "${{ job.CI_WHO }} & 'co'"
                    sides: 20
                    tags: [p, "q${{ job.CI_WHO }}"]
                    more: {k: v}
                    loud: true
                - name: tell
                  script: echo "it is ${{ steps.roll.outputs.value }} ${{ steps.roll.outputs.all }} ${{ steps.roll.outputs.all.x[0] }} ${{ steps.roll.outputs.unset }} $ROLLED ${{ env.ROLLED }} <$OWN>"
            """);

        assertThat(message(result)).isEqualTo("passed");
        assertThat(session.log.toString())
                .contains("branch main, tag <>, hidden hidden in " + folder + "\n")
                .contains("rolling for Sally & 'co' with 20 sides, qSally v up 20 of Sally true\n")
                .contains("it is 4 {x:[y,1]} y none yes \"4\" yes 4 <>\n");
        assertThat(session.calls).contains("section step_begin", "section step_roll", "section step_tell");
    }

    @Test
    void aStepIsMadeOfSteps() throws Exception {
        file("a/step.yml", """
            spec:
              inputs: {name: {type: string}}
              outputs: {greeting: {type: string}}
            ---
            env: {SHARED: "s-${{ inputs.name }}"}
            run:
              - name: inner
                step: ./b
                inputs: {who: "${{ inputs.name }}"}
              - name: after
                script: echo "after $SHARED ${{ steps.inner.outputs.said }}"
            outputs:
              greeting: "it said ${{ steps.inner.outputs.said }}"
            """);
        file("a/b/step.yml", """
            spec:
              inputs: {who: {type: string}}
              outputs: delegate
            ---
            run:
              - {name: word, step: ../../c, inputs: {who: "${{ inputs.who }}"}}
            delegate: word
            """);
        file("c/step.yml", """
            spec:
              inputs: {who: {type: string}}
              outputs: {said: {type: string}}
            ---
            exec:
              work_dir: ${{ step_dir }}
              command: [sh, -c, 'echo "here $(basename "$PWD") $SHARED"; printf %s "{\\"name\\":\\"said\\",\\"value\\":\\"hi ${{inputs.who}}\\"}" > ${{ output_file }}']
            """);

        JobResult result = run("""
            job:
              run:
                - {name: top, step: ./a, inputs: {name: Ada}}
                - {name: show, script: 'echo "got ${{ steps.top.outputs.greeting }}"'}
            """);

        assertThat(message(result)).isEqualTo("passed");
        assertThat(session.log.toString()).contains("here c s-Ada\n", "after s-Ada hi Ada\n", "got it said hi Ada\n");
    }

    @Test
    void aStepThatFailsEndsTheJobWithItsCode() throws Exception {
        JobResult result = run("""
            job:
              run:
                - {name: first, script: 'echo one; exit 7'}
                - {name: second, script: 'echo two'}
              after_script: ['echo "status $CI_JOB_STATUS"']
            """);

        assertThat(result.outcome()).isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(failure.message()).isEqualTo("the step \"first\" ended with exit code 7");
            assertThat(failure.exitCode()).isEqualTo(OptionalInt.of(7));
        });
        assertThat(session.log.toString()).contains("one\n", "status failed").doesNotContain("two");
    }

    @Test
    void inputsOfTheJobAreKnownToItsSteps() throws Exception {
        file("s/step.yml", """
            spec: {inputs: {n: {type: number}}}
            ---
            exec: {command: [echo, "n=${{ inputs.n }}"]}
            """);

        JobResult result = run("""
            job:
              inputs: {count: {type: number, default: 1}}
              run:
                - {name: a, script: 'echo "c=${{ job.inputs.count }}"'}
                - {name: b, step: ./s, inputs: {n: "${{ job.inputs.count }}"}}
            """, Map.of("count", "5"));

        assertThat(message(result)).isEqualTo("passed");
        assertThat(session.log.toString()).contains("c=5\n", "n=5\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
        step: ./none                          ; there is no file none/step.yml, and no none/func.yml
        step: ../out                          ; the path ../out leads out of the repository
        step: ./bad                           ; bad/step.yml:4:1: bad/step.yml: unknown keyword "exce"
        step: ./headless                      ; headless/step.yml has no "spec" before its definition
        step: ./s                             ; the input "n" is missing
        step: ./s, inputs: {n: 1, m: 2}       ; it has no input "m"; its inputs are n
        step: ./s, inputs: {n: many}          ; the input "n" has the type number, which "many" is not
        step: ./s, inputs: {n: 1}             ; it did not give its output "o"
        step: ./wrong                         ; the output "o" has the type number, which "word" is not
        step: ./loop                          ; steps lie more than 20 deep in each other
        script: 'echo ${{ job.SECRET }}'      ; expressions see those variables of the job alone that begin with CI_
        script: 'echo ${{ env.NONE }}'        ; there is no "NONE" in env; expressions see the job's variables
        script: 'echo ${{ steps.a.outputs }}' ; there is no "a" in steps; there is nothing
        script: 'echo ${{ what }}'            ; there is no "what"; there are
        script: 'echo ${{ a + b }}'           ; is not understood: an expression names one value
        script: 'echo ${{ job.CI'             ; an expression begins with ${{ and does not end
        script: 'printf %s ''{"name":"A=B","value":"c"}'' > ${{ export_file }}' ; it exports "A=B", which is no name of a variable
        script: 'printf %s ''{"name":"A","value":1}'' > ${{ export_file }}' ; what is exported as A must be a text, not a number
        script: 'echo text > ${{output_file}}' ; it wrote a line that is not {"name": ..., "value": ...}: text
        """)
    void mistakesSayWhatIsWrong(String step, String expected) throws Exception {
        file("bad/step.yml", "spec:\n---\n\nexce: {command: [x]}\n");
        file("headless/step.yml", "exec: {command: [x]}\n");
        file("s/step.yml", """
            spec: {inputs: {n: {type: number}}, outputs: {o: {type: string}}}
            ---
            exec: {command: ["true"]}
            """);
        file("wrong/step.yml", """
            spec: {outputs: {o: {type: number}}}
            ---
            exec: {command: [sh, -c, 'echo "{\\"name\\":\\"o\\",\\"value\\":\\"word\\"}" > ${{output_file}}']}
            """);
        file("loop/step.yml", "spec:\n---\nrun: [{name: again, step: ../loop}]\n");

        String message = message(run("job: {run: [{name: it, " + step + "}]}"));

        assertThat(message).startsWith("the step \"it\" cannot run: ").contains(expected);
        assertThat(session.log.toString()).contains(expected);
    }

    @Test
    void aFunctionOfTheRepositoryIsAStep() throws Exception {
        file("f/func.yml", """
            spec: {outputs: {small: {type: number}, digits: {type: string}}}
            ---
            exec:
              command:
                - sh
                - -c
                - |
                  echo '{"name":"small","value":1e-07}' > ${{ output_file }}
                  echo '{"name":"digits","value":"012"}' >> ${{ output_file }}
                  echo "in ${{ func_dir }} of ${{ vars.OWN }}"
            """);

        JobResult result = run("""
            job:
              variables: {OWN: me}
              run:
                - {name: f, func: ./f}
                - {name: show, script: 'echo ${{ steps.f.outputs.small }} ${{ steps.f.outputs.digits }}'}
            """);

        assertThat(message(result)).isEqualTo("passed");
        assertThat(session.log.toString()).contains("in " + folder + "/f of me\n", "1.0e-07 012\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"env.KUBE", "job.CI_KUBE", "vars.KUBE"})
    void theContentOfAFileVariableIsInNoScript(String expression) throws Exception {
        session.projectVariables.add(new JobSession.ProjectVariable("KUBE", "content", false, true));
        session.projectVariables.add(new JobSession.ProjectVariable("CI_KUBE", "content", false, true));

        String message = message(run("job: {run: [{name: it, script: 'echo ${{ " + expression + " }}'}]}"));

        assertThat(message)
                .contains("is a file, whose path only the shell knows; in a script write $")
                .doesNotContain("content");
        assertThat(session.commands).isEmpty();
    }

    @Test
    void outputsOfAllStepsHaveALimitTogether() throws Exception {
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            steps.append("    - {name: s")
                    .append(i)
                    .append(", script: '{ printf %s ''{\"name\":\"o\",\"value\":\"''; ")
                    .append("head -c 1000000 /dev/zero | tr ''\\0'' a; printf %s ''\"}''; } > ${{ output_file }}'}\n");
        }

        assertThat(message(run("job:\n  run:\n" + steps)))
                .startsWith(
                        "the step \"s4\" cannot run: outputs and exported variables of the job's steps have more than"
                                + " 4 MiB together");
    }

    @Test
    void aStepFromElsewhereFailsTheJobBeforeItsFirstStep() throws Exception {
        String job = """
            job:
              run:
                - {name: here, script: echo begun}
                - {name: there, step: gitlab.com/components/echo@v1}
            """;
        assertThat(message(run(job)))
                .isEqualTo("the step \"there\" comes from elsewhere (gitlab.com/components/echo@v1), which is not"
                        + " supported yet; copy it into the repository and name it by its path, ./FOLDER");
        assertThat(session.log.toString()).doesNotContain("begun");
    }

    @Test
    void expressionsThatCannotWorkAreToldWhenTheFileIsRead() {
        Planned planned = GitlabDialect.plan("f.yml", """
            job:
              run:
                - {name: one, script: 'echo ${{ steps.two.outputs.x }}'}
                - {name: two, script: 'echo ${{ setps.one.outputs.x }} ${{ steps.one.outputs.x }}'}
            """, MemoryTree.empty(), Triggers.push("main"), List.of());

        assertThat(((Planned.Ready) planned).warnings())
                .extracting(Problem::message)
                .containsExactly(
                        "job \"job\": ${{ steps.two.outputs.x }}: there is no step \"two\" before it; the job will fail"
                                + " at this step",
                        "job \"job\": ${{ setps.one.outputs.x }}: there is no \"setps\"; the job will fail at this"
                                + " step");
    }
}
