package dev.sluice.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.OtherJob.Answer;
import dev.sluice.core.model.OtherJob.OfRun;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FamilyJobsTest {
    private final MemoryRunStore runs = new MemoryRunStore();
    private final FamilyJobs family = new FamilyJobs(runs);

    private RunId run(Optional<RunId> above, int level) {
        Trigger push = Runs.push();
        Trigger trigger = new Trigger(
                above.isEmpty()
                        ? Trigger.Event.PUSH
                        : level > 0 ? Trigger.Event.PARENT_PIPELINE : Trigger.Event.PIPELINE,
                push.ref(),
                push.commit(),
                push.before(),
                push.defaultBranch(),
                push.actor(),
                push.project(),
                Optional.empty(),
                Map.of(),
                above.map(id -> new Trigger.Parent(id.project(), id.number(), "next", 1, level, 1)));
        RunState state = RunEngine.begin(
                Runs.pipeline("done", "open"),
                Map.of("done", JobState.takenOver("done", Map.of("V", "1"), Optional.empty())));
        String cause = "run " + runs.unfinished().size();
        return runs.create(1, cause, trigger, state, List.of(), Instant.EPOCH).id();
    }

    private Answer find(RunId of, String job, RunId asking) {
        return family.find(new OfRun(Long.toString(of.global()), job), asking);
    }

    @Test
    void parentsAndSiblingsAreFoundFromAnyDepth() {
        RunId parent = run(Optional.empty(), 0);
        RunId child = run(Optional.of(parent), 1);
        RunId sibling = run(Optional.of(parent), 1);
        RunId grandchild = run(Optional.of(child), 2);

        assertThat(List.of(
                        find(parent, "done", child),
                        find(parent, "done", grandchild),
                        find(sibling, "done", grandchild),
                        find(grandchild, "done", parent)))
                .allSatisfy(answer -> assertThat(answer)
                        .isInstanceOfSatisfying(Answer.Found.class, found -> assertThat(found.outputs())
                                .isEqualTo(Map.of("V", "1"))));
    }

    @Test
    void onlyTheSameFamilyCounts() {
        RunId parent = run(Optional.empty(), 0);
        RunId stranger = run(Optional.empty(), 0);
        RunId started = run(Optional.of(parent), 0);

        assertThat(find(parent, "done", stranger)).isInstanceOf(Answer.Refused.class);
        assertThat(find(parent, "done", started))
                .as("a pipeline of its own, though of the same project")
                .isInstanceOf(Answer.Refused.class);
        assertThat(find(parent, "done", parent))
                .isEqualTo(new Answer.Refused(
                        "the pipeline " + parent.global() + " is this one; its jobs are needed without \"pipeline\""));
        assertThat(family.find(new OfRun("", "done"), parent)).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void aJobMustHaveSucceeded() {
        RunId parent = run(Optional.empty(), 0);
        RunId child = run(Optional.of(parent), 1);

        assertThat(find(parent, "open", child))
                .isEqualTo(
                        new Answer.Refused("in the pipeline " + parent.global() + " the job open has not succeeded"));
        assertThat(find(parent, "none", child))
                .isEqualTo(new Answer.Absent("the pipeline " + parent.global() + " has no job none"));
    }
}
