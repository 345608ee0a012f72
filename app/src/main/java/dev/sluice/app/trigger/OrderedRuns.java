package dev.sluice.app.trigger;

import dev.sluice.app.access.Caller;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Actor;
import dev.sluice.core.model.Trigger.GitRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes runs of branches and tags that somebody or something asked for: people, programs, schedules. Safe for many threads. */
public final class OrderedRuns {
    private final Parts parts;
    private final PushPlanner planner;

    /** What it works with. */
    public record Parts(
            PushedRepositories repositories,
            ProjectAddresses addresses,
            RefLedger ledger,
            RunStore runs,
            Planner planner,
            ProposedChanges changes,
            RunStarter starter,
            ProtectedRefRules protection,
            InstantSource clock) {}

    public OrderedRuns(Parts parts) {
        this.parts = parts;
        this.planner = new PushPlanner(parts.planner());
    }

    /**
     * What is wanted.
     *
     * @param ref short name of a branch, else of a tag; or a full name
     * @param caller whose rights count; that they may start runs in the project at all was checked before
     * @param variables win over those of the file
     * @param inputs values for what the file declares, as JSON or plain text
     * @param cause unique in the project: a second order for it gets the run of the first
     */
    public record Order(
            Project project,
            String ref,
            Trigger.Event event,
            Optional<Trigger.Origin> origin,
            Caller caller,
            Map<String, String> variables,
            Map<String, String> inputs,
            String cause) {
        public Order {
            variables = Map.copyOf(variables);
            inputs = Map.copyOf(inputs);
        }

        private Actor actor() {
            return caller.who().orElseThrow().actor();
        }
    }

    /** What came of an order. */
    public sealed interface Result {
        /** There is a run; it may have failed already because its file has mistakes. */
        record Made(StoredRun run) implements Result {}

        /** There is none, and why, in words for people. */
        record None(String why) implements Result {}
    }

    /** Makes the run and sets it going. */
    public Result start(Order order) {
        long project = order.project().id();
        Optional<StoredRun> known = parts.runs().caused(project, order.cause());
        if (known.isPresent()) {
            return new Result.Made(known.get());
        }
        Optional<ChosenRef> chosen = ChosenRef.find(parts.repositories(), order.project(), order.ref());
        if (chosen.isEmpty()) {
            return new Result.None(Sentence.NO_REF.with(order.ref()));
        }
        Optional<String> problem = parts.protection()
                .runProblem(order.caller(), order.project(), chosen.get().gitRef());
        if (problem.isPresent()) {
            return new Result.None(problem.get());
        }
        Trigger trigger = chosen.get()
                .byHand(order.project(), parts.addresses().of(order.project()), order.actor(), Map.of())
                .because(order.event(), order.variables(), order.origin())
                .withOpenRequests(open(project, chosen.get().gitRef()));
        Instant now = parts.clock().instant();
        return switch (planner.planned(trigger, chosen.get().revision().tree(), order.cause(), order.inputs(), now)) {
            case PushPlanner.Due.None(String why) -> new Result.None(why);
            case PushPlanner.Due.Run(RefLedger.NewRun run) -> {
                StoredRun made = parts.ledger()
                        .advance(project, List.of(), List.of(run), now)
                        .orElseThrow()
                        .getFirst();
                parts.starter().adopt(made);
                yield new Result.Made(made);
            }
        };
    }

    private List<Long> open(long project, GitRef ref) {
        return switch (ref) {
            case GitRef.Branch(String name) ->
                parts.changes().of(project, name).stream()
                        .map(ProposedChanges.Change::number)
                        .toList();
            case GitRef.Tag _ -> List.of();
        };
    }
}
