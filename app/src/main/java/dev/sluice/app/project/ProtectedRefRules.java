package dev.sluice.app.project;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.ProtectedRefStore.Rule;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.Trigger.GitRef;
import dev.sluice.core.model.Trigger.ProtectedRefs;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which branches and tags are protected (docs.gitlab.com, "Protected branches"): their jobs get protected variables, and pushes to
 * them may be for maintainers alone. The default branch is always protected. Safe for many threads.
 */
public final class ProtectedRefRules {
    private static final int RULES_MAX = 100;
    private static final Pattern NAME = Pattern.compile("[^\\s~^:?\\[\\\\\\p{Cntrl}]{1,200}");

    private final ProtectedRefStore store;
    private final Access access;
    private final AuditTrail audit;

    public ProtectedRefRules(ProtectedRefStore store, Access access, AuditTrail audit) {
        this.store = store;
        this.access = access;
        this.audit = audit;
    }

    /** All rules, branches first. Needs {@link Permission#READ}. */
    public List<Rule> list(Caller caller, Project project) {
        access.require(caller, Permission.READ, project.id());
        return store.list(project.id());
    }

    /** Keeps a rule; why not, in words for the caller. Needs {@link Permission#MANAGE_PROJECT}. */
    public Optional<String> put(Caller caller, Project project, Rule rule) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        if (!NAME.matcher(rule.refs().pattern()).matches()) {
            return Optional.of("a pattern is the name of a branch or tag, in which * stands for any text");
        }
        List<Rule> before = store.list(project.id());
        if (before.size() >= RULES_MAX
                && before.stream().noneMatch(one -> one.refs().equals(rule.refs()))) {
            return Optional.of("a project has at most " + RULES_MAX + " such rules");
        }
        store.put(project.id(), rule);
        record(
                caller,
                project,
                "ref.protected",
                rule.refs(),
                rule.maintainersOnly() ? "maintainers push" : "developers push");
        return Optional.empty();
    }

    /** Forgets a rule; false where there is none. Needs {@link Permission#MANAGE_PROJECT}. */
    public boolean remove(Caller caller, Project project, ProtectedRefs refs) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        boolean removed = store.remove(project.id(), refs);
        if (removed) {
            record(caller, project, "ref.unprotected", refs, "");
        }
        return removed;
    }

    /** Why the caller may not move or delete this ref, in words for him. */
    public Optional<String> pushProblem(Caller caller, Project project, GitRef ref) {
        return forbidden(caller, project, ref)
                ? Optional.of(ref.name() + " is protected: only a maintainer may push to it")
                : Optional.empty();
    }

    /**
     * Why the caller may not start runs of this ref, nor play or retry their jobs, in words for him: whoever may not change what
     * runs there may not choose what runs with its secrets either (docs.gitlab.com, "Pipeline security on protected branches").
     */
    public Optional<String> runProblem(Caller caller, Project project, GitRef ref) {
        return forbidden(caller, project, ref)
                ? Optional.of(Sentence.REF_FOR_MAINTAINERS.with(ref.name()))
                : Optional.empty();
    }

    private boolean forbidden(Caller caller, Project project, GitRef ref) {
        return !access.allows(caller, Permission.PUSH_PROTECTED, project.id())
                && store.list(project.id()).stream()
                        .anyMatch(rule -> rule.maintainersOnly() && rule.refs().includes(ref));
    }

    private void record(Caller caller, Project project, String action, ProtectedRefs refs, String detail) {
        audit.record(new AuditTrail.Deed(
                caller.login(),
                action,
                project.path(),
                (refs.tags() ? "tags " : "branches ") + refs.pattern(),
                detail,
                "/p/" + project.path() + "/settings/branches",
                caller.address()));
    }
}
