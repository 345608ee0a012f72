package dev.sluice.app.variable;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.Project;
import dev.sluice.app.variable.Variable.Type;
import dev.sluice.app.variable.Variable.Visibility;
import dev.sluice.app.variable.VariableStore.Sealed;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The variables of a project, for its maintainers. The audit record tells of each change, never a value. Safe for many
 * threads.
 */
public final class Variables {
    private final VariableStore store;
    private final ValueCipher cipher;
    private final Access access;
    private final AuditTrail audit;
    private final InstantSource clock;

    public Variables(VariableStore store, ValueCipher cipher, Access access, AuditTrail audit, InstantSource clock) {
        this.store = store;
        this.cipher = cipher;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * What a maintainer wants kept.
     *
     * @param value empty: the value that there is stays
     * @param description empty text for none
     */
    public record Wish(
            String key,
            String scope,
            Optional<String> value,
            Type type,
            Visibility visibility,
            boolean protectedOnly,
            boolean raw,
            String description) {
        @Override
        public String toString() {
            return key + "=***";
        }
    }

    /** What came of a change. */
    public sealed interface Result {
        /** It is kept. */
        record Done(Variable variable, boolean made) implements Result {}

        /** It is not, and why, in words for the caller; {@code field} is the one that is wrong. */
        record Refused(String field, String why) implements Result {}
    }

    /** All variables, by key and scope. Needs {@link Permission#MANAGE_PROJECT}. */
    public List<Variable> list(Caller caller, Project project) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        return store.list(project.id()).stream().map(Sealed::variable).toList();
    }

    /** One variable. Needs {@link Permission#MANAGE_PROJECT}. */
    public Optional<Variable> find(Caller caller, Project project, String key, String scope) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        return store.find(project.id(), key, scope).map(Sealed::variable);
    }

    /** Its value; empty where it is {@link Visibility#HIDDEN} or not there. Needs {@link Permission#MANAGE_PROJECT}. */
    public Optional<String> value(Caller caller, Project project, String key, String scope) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        return store.find(project.id(), key, scope)
                .filter(stored -> stored.variable().visibility() != Visibility.HIDDEN)
                .map(stored -> cipher.open(stored.value(), SealedPlace.of(project.id(), stored.variable())));
    }

    /** Keeps a variable. Needs {@link Permission#MANAGE_PROJECT}. */
    public Result set(Caller caller, Project project, Wish wish) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        Optional<Sealed> before = store.find(project.id(), wish.key(), wish.scope());
        Optional<Result.Refused> refused = refusal(project, wish, before);
        if (refused.isPresent()) {
            return refused.get();
        }
        Variable variable = new Variable(
                wish.key(),
                wish.scope(),
                wish.type(),
                wish.visibility(),
                wish.protectedOnly(),
                wish.raw(),
                wish.description(),
                clock.instant(),
                caller.login());
        String place = SealedPlace.of(project.id(), variable);
        String stored = wish.value().map(value -> cipher.seal(value, place)).orElseGet(() -> before.orElseThrow()
                .value());
        store.put(project.id(), new Sealed(variable, stored));
        record(caller, project, before.isEmpty() ? "variable.made" : "variable.changed", variable, changes(wish));
        return new Result.Done(variable, before.isEmpty());
    }

    private Optional<Result.Refused> refusal(Project project, Wish wish, Optional<Sealed> before) {
        Optional<Result.Refused> name = VariableRules.keyProblem(wish.key())
                .map(why -> new Result.Refused("key", why))
                .or(() -> VariableRules.scopeProblem(wish.scope())
                        .map(why -> new Result.Refused("environment_scope", why)));
        if (name.isPresent()) {
            return name;
        }
        if (before.isEmpty() && wish.value().isEmpty()) {
            return Optional.of(new Result.Refused("value", "a new variable needs a value"));
        }
        if (before.filter(old -> old.variable().visibility() == Visibility.HIDDEN)
                        .isPresent()
                && wish.visibility() != Visibility.HIDDEN) {
            return Optional.of(new Result.Refused(
                    "visibility", "what is hidden stays hidden: remove the variable and make another one"));
        }
        List<Sealed> all = store.list(project.id());
        if (before.isEmpty() && all.size() >= VariableRules.VARIABLES_MAX) {
            return Optional.of(
                    new Result.Refused("key", "a project has at most " + VariableRules.VARIABLES_MAX + " variables"));
        }
        Set<String> names = all.stream().map(one -> one.variable().key()).collect(Collectors.toSet());
        String value = wish.value().orElseGet(() -> before.map(
                        old -> cipher.open(old.value(), SealedPlace.of(project.id(), old.variable())))
                .orElse(""));
        return VariableRules.valueProblem(value, wish.visibility(), wish.raw(), names)
                .map(why -> new Result.Refused("value", why));
    }

    /** Forgets a variable; false where there is none. Needs {@link Permission#MANAGE_PROJECT}. */
    public boolean remove(Caller caller, Project project, String key, String scope) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        Optional<Sealed> before = store.find(project.id(), key, scope);
        if (before.isEmpty() || !store.remove(project.id(), key, scope)) {
            return false;
        }
        record(caller, project, "variable.removed", before.get().variable(), "");
        return true;
    }

    private static String changes(Wish wish) {
        List<String> words = new ArrayList<>();
        words.add(wish.visibility().word());
        if (wish.type() == Type.FILE) {
            words.add("file");
        }
        if (wish.protectedOnly()) {
            words.add("protected");
        }
        if (wish.raw()) {
            words.add("raw");
        }
        words.add(wish.value().isPresent() ? "value given" : "value kept");
        return String.join(", ", words);
    }

    private void record(Caller caller, Project project, String action, Variable variable, String detail) {
        String scope = variable.scope().equals(Variable.EVERYWHERE) ? "" : " (" + variable.scope() + ")";
        audit.record(new AuditTrail.Deed(
                caller.login(),
                action,
                project.path(),
                "variable " + variable.key() + scope,
                detail,
                "/p/" + project.path() + "/settings/variables",
                caller.address()));
    }
}
