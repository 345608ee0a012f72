package dev.sluice.server.page;

import dev.sluice.app.delivery.DeliveryQueries.Action;
import dev.sluice.app.delivery.DeliveryQueries.ActionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The buttons for what can be done to releases and deployments. */
final class DeliveryActionsViews {
    private final Visit visit;
    private final DeliveryWords words;
    private final String project;

    DeliveryActionsViews(Visit visit, DeliveryWords words, String project) {
        this.visit = visit;
        this.words = words;
        this.project = project;
    }

    /**
     * What the actions are about.
     *
     * @param version of the release
     * @param deployment number of the deployment, 0 where there is none
     */
    record Target(String environment, String version, long deployment) {}

    /** The buttons; reviewing is a link of its own. */
    List<dev.sluice.server.page.view.Action> buttons(List<ActionView> actions, Target target) {
        List<dev.sluice.server.page.view.Action> buttons = new ArrayList<>();
        for (ActionView action : actions) {
            if (action.action() != Action.REVIEW) {
                dev.sluice.server.page.view.Action button = button(action, target);
                buttons.add(action.refusal()
                        .map(why -> button.refuse(words.refusal(why)))
                        .orElse(button));
            }
        }
        return buttons;
    }

    private dev.sluice.server.page.view.Action button(ActionView wish, Target target) {
        String environment = target.environment();
        return switch (wish.action()) {
            case PROMOTE ->
                deploy("act.promote", target, target.version(), "promote")
                        .confirm(visit.text("act.promoteAsk", "version", target.version(), "env", environment), "");
            case REDEPLOY ->
                deploy("act.redeploy", target, target.version(), "redeploy")
                        .confirm(visit.text("act.redeployAsk", "version", target.version(), "env", environment), "");
            case ROLL_BACK ->
                deploy("act.rollBack", target, wish.version(), "roll_back")
                        .danger()
                        .confirm(
                                visit.text("act.rollBackAsk", "version", wish.version(), "env", environment),
                                environment)
                        .commented();
            case TAKE_DOWN ->
                deploy("act.takeDown", target, "", "take_down")
                        .danger()
                        .confirm(
                                visit.text("act.takeDownAsk", "version", target.version(), "env", environment),
                                environment);
            case CANCEL -> steer("act.cancel", target, "cancel").confirm(visit.text("act.cancelAsk"), "");
            case PAUSE -> steer("act.pause", target, "pause");
            case CONTINUE -> steer("act.continue", target, "continue").primary();
            case PROMOTE_NOW ->
                steer("act.promoteNow", target, "promote_now")
                        .confirm(visit.text("act.promoteNowAsk", "version", target.version()), "");
            case ABORT ->
                steer("act.abort", target, "abort")
                        .danger()
                        .confirm(visit.text("act.abortAsk", "env", environment), environment);
            case REVIEW -> throw new IllegalArgumentException("reviewing is a link");
        };
    }

    private dev.sluice.server.page.view.Action deploy(String key, Target target, String version, String action) {
        return dev.sluice.server.page.view.Action.of(
                        visit.text(key, "version", version),
                        Urls.environment(project, target.environment()) + "/deploy")
                .with(Map.of("version", version, "action", action));
    }

    private dev.sluice.server.page.view.Action steer(String key, Target target, String action) {
        return dev.sluice.server.page.view.Action.of(
                        visit.text(key), Urls.deployment(project, target.deployment()) + "/steer")
                .with(Map.of("action", action, "environment", target.environment()));
    }
}
