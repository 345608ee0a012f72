package dev.sluice.app.trigger;

import dev.sluice.app.run.StartForm;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Plans as another planner does; what that one cannot bear is a mistake of the commit that it was given. One branch whose
 * files cannot be read (too large for git to hand out, damaged, with a value that cannot be opened) has a run that says so,
 * and stops no other branch and no schedule. A store that is away for the moment is no mistake of a commit and is passed on.
 * Safe for many threads.
 */
public final class GuardedPlanner implements Planner {
    private final Planner planner;

    public GuardedPlanner(Planner planner) {
        this.planner = planner;
    }

    @Override
    public Plan plan(SourceTree tree, Trigger trigger, Map<String, String> inputs) {
        return guarded(() -> planner.plan(tree, trigger, inputs), GitlabPlanner.FILE);
    }

    @Override
    public Plan child(List<ChildFile> files, SourceTree tree, Trigger trigger) {
        return guarded(
                () -> planner.child(files, tree, trigger), files.getFirst().path());
    }

    @Override
    public Optional<List<StartForm.Variable>> offered(SourceTree tree, Trigger trigger, Map<String, String> inputs) {
        try {
            return planner.offered(tree, trigger, inputs);
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException _) {
            // The start itself says what is wrong; the form has no fields then.
            return Optional.of(List.of());
        }
    }

    private static Plan guarded(Supplier<Plan> plan, String file) {
        try {
            return plan.get();
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                // The server ends and looks again at its next start.
                throw e;
            }
            Problem problem = Problem.error(
                    new Position(file, 1, 1),
                    "run/not-readable",
                    "the files of this commit cannot be used: " + why(e),
                    "make the files that the pipeline reads smaller, or mend the repository");
            return new Plan.Broken(GitlabPlanner.DIALECT, List.of(problem), Optional.empty());
        }
    }

    /** One line of what stands at the root, and no more of it than a person reads. */
    private static String why(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String text = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
