package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Event;
import dev.sluice.core.model.Trigger.GitRef;
import dev.sluice.dialects.gitlab.JobSpec.PolicySpec;
import java.util.List;
import java.util.Optional;

/** Decides by {@code only} and {@code except} (docs.gitlab.com, "Deprecated keywords"). */
final class Policies {
    private static final PolicySpec BRANCHES_AND_TAGS =
            new PolicySpec(List.of("branches", "tags"), List.of(), List.of(), false);

    private final Trigger trigger;
    private final SourceTree tree;
    private final RuleDecision decision;
    private final boolean workflowHasRules;

    /** @param workflowHasRules lifts the default that leaves merge request pipelines out */
    Policies(Trigger trigger, SourceTree tree, RuleDecision decision, boolean workflowHasRules) {
        this.trigger = trigger;
        this.tree = tree;
        this.decision = decision;
        this.workflowHasRules = workflowHasRules;
    }

    boolean take(Optional<PolicySpec> only, Optional<PolicySpec> except, VariableSet variables) {
        if (only.isEmpty() && !workflowHasRules && !anyRef(BRANCHES_AND_TAGS.refs())) {
            return false;
        }
        boolean included = only.map(policy -> holdsAll(policy, variables)).orElse(true);
        return included && !except.map(policy -> holdsOne(policy, variables)).orElse(false);
    }

    /** Of {@code only} every kind must hold; refs that are not written are branches and tags. */
    private boolean holdsAll(PolicySpec policy, VariableSet variables) {
        List<String> refs = policy.refs().isEmpty() ? BRANCHES_AND_TAGS.refs() : policy.refs();
        return anyRef(refs)
                && (policy.variables().isEmpty() || anyCondition(policy, variables))
                && (policy.changes().isEmpty() || changed(policy, variables))
                && !policy.kubernetes();
    }

    /** Of {@code except} any kind is enough. No cluster is connected to a project, so that kind never holds. */
    private boolean holdsOne(PolicySpec policy, VariableSet variables) {
        return anyRef(policy.refs())
                || anyCondition(policy, variables)
                || !policy.changes().isEmpty() && changed(policy, variables);
    }

    private static boolean anyCondition(PolicySpec policy, VariableSet variables) {
        return policy.variables().stream().anyMatch(condition -> condition.holds(variables));
    }

    private boolean changed(PolicySpec policy, VariableSet variables) {
        return decision.matchesAny(policy.changes(), tree.changed(), variables);
    }

    private boolean anyRef(List<String> refs) {
        return refs.stream().anyMatch(this::isRef);
    }

    private boolean isRef(String pattern) {
        int at = projectSign(pattern);
        if (at > 0) {
            return pattern.substring(at + 1).equals(trigger.project().path()) && isRef(pattern.substring(0, at));
        }
        boolean request = trigger.mergeRequest().isPresent();
        boolean tag = trigger.ref() instanceof GitRef.Tag;
        return switch (pattern) {
            case "branches" -> !request && !tag;
            case "tags" -> !request && tag;
            case "merge_request", "merge_requests" -> request;
            default -> isSource(pattern) || !request && matchesName(pattern);
        };
    }

    /** Whether the pattern is the kind of the pipeline, e.g. {@code push} or {@code pushes}. */
    private boolean isSource(String pattern) {
        Event event = trigger.event();
        return switch (pattern) {
            case "push", "pushes" -> event == Event.PUSH || event == Event.TAG;
            case "schedule", "schedules" -> event == Event.SCHEDULE;
            case "web" -> event == Event.MANUAL;
            case "api" -> event == Event.API;
            case "trigger", "triggers" -> event == Event.TRIGGER;
            case "pipeline", "pipelines" -> event == Event.PIPELINE;
            case "parent_pipeline", "parent_pipelines" -> event == Event.PARENT_PIPELINE;
            default -> false;
        };
    }

    /** Where {@code @group/project} begins behind a name or a regular expression, or -1. */
    static int projectSign(String pattern) {
        if (!pattern.startsWith("/")) {
            return pattern.indexOf('@');
        }
        for (int at = pattern.indexOf('@'); at >= 0; at = pattern.indexOf('@', at + 1)) {
            int end = at;
            while (end > 0 && "ismU".indexOf(pattern.charAt(end - 1)) >= 0) {
                end--;
            }
            if (end > 1 && pattern.charAt(end - 1) == '/') {
                return at;
            }
        }
        return -1;
    }

    /** Names are compared in pipelines of branches and tags alone, not in those of merge requests. */
    private boolean matchesName(String pattern) {
        String ref = trigger.ref().name();
        if (pattern.startsWith("/") && pattern.length() > 1) {
            return RegularExpression.ofDelimited(pattern)
                    .filter(regex -> regex.find(ref))
                    .isPresent();
        }
        return pattern.equals(ref);
    }
}
