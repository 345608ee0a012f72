package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.AutoCancel;
import dev.sluice.core.model.Job.AllowFailure;
import dev.sluice.core.model.Job.Environment.Action;
import dev.sluice.core.model.Job.Retry;
import dev.sluice.core.model.JobInput;
import dev.sluice.core.model.OnJobFailure;
import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.GitlabProgram.Artifacts;
import dev.sluice.dialects.gitlab.GitlabProgram.Cache;
import dev.sluice.dialects.gitlab.GitlabProgram.Image;
import dev.sluice.dialects.gitlab.GitlabProgram.Outside;
import dev.sluice.dialects.gitlab.GitlabProgram.Scripts;
import dev.sluice.dialects.gitlab.GitlabProgram.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A job as the file describes it, typed, before any rule is asked and before a matrix is expanded.
 *
 * @param allowFailure as written; empty where the job does not say
 * @param variables the job's own
 * @param globals which of the file's variables it takes
 */
record JobSpec(
        String name,
        Position at,
        Text stage,
        Scripts scripts,
        Start start,
        Optional<AllowFailure> allowFailure,
        Optional<List<NeedSpec>> needs,
        Optional<List<Text>> dependencies,
        Optional<ParallelSpec> parallel,
        List<GitlabVariable> variables,
        Globals globals,
        Retry retry,
        Optional<Duration> timeout,
        boolean interruptible,
        Optional<String> resourceGroup,
        Optional<EnvironmentSpec> environment,
        Set<String> tags,
        Files files,
        Containers containers,
        Optional<String> coverage,
        Optional<TriggerSpec> trigger,
        Optional<Outside> outside,
        List<JobInput> inputs) {

    /** Which files it keeps. */
    record Files(Optional<Artifacts> artifacts, List<Cache> caches) {}

    /** Which containers it asks for. */
    record Containers(Optional<Image> image, List<Service> services) {}

    /** {@code when} by its word. */
    enum When {
        ON_SUCCESS,
        ON_FAILURE,
        ALWAYS,
        MANUAL,
        DELAYED,
        NEVER;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Whether and when the job takes part.
     *
     * @param when of the job itself
     * @param startIn the delay of {@code when: delayed}
     * @param confirmation what is asked before a person starts it, with variables; empty text: nothing
     */
    record Start(When when, Duration startIn, Taking taking, String confirmation) {}

    /** How it is decided whether a job is in a pipeline. */
    sealed interface Taking {
        /** By the first rule that holds. */
        record ByRules(List<RuleSpec> rules) implements Taking {}

        /** By the older keywords; both may be empty. */
        record ByPolicy(Optional<PolicySpec> only, Optional<PolicySpec> except) implements Taking {}
    }

    /**
     * A rule; every clause that is there must hold.
     *
     * @param written the whole of it on one line
     */
    record RuleSpec(
            Position at,
            String written,
            Optional<Condition> condition,
            Optional<Changes> changes,
            Optional<Exists> exists,
            Optional<When> when,
            Duration startIn,
            Optional<AllowFailure> allowFailure,
            Optional<List<NeedSpec>> needs,
            List<GitlabVariable> variables,
            Optional<Boolean> interruptible,
            AutoCancelSpec autoCancel) {}

    /** {@code auto_cancel}; empty where it does not say. */
    record AutoCancelSpec(Optional<AutoCancel> onNewCommit, Optional<OnJobFailure> onJobFailure) {
        static final AutoCancelSpec NONE = new AutoCancelSpec(Optional.empty(), Optional.empty());

        AutoCancelSpec or(AutoCancelSpec other) {
            return new AutoCancelSpec(onNewCommit.or(other::onNewCommit), onJobFailure.or(other::onJobFailure));
        }
    }

    /** {@code rules:changes}. */
    record Changes(List<String> paths, Optional<String> compareTo) {}

    /**
     * {@code rules:exists}.
     *
     * @param project whose files are looked at, with variables; empty: the run's own
     * @param ref of the other project, with variables; empty text: its default branch
     */
    record Exists(List<String> paths, Optional<Text> project, String ref) {}

    /** {@code only} or {@code except}. */
    record PolicySpec(List<String> refs, List<Condition> variables, List<String> changes, boolean kubernetes) {}

    /**
     * An entry of {@code needs}.
     *
     * @param matrix picks copies of a matrix job; empty: all of them
     */
    record NeedSpec(Text job, boolean artifacts, boolean optional, List<Map<String, List<String>>> matrix) {}

    /** {@code parallel}. */
    sealed interface ParallelSpec {
        /** That many copies. */
        record Count(int copies) implements ParallelSpec {}

        /** A copy for each combination of each entry. */
        record Matrix(List<Map<String, List<String>>> entries) implements ParallelSpec {}
    }

    /** Which of the file's global variables a job takes. */
    sealed interface Globals {
        /** All of them. */
        record All() implements Globals {}

        /** Those named; none is possible. */
        record Only(Set<String> names) implements Globals {}
    }

    /** {@code environment}. */
    record EnvironmentSpec(
            Position at,
            String name,
            String url,
            Action action,
            Optional<Text> onStop,
            Optional<Duration> autoStopIn,
            String tier) {}
}
