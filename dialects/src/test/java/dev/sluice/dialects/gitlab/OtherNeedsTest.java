package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Job;
import dev.sluice.core.model.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that want artifacts of other pipelines are valid; they say that they do not get them. */
final class OtherNeedsTest {

    private static Planned plan(String needs) {
        return GitlabDialect.plan(
                "f.yml",
                "build: {stage: build, script: x}\na:\n  script: x\n  needs: " + needs,
                MemoryTree.empty(),
                Triggers.push("main"),
                List.of());
    }

    private static Job job(Planned planned) {
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ((Planned.Ready) planned).pipeline().jobs().getLast();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{project: g/p, job: make, ref: main}] | \"make\" of the project g/p",
                "{pipeline: $PARENT, job: make} | \"make\" of another pipeline",
            })
    void theyFailForWantOfArtifacts(String needs, String wanted) {
        Planned planned = plan(needs);
        Job job = job(planned);

        assertThat(job.waits()).isInstanceOf(Job.Waits.ForEarlierStages.class);
        assertThat(((GitlabProgram) job.program()).outside().orElseThrow().others())
                .containsExactly(wanted);
        assertThat(((Planned.Ready) planned).warnings())
                .extracting(Problem::message)
                .contains("job \"a\": needs: the artifacts of " + wanted
                        + " are not handed over yet; the job will fail before its script");
    }

    @Test
    void withoutArtifactsTheyRun() {
        Job job = job(plan("[build, {project: g/p, job: make, ref: main, artifacts: false}]"));

        assertThat(job.waits()).isInstanceOf(Job.Waits.ForJobs.class);
        assertThat(((GitlabProgram) job.program()).outside()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{project: g/p, job: make}] | \"ref\" is missing beside \"project\"",
                "[{project: g/p, ref: main}] | \"job\" is missing beside \"project\"",
                "[{pipeline: $P}] | to mirror another pipeline (\"pipeline\" without \"job\") is not supported yet",
                "[{job: build, ref: main}] | \"ref\" goes with \"project\"",
                "[{project: g/p, job: make, ref: main, optional: true}] | unknown keyword \"optional\"",
            })
    void mistakes(String needs, String words) {
        assertThat(plan(needs)).isInstanceOf(Planned.Refused.class);
        assertThat(((Planned.Refused) plan(needs)).problems())
                .extracting(Problem::message)
                .anyMatch(message -> message.contains(words));
    }
}
