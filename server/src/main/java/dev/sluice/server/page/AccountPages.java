package dev.sluice.server.page;

import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Scope;
import dev.sluice.app.access.TokenStore.TokenInfo;
import dev.sluice.app.access.Tokens;
import dev.sluice.app.project.Project;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Action;
import dev.sluice.server.page.view.TokensView;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** The visitor's own access tokens and his password. */
final class AccountPages {
    private static final int NAME_MAX = 100;
    private static final int DAYS_MAX = 3650;
    private static final String DAYS_FIRST = "90";
    private static final Set<Scope> SCOPES_FIRST = Set.of(Scope.READ, Scope.WRITE);
    private static final TokensView.PasswordProblems NO_PROBLEM = new TokensView.PasswordProblems("", "");

    private final PageSources sources;

    AccountPages(PageSources sources) {
        this.sources = sources;
    }

    Response tokens(Visit visit) {
        return page(visit, 200, "", emptyForm(visit), NO_PROBLEM);
    }

    /** Makes a token and shows its secret, this once: it is in no address and no cookie. */
    Response make(Visit visit) throws IOException {
        requirePerson(visit);
        Map<String, List<String>> values = visit.request().formValues();
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        values.getOrDefault("scope", List.of()).forEach(word -> scope(word).ifPresent(scopes::add));
        String name = first(values, "name").strip();
        String days = first(values, "days").strip();
        String project = first(values, "project");
        Optional<Duration> lasts = lasts(days);
        TokensView.Form form = new TokensView.Form(
                name,
                name.isEmpty() || name.length() > NAME_MAX ? visit.text("tokens.nameProblem", "n", NAME_MAX) : "",
                choices(visit, scopes),
                scopes.isEmpty() ? visit.text("tokens.scopesProblem") : "",
                project,
                days,
                lasts.isEmpty() && !days.isEmpty() ? visit.text("tokens.daysProblem", "n", DAYS_MAX) : "");
        if (!(form.nameProblem() + form.scopesProblem() + form.daysProblem()).isEmpty()) {
            return page(visit, 422, "", form, NO_PROBLEM);
        }
        Tokens.Made made = sources.tokens()
                .create(visit.request().caller(), name, scopes, project(visit, project), lasts)
                .orElseThrow(() -> new BadRequest(403, "forbidden", visit.text("error.forbidden")));
        return page(visit, 200, made.secret().reveal(), emptyForm(visit), NO_PROBLEM);
    }

    Response revoke(Visit visit) {
        requirePerson(visit);
        if (!sources.tokens().revoke(visit.request().caller(), visit.request().number("id"))) {
            throw BadRequest.notFound(visit.text("tokens.gone"));
        }
        return Response.seeOther("/tokens");
    }

    /** Changes the password; every session of the account ends with it, this one too. */
    Response changePassword(Visit visit) throws IOException {
        requirePerson(visit);
        Map<String, String> form = visit.request().form();
        char[] fresh = form.getOrDefault("new", "").toCharArray();
        if (fresh.length < Accounts.PASSWORD_CHARACTERS_MIN) {
            String problem = visit.text("password.short", "n", Accounts.PASSWORD_CHARACTERS_MIN);
            return page(visit, 422, "", emptyForm(visit), new TokensView.PasswordProblems("", problem));
        }
        char[] old = form.getOrDefault("old", "").toCharArray();
        return switch (sources.accounts().changePassword(visit.request().caller(), old, fresh)) {
            case Accounts.Result.Done _ -> Response.seeOther("/login");
            case Accounts.Result.Wait _ ->
                page(visit, 429, "", emptyForm(visit), new TokensView.PasswordProblems(visit.text("signIn.wait"), ""));
            // The new one is long enough and a person asks: what is left is the old one.
            case Accounts.Result.Refused _ ->
                page(
                        visit,
                        422,
                        "",
                        emptyForm(visit),
                        new TokensView.PasswordProblems(visit.text("password.wrong"), ""));
        };
    }

    private static void requirePerson(Visit visit) {
        if (!(visit.request().caller() instanceof Caller.Person)) {
            throw new BadRequest(403, "forbidden", "this form is for people: a program uses /api/v1");
        }
    }

    private Response page(
            Visit visit, int status, String made, TokensView.Form form, TokensView.PasswordProblems password) {
        Caller caller = visit.request().caller();
        TokensView view = new TokensView(
                sources.tokens().list(caller).stream()
                        .map(token -> row(visit, token))
                        .toList(),
                made,
                form,
                sources.projects().list(caller).stream().map(Project::path).toList(),
                password);
        Frame frame =
                visit.frame(visit.text("tokens.title"), Frame.Section.NONE, Optional.empty(), List.of(), List.of());
        return visit.page(status, "page/tokens.jte", frame, view);
    }

    private TokensView.Row row(Visit visit, TokenInfo token) {
        String project = token.project().isEmpty()
                ? ""
                : sources.projects()
                        .find(visit.request().caller(), token.project().getAsLong())
                        .map(Project::path)
                        .orElse("?");
        return new TokensView.Row(
                token.name(),
                Arrays.stream(Scope.values())
                        .filter(token.scopes()::contains)
                        .map(AccountPages::word)
                        .collect(Collectors.joining(", ")),
                project,
                token.createdAt(),
                token.expiresAt(),
                token.usedAt(),
                Action.of(visit.text("tokens.revoke"), "/tokens/" + token.id() + "/revoke")
                        .danger()
                        .confirm(visit.text("tokens.revokeAsk", "name", token.name()), ""));
    }

    private static TokensView.Form emptyForm(Visit visit) {
        return new TokensView.Form("", "", choices(visit, SCOPES_FIRST), "", "", DAYS_FIRST, "");
    }

    private static List<TokensView.ScopeChoice> choices(Visit visit, Set<Scope> chosen) {
        return Arrays.stream(Scope.values())
                .map(scope ->
                        new TokensView.ScopeChoice(word(scope), visit.text(allows(scope)), chosen.contains(scope)))
                .toList();
    }

    private static String allows(Scope scope) {
        return switch (scope) {
            case READ -> "tokens.scopeRead";
            case WRITE -> "tokens.scopeWrite";
            case DEPLOY -> "tokens.scopeDeploy";
            case ADMIN -> "tokens.scopeAdmin";
        };
    }

    private static String word(Scope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Scope> scope(String word) {
        return Arrays.stream(Scope.values())
                .filter(scope -> word(scope).equals(word))
                .findFirst();
    }

    /** How long a token lasts; empty for a text that is no number of days, also for the empty one. */
    private static Optional<Duration> lasts(String days) {
        try {
            int number = Integer.parseInt(days);
            return number >= 1 && number <= DAYS_MAX ? Optional.of(Duration.ofDays(number)) : Optional.empty();
        } catch (NumberFormatException _) {
            // The form says so beside the field.
            return Optional.empty();
        }
    }

    private OptionalLong project(Visit visit, String path) {
        return path.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(sources.projects()
                        .find(visit.request().caller(), path)
                        .orElseThrow(() -> BadRequest.notFound(visit.text("error.notFoundHow")))
                        .id());
    }

    private static String first(Map<String, List<String>> values, String name) {
        return values.getOrDefault(name, List.of("")).getFirst();
    }
}
