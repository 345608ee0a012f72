package dev.sluice.server.page;

import dev.sluice.app.access.Caller;
import dev.sluice.app.project.Project;
import dev.sluice.app.variable.Variable;
import dev.sluice.app.variable.Variables;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Action;
import dev.sluice.server.page.view.VariablesView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The variables of a project, for its maintainers. */
final class VariablePages {
    private static final String TICKED = "yes";

    private final PageSources sources;

    VariablePages(PageSources sources) {
        this.sources = sources;
    }

    Response list(Visit visit) {
        Request request = visit.request();
        Optional<Variable> chosen = request.query("key").flatMap(key -> sources.settings()
                .variables()
                .find(
                        request.caller(),
                        request.project(),
                        key,
                        request.query("scope").orElse(Variable.EVERYWHERE)));
        return page(visit, 200, chosen.map(VariablePages::formOf).orElseGet(VariablePages::emptyForm));
    }

    /** Keeps what the form says: an empty field for the value of a variable that there is leaves the value as it is. */
    Response set(Visit visit) throws IOException {
        Map<String, String> fields = visit.request().form();
        boolean changes = fields.getOrDefault("changes", "").equals(TICKED);
        String value = normalized(fields.getOrDefault("value", ""));
        String scope = fields.getOrDefault("scope", "").strip();
        Variables.Wish wish = new Variables.Wish(
                fields.getOrDefault("key", "").strip(),
                scope.isEmpty() ? Variable.EVERYWHERE : scope,
                changes
                                && value.isEmpty()
                                && !fields.getOrDefault("emptied", "").equals(TICKED)
                        ? Optional.empty()
                        : Optional.of(value),
                Variable.Type.of(fields.getOrDefault("type", "")).orElse(Variable.Type.ENV_VAR),
                Variable.Visibility.of(fields.getOrDefault("visibility", "")).orElse(Variable.Visibility.VISIBLE),
                fields.getOrDefault("protected", "").equals(TICKED),
                fields.getOrDefault("raw", "").equals(TICKED),
                fields.getOrDefault("description", "").strip());
        Project project = visit.request().project();
        if (!changes && known(visit, wish).isPresent()) {
            return page(visit, 422, formOf(wish, false, visit.text("variables.known", "key", wish.key())));
        }
        return switch (sources.settings().variables().set(visit.request().caller(), project, wish)) {
            case Variables.Result.Done _ -> Response.seeOther(Urls.variables(project.path()));
            case Variables.Result.Refused(String field, String _) ->
                page(visit, 422, formOf(wish, changes, visit.text(problem(field))));
        };
    }

    private Optional<Variable> known(Visit visit, Variables.Wish wish) {
        return sources.settings()
                .variables()
                .find(visit.request().caller(), visit.request().project(), wish.key(), wish.scope());
    }

    private static String problem(String field) {
        return switch (field) {
            case "key" -> "variables.keyProblem";
            case "environment_scope" -> "variables.scopeProblem";
            case "visibility" -> "variables.hiddenProblem";
            default -> "variables.valueProblem";
        };
    }

    Response remove(Visit visit) throws IOException {
        Map<String, String> fields = visit.request().form();
        Project project = visit.request().project();
        if (!sources.settings()
                .variables()
                .remove(
                        visit.request().caller(),
                        project,
                        fields.getOrDefault("key", ""),
                        fields.getOrDefault("scope", Variable.EVERYWHERE))) {
            throw BadRequest.notFound(visit.text("variables.gone"));
        }
        return Response.seeOther(Urls.variables(project.path()));
    }

    /** A browser sends lines with CR LF, which no file that somebody pastes had. */
    private static String normalized(String value) {
        return value.replace("\r\n", "\n");
    }

    private Response page(Visit visit, int status, VariablesView.Form form) {
        Caller caller = visit.request().caller();
        Project project = visit.request().project();
        VariablesView view = new VariablesView(
                Urls.settings(project.path()),
                Urls.variables(project.path()),
                sources.settings().variables().list(caller, project).stream()
                        .map(variable -> row(visit, variable))
                        .toList(),
                form);
        return visit.page(
                status, "page/variables.jte", visit.settingsFrame(project, visit.text("variables.title")), view);
    }

    private VariablesView.Row row(Visit visit, Variable variable) {
        Project project = visit.request().project();
        boolean shown = variable.visibility() == Variable.Visibility.VISIBLE;
        return new VariablesView.Row(
                variable.key(),
                variable.scope().equals(Variable.EVERYWHERE) ? "" : variable.scope(),
                shown
                        ? sources.settings()
                                .variables()
                                .value(visit.request().caller(), project, variable.key(), variable.scope())
                        : Optional.empty(),
                marks(visit, variable),
                variable.description(),
                variable.changedBy(),
                variable.changedAt(),
                Urls.variables(project.path()) + "?key=" + Urls.value(variable.key()) + "&scope="
                        + Urls.value(variable.scope()) + "#edit",
                Action.of(visit.text("variables.remove"), Urls.variables(project.path()) + "/remove")
                        .with(Map.of("key", variable.key(), "scope", variable.scope()))
                        .danger()
                        .confirm(visit.text("variables.removeAsk", "key", variable.key()), ""));
    }

    private static List<String> marks(Visit visit, Variable variable) {
        List<String> marks = new ArrayList<>();
        switch (variable.visibility()) {
            case VISIBLE -> {}
            case MASKED -> marks.add(visit.text("variables.masked"));
            case HIDDEN -> marks.add(visit.text("variables.hidden"));
        }
        if (variable.protectedOnly()) {
            marks.add(visit.text("variables.protected"));
        }
        if (variable.type() == Variable.Type.FILE) {
            marks.add(visit.text("variables.file"));
        }
        if (variable.raw()) {
            marks.add(visit.text("variables.raw"));
        }
        return marks;
    }

    private static VariablesView.Form emptyForm() {
        return new VariablesView.Form(
                false, "", Variable.EVERYWHERE, "", "env_var", "visible", false, false, "", false, "");
    }

    private static VariablesView.Form formOf(Variable variable) {
        return new VariablesView.Form(
                true,
                variable.key(),
                variable.scope(),
                "",
                variable.type().word(),
                variable.visibility().word(),
                variable.protectedOnly(),
                variable.raw(),
                variable.description(),
                variable.visibility() == Variable.Visibility.HIDDEN,
                "");
    }

    /** What was typed, but for the value: a page that is drawn again would show it. */
    private static VariablesView.Form formOf(Variables.Wish wish, boolean changes, String problem) {
        return new VariablesView.Form(
                changes,
                wish.key(),
                wish.scope(),
                wish.visibility() == Variable.Visibility.VISIBLE ? wish.value().orElse("") : "",
                wish.type().word(),
                wish.visibility().word(),
                wish.protectedOnly(),
                wish.raw(),
                wish.description(),
                false,
                problem);
    }
}
