package dev.sluice.app.trigger;

import dev.sluice.app.run.ArtifactFiles;
import dev.sluice.app.run.Downstreams;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.DownstreamSources.Found;
import dev.sluice.app.trigger.Planner.ChildFile;
import dev.sluice.app.trigger.Planner.Plan;
import dev.sluice.app.variable.HandedDownVariables;
import dev.sluice.core.model.DownstreamProgram.Request;
import dev.sluice.core.model.DownstreamProgram.Source;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the runs that jobs start (docs.gitlab.com, "Downstream pipelines"): child runs of the same commit, and runs of other
 * projects. Safe for many threads.
 */
public final class DownstreamRuns implements Downstreams {
    /** GitLab's limit: a child may have a child, which may have none. */
    private static final int LEVELS_MAX = 2;
    /** Projects that start each other would go on for ever. */
    private static final int LENGTH_MAX = 20;

    private static final int FILE_BYTES_MAX = 16 << 20;

    /** GitLab's default for the runs of one tree. */
    private static final int TREE_MAX = 1000;

    private final Parts parts;
    private final RunTrees trees;

    /** What it works with. */
    public record Parts(
            DownstreamSources sources,
            ArtifactFiles artifacts,
            Planner planner,
            RunStore runs,
            Starter starter,
            HandedDownVariables variables) {}

    /** Starts and cancels the runs. */
    public interface Starter {
        /** Makes a run and sets it going; the first one again where there is one for this cause. */
        StoredRun start(long project, String cause, Trigger trigger, Plan.Ready plan);

        /** Cancels a run. */
        void cancel(RunId run, String by);
    }

    public DownstreamRuns(Parts parts) {
        this.parts = parts;
        this.trees = new RunTrees(parts.runs(), TREE_MAX);
    }

    @Override
    public Made make(Upstream upstream, Request wish) {
        return switch (wish) {
            case Request.Child child -> child(upstream, child);
            case Request.OtherProject other -> other(upstream, other);
            case Request.Impossible(String why) -> new Made.Refused(why);
            case Request.Upstream _ -> throw new IllegalArgumentException("nothing is to be made: " + wish);
        };
    }

    @Override
    public void cancel(RunId run, String by) {
        parts.starter().cancel(run, by);
    }

    private Made child(Upstream upstream, Request.Child wish) {
        Trigger above = upstream.trigger();
        Trigger.Parent parent =
                parent(upstream, above.parent().map(Trigger.Parent::level).orElse(0) + 1);
        if (parent.level() > LEVELS_MAX) {
            return new Made.Refused(Sentence.CHILDREN_TOO_DEEP.with());
        }
        Trigger open = new Trigger(
                Trigger.Event.PARENT_PIPELINE,
                above.ref(),
                above.commit(),
                above.before(),
                above.defaultBranch(),
                above.actor(),
                above.project(),
                above.mergeRequest(),
                wish.variables().open(),
                Optional.of(parent));
        Trigger trigger = parts.variables().sealed(open, wish.variables().masked());
        Optional<Made> known = known(above.project().id(), upstream);
        if (known.isPresent()) {
            return known.get();
        }
        return switch (parts.sources().commitOf(above)) {
            case Found.None<SourceTree>(String why) -> new Made.Refused(why);
            case Found.Here<SourceTree>(SourceTree tree) -> child(upstream, wish, trigger, tree);
        };
    }

    private Made child(Upstream upstream, Request.Child wish, Trigger trigger, SourceTree tree) {
        List<ChildFile> files = new ArrayList<>();
        for (Source source : wish.files()) {
            switch (read(upstream, source, tree)) {
                case Found.None<ChildFile>(String why) -> {
                    return new Made.Refused(why);
                }
                case Found.Here<ChildFile>(ChildFile file) -> files.add(file);
            }
        }
        return started(upstream, trigger, parts.planner().child(files, tree, trigger));
    }

