package dev.sluice.app.trigger;

import dev.sluice.app.access.Caller;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunLoop;
import dev.sluice.app.run.StartForm;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.PushedRepositories.Revision;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Actor;
import dev.sluice.core.model.Trigger.GitRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** What people do to runs: start, cancel, retry. Safe for many threads. */
public final class RunsByHand implements RunCommands {
    private final Parts parts;

    /** What it works with. */
    public record Parts(
            ProjectStore projects,
            PushedRepositories repositories,
            Planner planner,
            PushSynchronizer pushes,
            OrderedRuns orders,
            RunLoop loop) {}

    public RunsByHand(Parts parts) {
        this.parts = parts;
    }

    @Override
    public void send(RunId run, RunEvent event) {
        parts.loop().send(run, event);
    }

    @Override
    public Started start(long projectId, Wish wish, Caller caller) {
        Optional<Project> project = parts.projects().byId(projectId);
        if (project.isEmpty()) {
            return new Started.Refused("there is no such project");
        }
        Optional<Chosen> chosen = chosen(project.get(), wish, actor(caller));
        if (chosen.isEmpty()) {
            return new Started.Refused(Sentence.NO_REF.with(wish.ref()));
        }
        StartForm form = form(project.get(), wish, chosen);
        if (!form.hasFile()) {
            return new Started.NoFile(wish.ref());
        }
        Optional<String> refusal = form.refusal(wish.variables());
        if (refusal.isPresent()) {
            return new Started.Refused(refusal.get());
        }
        OrderedRuns.Order order = new OrderedRuns.Order(
                project.get(),
                wish.ref(),
                wish.event(),
                Optional.empty(),
                caller,
                form.changed(wish.variables()),
                wish.inputs(),
                "manual/" + UUID.randomUUID());
        return switch (parts.orders().start(order)) {
            case OrderedRuns.Result.None(String why) -> new Started.Refused(why);
            case OrderedRuns.Result.Made(StoredRun made) -> new Started.Made(made.id());
        };
    }

    private static Actor actor(Caller caller) {
        return caller.who().orElseThrow().actor();
    }

    @Override
    public StartForm form(long projectId, String ref, Actor actor) {
        Optional<Project> project = parts.projects().byId(projectId);
        if (project.isEmpty()) {
            return new StartForm(ref, false, false, List.of(), List.of(), List.of());
        }
        Wish wish = new Wish(ref, Map.of());
        return form(project.get(), wish, chosen(project.get(), wish, actor));
    }

    /** Files are read as the run's will be: an include may hang on each of these. */
    private StartForm form(Project project, Wish wish, Optional<Chosen> chosen) {
        Set<String> refs = new TreeSet<>(parts.repositories().refs(project).keySet());
        Optional<List<StartForm.Variable>> offered =
                chosen.flatMap(one -> parts.planner().offered(one.revision().tree(), one.trigger(), wish.inputs()));
        return new StartForm(
                wish.ref(),
                chosen.isPresent(),
                offered.isPresent(),
                names(GitRef.Branch.class, refs),
                names(GitRef.Tag.class, refs),
                offered.orElse(List.of()));
    }

    private static List<String> names(Class<? extends GitRef> kind, Set<String> refs) {
        return refs.stream()
                .map(GitRef::parse)
                .flatMap(Optional::stream)
                .filter(kind::isInstance)
                .map(GitRef::name)
                .toList();
    }

    /** A commit that was chosen, and what its run would be made for. */
    private record Chosen(Revision revision, Trigger trigger) {}

    private Optional<Chosen> chosen(Project project, Wish wish, Actor actor) {
        return ChosenRef.find(parts.repositories(), project, wish.ref())
                .map(found -> new Chosen(
                        found.revision(),
                        found.byHand(project, parts.pushes().info(project), actor, Map.of())
                                .because(wish.event(), wish.variables(), Optional.empty())));
    }
}
