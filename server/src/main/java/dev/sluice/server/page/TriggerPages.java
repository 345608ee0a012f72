package dev.sluice.server.page;

import dev.sluice.app.access.Secret;
import dev.sluice.app.project.Project;
import dev.sluice.app.trigger.TriggerTokenStore.TokenInfo;
import dev.sluice.app.trigger.TriggerTokens;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Action;
import dev.sluice.server.page.view.TriggersView;
import java.io.IOException;

/** The trigger tokens of a project, for its maintainers. */
final class TriggerPages {
    private final PageSources sources;

    TriggerPages(PageSources sources) {
        this.sources = sources;
    }

    Response list(Visit visit) {
        return page(visit, 200, "", "");
    }

    /** Makes a token and shows its secret, this once: it is in no address and no cookie. */
    Response make(Visit visit) throws IOException {
        String description = visit.request().form().getOrDefault("description", "");
        return switch (sources.settings()
                .triggers()
                .create(visit.request().caller(), visit.request().project(), description)) {
            case TriggerTokens.Result.Made(TokenInfo _, Secret secret) -> page(visit, 200, secret.reveal(), "");
            case TriggerTokens.Result.Refused _ -> page(visit, 422, "", visit.text("triggers.problem"));
        };
    }

    Response revoke(Visit visit) {
        Project project = visit.request().project();
        if (!sources.settings()
                .triggers()
                .revoke(visit.request().caller(), project, visit.request().number("id"))) {
            throw BadRequest.notFound(visit.text("triggers.gone"));
        }
        return Response.seeOther(Urls.triggers(project.path()));
    }

    private Response page(Visit visit, int status, String made, String problem) {
        Project project = visit.request().project();
        TriggersView view = new TriggersView(
                Urls.settings(project.path()),
                Urls.triggers(project.path()),
                sources.settings().triggers().list(visit.request().caller(), project).stream()
                        .map(token -> row(visit, token))
                        .toList(),
                made,
                "curl -X POST -F token=TOKEN -F ref=" + project.defaultBranch() + " -F 'variables[NAME]=value' "
                        + visit.serverAddress() + "/api/v4/projects/" + project.id() + "/trigger/pipeline",
                problem);
        return visit.page(
                status, "page/triggers.jte", visit.settingsFrame(project, visit.text("triggers.title")), view);
    }

    private static TriggersView.Row row(Visit visit, TokenInfo token) {
        String href = Urls.triggers(visit.request().project().path()) + "/" + token.id() + "/revoke";
        return new TriggersView.Row(
                TriggerTokens.PREFIX + token.shortForm() + "…",
                token.description(),
                token.owner(),
                token.createdAt(),
                token.usedAt(),
                Action.of(visit.text("tokens.revoke"), href)
                        .danger()
                        .confirm(visit.text("triggers.revokeAsk", "name", token.description()), ""));
    }
}
