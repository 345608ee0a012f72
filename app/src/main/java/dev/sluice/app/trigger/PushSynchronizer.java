package dev.sluice.app.trigger;

import dev.sluice.app.project.Project;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.PushedRepositories.Revision;
import dev.sluice.app.trigger.RefLedger.Move;
import dev.sluice.app.trigger.RefLedger.NewRun;
import dev.sluice.app.trigger.RefLedger.Recorded;
import dev.sluice.app.trigger.RefMoves.Moved;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Actor;
import dev.sluice.core.model.Trigger.GitRef;
import dev.sluice.core.model.Trigger.ProjectInfo;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Makes the runs that pushes ask for: one for each move of a branch or tag since this was last done, as git's reference
 * logs tell of them and as the refs themselves show. The same look is taken after each push and at each start: a crash
 * between git's acceptance and our record loses nothing, nor does a second push before the first was looked at. Moves and
 * runs are stored in one transaction. Safe for many threads; one project is looked at by one thread at a time.
 */
public final class PushSynchronizer {
    private static final int TRIES_MAX = 5;
    private static final String NO_COMMIT = "0".repeat(40);

    private final PushedRepositories repositories;
    private final RefLedger ledger;
    private final PushPlanner planner;
    private final RunStarter starter;
    private final InstantSource clock;
    private final Settings settings;
    private final Map<Long, ReentrantLock> locks = new ConcurrentHashMap<>();

    /**
     * What the synchronizer goes by.
     *
     * @param addresses what pipelines learn of a project; asked at each push
     * @param runsPerPushMax at most so many runs come of one push; further refs are recorded without one
     * @param ownTags tags that Sluice made itself for releases: they were built already and start no run
     * @param changes which branches are proposed for which others
     * @param people the person of a login
     */
    public record Settings(
            ProjectAddresses addresses,
            int runsPerPushMax,
            OwnTags ownTags,
            ProposedChanges changes,
            Function<String, Optional<Actor>> people) {}

    /** Knows the tags that Sluice itself made. */
    @FunctionalInterface
    public interface OwnTags {
        /** Whether the tag of that short name is one of a release. */
        boolean has(long project, String tag);
    }

