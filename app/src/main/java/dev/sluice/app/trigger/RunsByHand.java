package dev.sluice.app.trigger;

import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunLoop;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.PushedRepositories.Revision;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Actor;
import dev.sluice.core.model.Trigger.GitRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What people do to runs: start, cancel, retry. Safe for many threads. */
public final class RunsByHand implements RunCommands {
    private static final String NO_COMMIT = "0".repeat(40);

    private final Parts parts;
    private final PushPlanner planner;

    /** What it works with. */
    public record Parts(
            ProjectStore projects,
            PushedRepositories repositories,
            RefLedger ledger,
            Planner planner,
            PushSynchronizer pushes,
            RunLoop loop,
            InstantSource clock) {}

    public RunsByHand(Parts parts) {
        this.parts = parts;
        this.planner = new PushPlanner(parts.planner());
    }

    @Override
    public void send(RunId run, RunEvent event) {
        parts.loop().send(run, event);
    }

    @Override
    public Started start(long projectId, String branch, Actor actor) {
        Optional<Project> project = parts.projects().byId(projectId);
        if (project.isEmpty()) {
            return new Started.Refused("there is no such project");
        }
        String ref = "refs/heads/" + branch;
        Optional<String> sha =
                Optional.ofNullable(parts.repositories().refs(project.get()).get(ref));
        Optional<Revision> revision =
                sha.flatMap(id -> parts.repositories().revision(project.get(), ref, id, NO_COMMIT));
        if (revision.isEmpty()) {
            return new Started.Refused("there is no branch " + branch);
        }
        Trigger trigger = new Trigger(
                Trigger.Event.MANUAL,
                new GitRef.Branch(branch),
                revision.get().commit(),
                NO_COMMIT,
                project.get().defaultBranch(),
                actor,
                parts.pushes().info(project.get()),
                Optional.empty(),
                Map.of());
        Instant now = parts.clock().instant();
        return switch (planner.planned(trigger, revision.get().tree(), "manual/" + UUID.randomUUID(), now)) {
            case PushPlanner.Due.None(String why) -> new Started.Refused(why);
            case PushPlanner.Due.Run(RefLedger.NewRun run) -> {
                StoredRun made = parts.ledger()
                        .advance(projectId, List.of(), List.of(run), now)
                        .orElseThrow()
                        .getFirst();
                parts.loop().adopt(made);
                yield new Started.Made(made.id());
            }
        };
    }
}
