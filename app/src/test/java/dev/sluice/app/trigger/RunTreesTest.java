package dev.sluice.app.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.run.MemoryRunStore;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.Runs;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTreesTest {
    private final MemoryRunStore runs = new MemoryRunStore();

    private RunId run(long project, Optional<RunId> above) {
        Trigger push = Runs.push();
        Trigger trigger = new Trigger(
                above.isPresent() ? Trigger.Event.PIPELINE : Trigger.Event.PUSH,
                push.ref(),
                push.commit(),
                push.before(),
                push.defaultBranch(),
                push.actor(),
                push.project(),
                Optional.empty(),
                Map.of(),
                above.map(id -> new Trigger.Parent(id.project(), id.number(), "next", 1, 0, 1)));
        String cause = above + " " + Instant.now() + " " + runs.unfinished().size();
        return runs.create(
                        project,
                        cause,
                        trigger,
                        Runs.state(Runs.pipeline("next"), RunStatus.CREATED),
                        List.of(),
                        Instant.EPOCH)
                .id();
    }

    @Test
    void theRunsOfAWholeTreeAreCountedTogether() {
        RunTrees trees = new RunTrees(runs, 3);
        RunId root = run(1, Optional.empty());
        RunId child = run(2, Optional.of(root));
        RunId grandchild = run(1, Optional.of(child));

        assertThat(trees.admit(root)).isTrue();
        assertThat(trees.admit(child)).isTrue();
        assertThat(trees.admit(grandchild)).isTrue();

        assertThat(trees.admit(root)).isFalse();
        assertThat(trees.admit(grandchild)).isFalse();
    }

    @Test
    void otherTreesHaveTheirOwnCount() {
        RunTrees trees = new RunTrees(runs, 1);
        RunId root = run(1, Optional.empty());

        assertThat(trees.admit(root)).isTrue();
        assertThat(trees.admit(run(1, Optional.empty()))).isTrue();
        assertThat(trees.admit(root)).isFalse();
    }
}