    public PushSynchronizer(
            PushedRepositories repositories,
            RefLedger ledger,
            Planner planner,
            RunStarter starter,
            InstantSource clock,
            Settings settings) {
        this.repositories = repositories;
        this.ledger = ledger;
        this.planner = new PushPlanner(planner);
        this.starter = starter;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * What came of a push.
     *
     * @param runs those that were made
     * @param notes lines for the pusher: why something has no run
     */
    public record Outcome(List<StoredRun> runs, List<String> notes) {
        public Outcome {
            runs = List.copyOf(runs);
            notes = List.copyOf(notes);
        }
    }

    /**
     * Looks at a project's refs and makes the runs that are due.
     *
     * @param actor who pushed, where the reference log does not say
     * @param skip whether the pusher asked for no runs ({@code git push -o ci.skip}), where the log does not say
     */
    public Outcome synchronize(Project project, Actor actor, boolean skip) {
        ReentrantLock lock = locks.computeIfAbsent(project.id(), _ -> new ReentrantLock());
        lock.lock();
        try {
            for (int i = 0; i < TRIES_MAX; i++) {
                Optional<Outcome> outcome = tryOnce(project, actor, skip);
                if (outcome.isPresent()) {
                    return outcome.get();
                }
            }
            throw new IllegalStateException("the refs of " + project.path() + " were recorded by others all the time");
        } finally {
            lock.unlock();
        }
    }

    private Optional<Outcome> tryOnce(Project project, Actor actor, boolean skip) {
        Map<String, Recorded> recorded = ledger.recorded(project.id());
        // The refs before the logs: a log tells of a move before the ref has made it.
        Map<String, String> actual = repositories.refs(project);
        List<Moved> moves = RefMoves.since(recorded, actual, repositories.logs(project, recorded));
        if (moves.isEmpty()) {
            return Optional.of(new Outcome(List.of(), List.of()));
        }
        List<String> notes = new ArrayList<>();
        List<NewRun> planned = new ArrayList<>();
        Map<String, Integer> ofPush = new HashMap<>();
        Instant now = clock.instant();
        int left = 0;
        for (Moved moved : moves) {
            if (moved.move().sha().isEmpty() && isBranch(moved.move().ref())) {
                settings.changes().close(project.id(), shortName(moved.move().ref()));
            }
            if (moved.move().sha().isEmpty() || isOwnTag(project, moved.move().ref())) {
                continue;
            }
            if (ofPush.getOrDefault(moved.push(), 0) >= settings.runsPerPushMax()) {
                left++;
                continue;
            }
            Actor pusher = moved.signature().flatMap(this::person).orElse(actor);
            PushOptions options = moved.signature()
                    .map(signature -> PushOptions.parse(signature.options()))
                    .orElse(skip ? PushOptions.parse(List.of("ci.skip")) : PushOptions.NONE);
            for (Planned one : plans(project, pusher, moved, options, now)) {
                switch (one.due()) {
                    case PushPlanner.Due.Run(NewRun run) -> {
                        planned.add(run);
                        ofPush.merge(moved.push(), 1, Integer::sum);
                    }
                    case PushPlanner.Due.None(String why) -> notes.add(one.what() + ": " + why);
                }
            }
        }
        if (left > 0) {
            notes.add("one push starts at most " + settings.runsPerPushMax() + " runs (option --runs-per-push); " + left
                    + " more refs were kept without one");
        }
        List<Move> recording = moves.stream().map(Moved::move).toList();
        Optional<List<StoredRun>> made = ledger.advance(project.id(), recording, planned, now);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        made.get().forEach(starter::adopt);
        return Optional.of(new Outcome(made.get(), notes));
    }

    private Optional<Actor> person(PushSignature signature) {
        return settings.people().apply(signature.login());
    }

    /** A release's tag was made by Sluice for what is built already: it starts no run, and no pusher asked for it. */
    private boolean isOwnTag(Project project, String ref) {
        return !isBranch(ref) && settings.ownTags().has(project.id(), shortName(ref));
    }

    /** What was planned for a move, under a name for the pusher. */
    private record Planned(String what, PushPlanner.Due due) {}

    /** The run of the ref itself, and those of the changes that its branch is proposed for (GitLab: merge requests). */
    private List<Planned> plans(Project project, Actor actor, Moved moved, PushOptions options, Instant now) {
        Move move = moved.move();
        String name = shortName(move.ref());
        boolean branch = isBranch(move.ref());
        String before = moved.before().isEmpty() || !branch ? NO_COMMIT : moved.before();
        Optional<Revision> revision = repositories.revision(project, move.ref(), move.sha(), before);
        if (revision.isEmpty()) {
            return List.of(new Planned(name, new PushPlanner.Due.None("it does not stand for a commit")));
        }
        Trigger pushed = new Trigger(
                branch ? Trigger.Event.PUSH : Trigger.Event.TAG,
                branch
                        ? new GitRef.Branch(name)
                        : new GitRef.Tag(name, revision.get().tagMessage()),
                revision.get().commit(),
                before,
                project.defaultBranch(),
                actor,
                info(project),
                Optional.empty(),
                options.variables());
        String cause = "push/" + move.ref() + "/" + (move.version() + 1);
        List<ProposedChanges.Change> changes = branch ? changes(project, pushed, options, now) : List.of();
        Trigger trigger = pushed.withOpenRequests(
                changes.stream().map(ProposedChanges.Change::number).toList());
        List<Planned> plans = new ArrayList<>();
        plans.add(new Planned(name, planner.due(trigger, revision.get().tree(), cause, options, now)));
        for (ProposedChanges.Change change : changes) {
            proposed(project, trigger, change, options, move, now)
                    .ifPresent(due -> plans.add(new Planned("merge request " + change.number(), due)));
        }
        return plans;
    }

    /** The open changes of the branch, with the one that this push asks for. */
    private List<ProposedChanges.Change> changes(Project project, Trigger trigger, PushOptions options, Instant now) {
        String source = trigger.ref().name();
        options.mergeRequest().ifPresent(wish -> {
            String target = wish.target().isEmpty() ? project.defaultBranch() : wish.target();
            if (!target.equals(source)) {
                String title = wish.title().isEmpty() ? trigger.commit().title() : wish.title();
                settings.changes()
                        .open(
                                project.id(),
                                source,
                                target,
                                title,
                                trigger.actor().login(),
                                now);
            }
        });
        return settings.changes().of(project.id(), source);
    }

    private Optional<PushPlanner.Due> proposed(
            Project project, Trigger push, ProposedChanges.Change change, PushOptions options, Move move, Instant now) {
        String sha = push.commit().sha();
        Optional<String> base = repositories.mergeBase(project, sha, change.target());
        return base.flatMap(found -> repositories.revision(project, move.ref(), sha, found))
                .map(revision -> planner.due(
                        push.proposing(new Trigger.MergeRequest(
                                change.number(),
                                change.title(),
                                change.source(),
                                change.target(),
                                base.orElse(sha),
                                Optional.of(move.version() + 1))),
                        revision.tree(),
                        "merge/" + change.number() + "/" + (move.version() + 1),
                        options,
                        now));
    }

    /** The project as its pipelines see it. */
    public ProjectInfo info(Project project) {
        return settings.addresses().of(project);
    }

    private static String shortName(String ref) {
        return GitRef.parse(ref).map(GitRef::name).orElse(ref);
    }

    private static boolean isBranch(String ref) {
        return GitRef.parse(ref).filter(GitRef.Branch.class::isInstance).isPresent();
    }
}
