package dev.sluice.server.page;

import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.SignInView;
import dev.sluice.server.text.Language;
import java.util.List;
import java.util.Optional;

/** The log-in form, and what a visitor chooses for himself: language, theme, order of the graph. */
final class SessionPages {
    private static final int YEAR_SECONDS = 31_536_000;

    private SessionPages() {}

    static Response signIn(Visit visit) {
        String next = visit.request().query("next").filter(Response::isLocal).orElse("/");
        if (visit.request().caller().who().isPresent()) {
            return Response.seeOther(next);
        }
        Optional<String> error = visit.request().query("error");
        Frame frame =
                visit.frame(visit.text("signIn.title"), Frame.Section.NONE, Optional.empty(), List.of(), List.of());
        String problem =
                error.isEmpty() ? "" : visit.text(error.get().equals("wait") ? "signIn.wait" : "signIn.failed");
        return visit.page("page/signIn.jte", frame, new SignInView(problem, "", next, "/login"));
    }

    /** Keeps what was chosen in a cookie and goes back. Changes nothing that is anybody else's, so a link is enough. */
    static Response preferences(Visit visit) {
        String back = visit.request().query("to").filter(Response::isLocal).orElse("/");
        Response response = Response.seeOther(back);
        Optional<Language> language = visit.request().query(Visit.LANGUAGE).flatMap(Language::of);
        if (language.isPresent()) {
            response = response.with(
                    "Set-Cookie", cookie(Visit.LANGUAGE, language.get().code()));
        }
        Optional<String> theme = visit.request().query(Visit.THEME);
        if (theme.isPresent()) {
            response = response.with(
                    "Set-Cookie", cookie(Visit.THEME, Theme.of(theme.get()).code()));
        }
        return response;
    }

    /** A cookie that holds a choice; it says nothing about who chose. */
    static String cookie(String name, String value) {
        return name + "=" + value + "; Path=/; Max-Age=" + YEAR_SECONDS + "; SameSite=Lax; HttpOnly";
    }
}
