package dev.sluice.server.page;

import dev.sluice.app.delivery.DeliveryCommands;
import dev.sluice.app.delivery.DeliveryQueries.Action;
import dev.sluice.app.project.Project;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** What people do to deployments: decide, ask for one, steer one. */
final class DeploymentActions {
    private final PageSources sources;

    DeploymentActions(PageSources sources) {
        this.sources = sources;
    }

    Response vote(Visit visit) throws IOException {
        Project project = visit.request().project();
        long number = visit.request().number("deployment");
        Map<String, String> form = visit.request().form();
        String decision = form.getOrDefault("decision", "");
        if (!decision.equals("approve") && !decision.equals("reject")) {
            throw new BadRequest(400, "bad-field", "decision is approve or reject");
        }
        DeliveryCommands.Result result = sources.deliveryCommands()
                .vote(
                        visit.request().caller(),
                        project.id(),
                        number,
                        decision.equals("approve"),
                        form.getOrDefault("comment", "").strip());
        String deployment = Urls.deployment(project.path(), number);
        return answer(visit, result, deployment, Urls.approval(project.path(), number), project);
    }

    Response deploy(Visit visit) throws IOException {
        Project project = visit.request().project();
        String environment = visit.request().param("environment");
        Map<String, String> form = visit.request().form();
        Action action = action(form, Action.PROMOTE, Action.ROLL_BACK, Action.REDEPLOY, Action.TAKE_DOWN);
        String back = Urls.board(project.path());
        if ((action == Action.ROLL_BACK || action == Action.TAKE_DOWN)
                && !form.getOrDefault("typed", "").strip().equals(environment)) {
            return PageErrors.refused(visit, visit.text("ask.mistyped", "name", environment), back);
        }
        DeliveryCommands.Result result = sources.deliveryCommands()
                .deploy(
                        visit.request().caller(),
                        project.id(),
                        environment,
                        new DeliveryCommands.Wish(
                                action,
                                form.getOrDefault("version", ""),
                                form.getOrDefault("comment", "").strip()));
        return answer(visit, result, back, back, project);
    }

    Response steer(Visit visit) throws IOException {
        Project project = visit.request().project();
        long number = visit.request().number("deployment");
        Map<String, String> form = visit.request().form();
        Action action = action(form, Action.CANCEL, Action.PAUSE, Action.CONTINUE, Action.PROMOTE_NOW, Action.ABORT);
        String environment = form.getOrDefault("environment", "");
        String page = Urls.deployment(project.path(), number);
        if (action == Action.ABORT
                && (environment.isEmpty()
                        || !form.getOrDefault("typed", "").strip().equals(environment))) {
            return PageErrors.refused(visit, visit.text("ask.mistyped", "name", environment), page);
        }
        DeliveryCommands.Result result =
                sources.deliveryCommands().steer(visit.request().caller(), project.id(), number, action);
        return answer(visit, result, page, page, project);
    }

    private static Action action(Map<String, String> form, Action... allowed) {
        String named = form.getOrDefault("action", "").toUpperCase(Locale.ROOT);
        for (Action action : allowed) {
            if (action.name().equals(named)) {
                return action;
            }
        }
        throw new BadRequest(400, "bad-field", "unknown action");
    }

    private static Response answer(
            Visit visit, DeliveryCommands.Result result, String next, String back, Project project) {
        return switch (result) {
            case DeliveryCommands.Result.Done done ->
                Response.seeOther(
                        done.deployment().isPresent()
                                ? Urls.deployment(
                                        project.path(), done.deployment().getAsLong())
                                : next);
            case DeliveryCommands.Result.Refused refused ->
                PageErrors.refused(visit, new DeliveryWords(visit).refusal(refused.why()), back);
        };
    }
}
