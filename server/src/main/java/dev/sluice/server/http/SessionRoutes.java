package dev.sluice.server.http;

import dev.sluice.app.access.LogIn;
import io.undertow.util.Headers;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Log-in and log-out. The form itself is a page: {@code GET /login}. */
final class SessionRoutes {
    private final LogIn logIn;
    private final Callers callers;

    SessionRoutes(LogIn logIn, Callers callers) {
        this.logIn = logIn;
        this.callers = callers;
    }

    void addTo(Routes routes) {
        routes.post("/login", new Guard.Anyone("this is where callers become known"), "Log in", this::begin);
        routes.post("/logout", new Guard.SignedIn(), "Log out", this::end);
    }

    private Response begin(Request request) throws IOException {
        Map<String, String> form = request.form();
        String next = form.getOrDefault("next", "/");
        LogIn.Result result = logIn.logIn(
                form.getOrDefault("login", ""),
                form.getOrDefault("password", "").toCharArray(),
                request.caller().address());
        return switch (result) {
            case LogIn.Result.Success success -> {
                // An old session of this browser ends: whoever knew it learns nothing of the new one.
                logIn.logOut(request.caller());
                callers.begin(request.exchange(), success.session());
                yield Response.seeOther(next);
            }
            case LogIn.Result.Wrong _ -> again("wrong", next);
            case LogIn.Result.Wait wait -> {
                request.exchange()
                        .getResponseHeaders()
                        .put(Headers.RETRY_AFTER, wait.atLeast().toSeconds() + 1);
                yield again("wait", next);
            }
        };
    }

    private Response end(Request request) {
        logIn.logOut(request.caller());
        callers.end(request.exchange());
        return Response.seeOther("/login");
    }

    private static Response again(String error, String next) {
        String back = Response.isLocal(next) ? next : "/";
        return Response.seeOther("/login?error=" + error + "&next=" + URLEncoder.encode(back, StandardCharsets.UTF_8));
    }
}