    private Found<ChildFile> read(Upstream upstream, Source source, SourceTree tree) {
        return switch (source) {
            case Source.OfCommit(String path, Map<String, String> inputs) ->
                file(path, tree.read(path), inputs, Sentence.NO_FILE_IN_COMMIT.with(path));
            case Source.Inline(String name, String text) -> new Found.Here<>(new ChildFile(name, text, Map.of()));
            case Source.OfJob(String job, String path, Map<String, String> inputs) ->
                file(
                        path,
                        parts.artifacts().text(upstream.run(), job, path, FILE_BYTES_MAX),
                        inputs,
                        Sentence.NO_FILE_OF_JOB.with(job, path));
            case Source.OfProject(String project, String path, String ref, Map<String, String> inputs) ->
                switch (parts.sources().filesOf(project, ref, upstream.trigger().actor())) {
                    case Found.None<SourceTree>(String why) -> new Found.None<>(why);
                    case Found.Here<SourceTree>(SourceTree other) ->
                        file(path, other.read(path), inputs, Sentence.NO_FILE_IN_PROJECT.with(path, project));
                };
        };
    }

    private static Found<ChildFile> file(
            String path, Optional<String> text, Map<String, String> inputs, String missing) {
        return text.isPresent() ? new Found.Here<>(new ChildFile(path, text.get(), inputs)) : new Found.None<>(missing);
    }

    private Made other(Upstream upstream, Request.OtherProject wish) {
        Trigger.Parent parent = parent(upstream, 0);
        if (parent.length() > LENGTH_MAX) {
            return new Made.Refused(Sentence.RUNS_IN_CIRCLE.with(LENGTH_MAX));
        }
        return switch (parts.sources().targetOf(wish.project(), wish.branch(), upstream.trigger())) {
            case Found.None<DownstreamSources.Target>(String why) -> new Made.Refused(why);
            case Found.Here<DownstreamSources.Target>(DownstreamSources.Target target) -> {
                Trigger base = target.trigger();
                Trigger open = new Trigger(
                        Trigger.Event.PIPELINE,
                        base.ref(),
                        base.commit(),
                        base.before(),
                        base.defaultBranch(),
                        base.actor(),
                        base.project(),
                        Optional.empty(),
                        wish.variables().open(),
                        Optional.of(parent));
                Trigger trigger =
                        parts.variables().sealed(open, wish.variables().masked());
                Optional<Made> known = known(base.project().id(), upstream);
                yield known.isPresent()
                        ? known.get()
                        : started(upstream, trigger, parts.planner().plan(target.tree(), trigger, wish.inputs()));
            }
        };
    }

    private static Trigger.Parent parent(Upstream upstream, int level) {
        int above = upstream.trigger().parent().map(Trigger.Parent::length).orElse(0);
        return new Trigger.Parent(
                upstream.run().project(),
                upstream.run().number(),
                upstream.job(),
                upstream.attempt(),
                level,
                above + 1);
    }

    private Optional<Made> known(long project, Upstream upstream) {
        return parts.runs().caused(project, upstream.cause()).map(run -> new Made.Started(run.id()));
    }

    private Made started(Upstream upstream, Trigger trigger, Plan plan) {
        return switch (plan) {
            case Plan.NoFile _ ->
                new Made.Refused(Sentence.NO_PIPELINE_FILE.with(
                        trigger.project().path(), trigger.ref().name()));
            case Plan.NotWanted(String why) -> new Made.Refused(Sentence.NO_PIPELINE.with(why));
            case Plan.Broken broken -> new Made.Refused(first(broken.problems()));
            case Plan.Ready _
            when !trees.admit(upstream.run()) -> new Made.Refused(Sentence.TOO_MANY_RUNS.with(TREE_MAX));
            case Plan.Ready ready ->
                new Made.Started(parts.starter()
                        .start(trigger.project().id(), upstream.cause(), trigger, ready)
                        .id());
        };
    }

    private static String first(List<Problem> problems) {
        if (problems.isEmpty()) {
            return Sentence.PIPELINE_FILE_UNUSABLE.with();
        }
        String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
        return problems.getFirst().at() + ": " + problems.getFirst().message() + more;
    }
}
