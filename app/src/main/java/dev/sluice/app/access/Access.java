package dev.sluice.app.access;

import dev.sluice.app.access.AccessRefused.Lack;
import dev.sluice.core.model.JobSession.ArtifactRequest.Audience;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Decides who may do what. The default is no: a permission is given only where an account is known, is not disabled,
 * has the role, and (for tokens) the scope and the project fit. Safe for many threads.
 */
public final class Access {
    private final AccountStore accounts;

    public Access(AccountStore accounts) {
        this.accounts = accounts;
    }

    /** Whether the caller has the permission in the project. */
    public boolean allows(Caller caller, Permission permission, long project) {
        return scopeFits(caller, permission)
                && projectFits(caller, project)
                && caller.who().filter(account -> !account.disabled()).isPresent()
                && hasRole(caller.who().get(), permission, project);
    }

    /** Whether the caller has the permission for the installation as a whole. */
    public boolean allows(Caller caller, Permission permission) {
        return permission.role().isEmpty()
                && scopeFits(caller, permission)
                && !boundToOneProject(caller)
                && caller.who()
                        .filter(account -> account.administrator() && !account.disabled())
                        .isPresent();
    }

    /** Throws {@link AccessRefused} unless the caller has the permission in the project. */
    public void require(Caller caller, Permission permission, long project) {
        if (!allows(caller, permission, project)) {
            Set<Lack> lacks = EnumSet.noneOf(Lack.class);
            addIf(
                    lacks,
                    Lack.ROLE,
                    caller.who().isEmpty() || !hasRole(caller.who().get(), permission, project));
            addIf(lacks, Lack.SCOPE, !scopeFits(caller, permission));
            addIf(lacks, Lack.PROJECT, !projectFits(caller, project));
            throw new AccessRefused(permission, lacks, !allows(caller, Permission.READ, project));
        }
    }

    /** Throws {@link AccessRefused} unless the caller has the permission for the installation. */
    public void require(Caller caller, Permission permission) {
        if (!allows(caller, permission)) {
            Set<Lack> lacks = EnumSet.noneOf(Lack.class);
            addIf(lacks, Lack.ROLE, caller.who().filter(Account::administrator).isEmpty());
            addIf(lacks, Lack.SCOPE, !scopeFits(caller, permission));
            addIf(lacks, Lack.PROJECT, boundToOneProject(caller));
            throw new AccessRefused(permission, lacks, false);
        }
    }

    private static void addIf(Set<Lack> lacks, Lack lack, boolean missing) {
        if (missing) {
            lacks.add(lack);
        }
    }

    /** Whether the caller may see the project and has at least this role in it. */
    public boolean isAtLeast(Caller caller, Role least, long project) {
        return allows(caller, Permission.READ, project)
                && caller.who()
                        .flatMap(account -> role(account, project))
                        .filter(role -> role.includes(least))
                        .isPresent();
    }

    /** Whether the caller may have what a job left for these people (docs.gitlab.com, {@code artifacts:access}). */
    public boolean mayHave(Caller caller, Audience audience, long project) {
        return switch (audience) {
            case ALL -> allows(caller, Permission.READ, project);
            case DEVELOPER -> isAtLeast(caller, Role.DEVELOPER, project);
            case MAINTAINER -> isAtLeast(caller, Role.MAINTAINER, project);
            case NONE -> false;
        };
    }

    /** The role of the account in the project: administrators are maintainers everywhere. */
    public Optional<Role> role(Account account, long project) {
        return account.administrator() ? Optional.of(Role.MAINTAINER) : accounts.role(account.id(), project);
    }

    private boolean hasRole(Account account, Permission permission, long project) {
        if (account.administrator()) {
            return true;
        }
        return permission.role().isPresent()
                && accounts.role(account.id(), project)
                        .filter(role -> role.includes(permission.role().get()))
                        .isPresent();
    }

    private static boolean scopeFits(Caller caller, Permission permission) {
        return switch (caller) {
            case Caller.Anonymous _ -> false;
            case Caller.Person _ -> true;
            case Caller.TokenBearer bearer -> bearer.scopes().contains(permission.scope());
        };
    }

    private static boolean projectFits(Caller caller, long project) {
        return !(caller instanceof Caller.TokenBearer bearer)
                || bearer.project().isEmpty()
                || bearer.project().getAsLong() == project;
    }

    private static boolean boundToOneProject(Caller caller) {
        return caller instanceof Caller.TokenBearer bearer && bearer.project().isPresent();
    }
}
