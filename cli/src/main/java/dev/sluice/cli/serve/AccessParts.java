package dev.sluice.cli.serve;

import dev.sluice.adapters.git.ServerRepositories;
import dev.sluice.adapters.store.Argon2Hasher;
import dev.sluice.adapters.store.Store;
import dev.sluice.app.access.Access;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.access.PasswordHasher;
import dev.sluice.app.access.Tokens;
import dev.sluice.app.project.Projects;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.run.ResourceGroups;
import dev.sluice.app.schedule.Schedules;
import dev.sluice.app.settings.ProjectSettings;
import dev.sluice.app.trigger.TriggerTokens;
import dev.sluice.app.variable.ValueCipher;
import dev.sluice.app.variable.Variables;
import java.time.Clock;

/** The parts that say who may do what, and the projects in which they may do it. */
record AccessParts(
        Access access, Accounts accounts, LogIn logIn, Tokens tokens, Projects projects, ProjectSettings settings) {

    static AccessParts of(Store store, ServerRepositories repositories, ValueCipher cipher, Clock clock) {
        PasswordHasher hasher = new Argon2Hasher();
        Access access = new Access(store.accounts());
        ResourceGroups groups = new ResourceGroups(
                store.resourceGroups(), store.runs(), access, store.audit(), store.queue()::lookAgain);
        store.queue().orderedBy(groups);
        return new AccessParts(
                access,
                new Accounts(store.accounts(), hasher, access, store.audit(), clock),
                new LogIn(store.accounts(), store.sessions(), store.tokens(), hasher, store.audit(), clock),
                new Tokens(store.tokens(), access, store.audit(), clock),
                new Projects(store.projects(), repositories, access, store.audit(), clock),
                new ProjectSettings(
                        new Variables(store.variables(), cipher, access, store.audit(), clock),
                        new ProtectedRefRules(store.protectedRefs(), access, store.audit()),
                        new Schedules(store.schedules(), cipher, access, store.audit(), clock),
                        new TriggerTokens(store.triggerTokens(), access, store.audit(), clock),
                        groups));
    }
}
