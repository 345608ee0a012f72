package dev.sluice.app.delivery;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.delivery.DeliveryQueries.Action;
import dev.sluice.app.delivery.DeliveryQueries.Refusal;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.project.ProtectedRefRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Lets people act on deployments: the right first, then the rules, then the record of it. Safe for many threads. */
public final class DeliveryDesk implements DeliveryCommands {
    private final Deployments deployments;
    private final DeliveryStore store;
    private final ProjectStore projects;
    private final Access access;
    private final ProtectedRefRules protection;
    private final AuditTrail audit;

    public DeliveryDesk(
            Deployments deployments,
            DeliveryStore store,
            ProjectStore projects,
            Access access,
            ProtectedRefRules protection,
            AuditTrail audit) {
        this.protection = protection;
        this.deployments = deployments;
        this.store = store;
        this.projects = projects;
        this.access = access;
        this.audit = audit;
    }

    @Override
    public Result vote(Caller caller, long project, long deployment, boolean approve, String comment) {
        String word = approve ? "deployment.approved" : "deployment.rejected";
        Result result = mayDeploy(caller, project)
                .orElseGet(() -> of(
                        approve
                                ? deployments.approve(project, deployment, caller.login(), comment)
                                : deployments.reject(project, deployment, caller.login(), comment)));
        record(caller, project, word, named(project, deployment), comment, result);
        return result;
    }

    @Override
    public Result deploy(Caller caller, long project, String environment, Wish wish) {
        Optional<String> before = live(project, environment);
        Result result = mayDeploy(caller, project)
                .or(() -> mayStop(caller, project, environment, wish))
                .orElseGet(() -> of(deploy(caller.login(), project, environment, wish)));
        record(
                caller,
                project,
                "deployment." + wish.action().name().toLowerCase(Locale.ROOT),
                object(project, environment, wish, before, result),
                wish.comment(),
                result);
        return result;
    }

    /** The refusal, where a job of a protected ref would have to be started that the caller may not start. */
    private Optional<Result> mayStop(Caller caller, long project, String environment, Wish wish) {
        return wish.action() != Action.TAKE_DOWN
                ? Optional.empty()
                : projects.byId(project)
                        .flatMap(one -> deployments
                                .stopsByJobOf(project, environment)
                                .filter(ref ->
                                        protection.runProblem(caller, one, ref).isPresent()))
                        .map(ref -> new Result.Refused(new Refusal.RefForMaintainers(ref.name())));
    }

    private Deployments.Result deploy(String by, long project, String environment, Wish wish) {
        return switch (wish.action()) {
            case ROLL_BACK ->
                deployments.rollBack(
                        project,
                        environment,
                        Optional.of(wish.version()).filter(text -> !text.isEmpty()),
                        by,
                        wish.comment());
            case TAKE_DOWN -> deployments.takeDown(project, environment, by);
            case PROMOTE, REVIEW, REDEPLOY, CANCEL, PAUSE, CONTINUE, PROMOTE_NOW, ABORT ->
                deployments.deploy(project, environment, wish.version(), by, wish.comment());
        };
    }

    @Override
    public Result steer(Caller caller, long project, long deployment, Action action) {
        Result result = mayDeploy(caller, project)
                .orElseGet(() -> of(
                        action == Action.CANCEL
                                ? deployments.cancel(project, deployment, caller.login())
                                : deployments.steer(project, deployment, caller.login(), action, "")));
        record(
                caller,
                project,
                "deployment." + action.name().toLowerCase(Locale.ROOT),
                named(project, deployment),
                "",
                result);
        return result;
    }

    private Optional<String> live(long project, String environment) {
        return store.environment(project, EnvironmentNames.normalized(environment))
                .flatMap(DeliveryStore.EnvironmentRecord::live)
                .flatMap(number -> store.deployment(project, number))
                .map(stored -> stored.deployment().release());
    }

    /** What goes where; of a rollback also what it goes back from. */
    private String object(long project, String environment, Wish wish, Optional<String> before, Result result) {
        if (wish.action() == Action.TAKE_DOWN) {
            return environment;
        }
        Optional<String> made = Optional.empty();
        if (result instanceof Result.Done(var number) && number.isPresent()) {
            made = store.deployment(project, number.getAsLong())
                    .map(stored -> stored.deployment().release());
        }
        String version = made.orElse(wish.version());
        if (wish.action() != Action.ROLL_BACK) {
            return version + " -> " + environment;
        }
        String to = version.isEmpty() ? "" : " -> " + version;
        return before.map(from -> environment + ": " + from + to)
                .orElseGet(() -> version.isEmpty() ? environment : version + " -> " + environment);
    }

    /** The refusal, where the caller may not deploy in this project at all: by role, or by his token's scope. */
    private Optional<Result> mayDeploy(Caller caller, long project) {
        if (access.allows(caller, Permission.DEPLOY, project)) {
            return Optional.empty();
        }
        Refusal why = caller.who().isEmpty() ? new Refusal.SignIn() : new Refusal.NeedsRole(List.of("developer"));
        return Optional.of(new Result.Refused(why));
    }

    private static Result of(Deployments.Result result) {
        return switch (result) {
            case Deployments.Result.Done(var number) -> new Result.Done(OptionalLong.of(number));
            case Deployments.Result.Refused(var why) -> new Result.Refused(why);
        };
    }

    private String named(long project, long deployment) {
        return store.deployment(project, deployment)
                .map(stored -> stored.deployment().release() + " -> "
                        + stored.deployment().environment())
                .orElse("deployment " + deployment);
    }

    private void record(Caller caller, long project, String action, String object, String detail, Result result) {
        String path = projects.byId(project).map(Project::path).orElse("");
        String href = "";
        String word = action;
        String text = detail;
        switch (result) {
            case Result.Done(var number) -> {
                if (number.isPresent()) {
                    href = "/p/" + path + "/deployments/" + number.getAsLong();
                }
            }
            case Result.Refused(var why) -> {
                word = action + ".refused";
                text = RefusalWords.of(why);
            }
        }
        audit.record(new AuditTrail.Deed(caller.login(), word, path, object, text, href, caller.address()));
    }
}
