package dev.sluice.app.trigger;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.access.Secret;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.Project;
import dev.sluice.app.trigger.TriggerTokenStore.TokenInfo;
import java.time.InstantSource;
import java.util.List;

/**
 * The trigger tokens of a project (docs.gitlab.com, "Trigger pipelines by using the API"): whoever has one may start runs, and
 * nothing else. Safe for many threads.
 */
public final class TriggerTokens {
    /** How every token begins. */
    public static final String PREFIX = "slt_";

    private static final int SHORT_FORM = 4;
    private static final int DESCRIPTION_MAX = 255;
    private static final int TOKENS_MAX = 100;

    private final TriggerTokenStore store;
    private final Access access;
    private final AuditTrail audit;
    private final InstantSource clock;

    public TriggerTokens(TriggerTokenStore store, Access access, AuditTrail audit, InstantSource clock) {
        this.store = store;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of making one. */
    public sealed interface Result {
        /** A new token; the secret is shown this once. */
        record Made(TokenInfo info, Secret secret) implements Result {}

        /** None was made, and why, in words for the caller. */
        record Refused(String why) implements Result {}
    }

    /** Makes a token whose runs have the caller's rights. Needs {@link Permission#MANAGE_PROJECT}. */
    public Result create(Caller caller, Project project, String description) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        if (description.isBlank() || description.length() > DESCRIPTION_MAX) {
            return new Result.Refused("a token has a description of 1 to " + DESCRIPTION_MAX + " characters");
        }
        if (store.list(project.id()).size() >= TOKENS_MAX) {
            return new Result.Refused("a project has at most " + TOKENS_MAX + " trigger tokens");
        }
        Secret secret = Secret.random(PREFIX);
        TokenInfo info = store.create(
                project.id(),
                secret.hash(),
                secret.reveal().substring(PREFIX.length(), PREFIX.length() + SHORT_FORM),
                description.strip(),
                caller.login(),
                clock.instant());
        record(caller, project, "trigger.made", info.id() + " (" + info.description() + ")");
        return new Result.Made(info, secret);
    }

    /** All of the project, newest first. Needs {@link Permission#MANAGE_PROJECT}. */
    public List<TokenInfo> list(Caller caller, Project project) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        return store.list(project.id());
    }

    /** Ends a token; false where there is none. Needs {@link Permission#MANAGE_PROJECT}. */
    public boolean revoke(Caller caller, Project project, long id) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        boolean removed = store.remove(project.id(), id);
        if (removed) {
            record(caller, project, "trigger.revoked", Long.toString(id));
        }
        return removed;
    }

    private void record(Caller caller, Project project, String action, String token) {
        audit.record(new AuditTrail.Deed(
                caller.login(),
                action,
                project.path(),
                "trigger token " + token,
                "",
                "/p/" + project.path() + "/settings/triggers",
                caller.address()));
    }
}
