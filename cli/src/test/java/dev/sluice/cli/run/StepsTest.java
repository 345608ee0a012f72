package dev.sluice.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.run.TestProject.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job of steps under {@code sluice run}: as processes, and in a container with another account than ours. */
@Timeout(300)
final class StepsTest {
    private static final String PIPELINE = """
        job:
          image: {name: "busybox:latest", docker: {user: "1234"}}
          run:
            - name: count
              step: ./steps/count
              inputs: {from: 40}
            - name: show
              script: |
                echo "got ${{ steps.count.outputs.result }} and $EXPORTED in $(basename "$PWD")"
        """;
    private static final String STEP = """
        spec:
          inputs: {from: {type: number}}
          outputs: {result: {type: number}}
        ---
        exec:
          work_dir: ${{ step_dir }}
          command:
            - sh
            - ./count.sh
            - ${{ inputs.from }}
            - ${{ output_file }}
            - ${{ export_file }}
        """;
    private static final String SCRIPT = """
        echo "{\\"name\\":\\"result\\",\\"value\\":$(($1 + 2))}" > "$2"
        echo '{"name":"EXPORTED","value":"a b"}' > "$3"
        """;

    @TempDir
    private Path folder;

    private Outcome run(String... words) throws Exception {
        TestProject project = TestProject.with(folder, PIPELINE);
        Path step = Files.createDirectories(project.folder().resolve("steps/count"));
        Files.writeString(step.resolve("step.yml"), STEP);
        Files.writeString(step.resolve("count.sh"), SCRIPT);
        return project.sluice(words);
    }

    @Test
    void asProcesses() throws Exception {
        Outcome outcome = run("run");

        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("got 42 and a b in ");
    }

    @Test
    void inAContainerAsSomebodyElse() throws Exception {
        Process look = new ProcessBuilder("docker", "image", "inspect", "busybox:latest")
                .redirectErrorStream(true)
                .start();
        look.getInputStream().readAllBytes();
        Assumptions.assumeTrue(look.waitFor() == 0, "no container engine with busybox:latest");

        Outcome outcome = run("run", "--executor", "docker");

        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("got 42 and a b in ");
    }
}
