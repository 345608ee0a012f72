package dev.sluice.server.http;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.AccessRefused;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.Projects;
import dev.sluice.app.store.StoreUnavailable;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes each request through the same steps: path, route, caller, proof against other sites, guard, handler, answer. A
 * request that fits no route is 404, one that a guard does not let through is refused: there is no other way in.
 */
final class Dispatcher implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final HttpString ALLOW = new HttpString("Allow");

    private final Routes routes;
    private final Callers callers;
    private final Access access;
    private final Projects projects;
    private final ErrorPages errorPages;
    private final Executor threads;

    Dispatcher(
            Routes routes, Callers callers, Access access, Projects projects, ErrorPages errorPages, Executor threads) {
        this.routes = routes;
        this.callers = callers;
        this.access = access;
        this.projects = projects;
        this.errorPages = errorPages;
        this.threads = threads;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (exchange.isInIoThread()) {
            exchange.dispatch(threads, this::serve);
        } else {
            serve(exchange);
        }
    }

    private void serve(HttpServerExchange exchange) {
        SecurityHeaders.addTo(exchange.getResponseHeaders());
        exchange.startBlocking();
        Request request = unguarded(exchange, Map.of(), Callers.Identified.nobody(anonymous(exchange)));
        try {
            Callers.Identified who = callers.identify(exchange);
            request = unguarded(exchange, Map.of(), who);
            answer(exchange, who);
        } catch (BadRequest e) {
            fail(exchange, request, e.status(), e.code(), e.detail());
        } catch (AccessRefused e) {
            refused(exchange, request, e);
        } catch (StoreUnavailable e) {
            LOG.error("path={} {}", exchange.getRequestURI(), e.getMessage());
            fail(
                    exchange,
                    request,
                    503,
                    "store-unavailable",
                    "the server cannot store or read now: nothing was changed;" + " its log says why; try again later");
        } catch (IOException e) {
            // The other side went away, or sent what cannot be read: nobody is left to be told.
            LOG.debug("path={} connection lost: {}", exchange.getRequestURI(), e.toString());
            exchange.endExchange();
        } catch (RuntimeException | Error e) {
            String event = eventId();
            LOG.error("event={} method={} path={}", event, exchange.getRequestMethod(), exchange.getRequestURI(), e);
            fail(exchange, request, 500, "internal-error", "Sluice made a mistake; the log has it as event " + event);
        }
    }

    private void answer(HttpServerExchange exchange, Callers.Identified who) throws IOException {
        String uri = exchange.getRequestURI();
        Optional<RequestPath> path = exchange.isHostIncludedInRequestURI() ? Optional.empty() : RequestPath.parse(uri);
        if (path.isEmpty()) {
            throw new BadRequest(400, "bad-path", "the path cannot be used");
        }
        Optional<Routes.Match> match = routes.find(exchange.getRequestMethod().toString(), path.get());
        if (match.isEmpty()) {
            Set<String> others = routes.methods(path.get());
            if (others.isEmpty() || !who.caller().who().isPresent()) {
                throw BadRequest.notFound("there is nothing at this address");
            }
            exchange.getResponseHeaders().put(ALLOW, String.join(", ", others));
            throw new BadRequest(405, "bad-method", "this address knows " + String.join(", ", others));
        }
        serve(exchange, match.get(), who);
    }

    private void serve(HttpServerExchange exchange, Routes.Match match, Callers.Identified who) throws IOException {
        Optional<Project> project = pass(match, who);
        Request request = new Request(exchange, match.parameters(), who.caller(), project, who.csrfToken());
        if (!SAFE.contains(request.method()) && !(match.route().endpoint() instanceof Route.Endpoint.Streaming)) {
            Optional<String> refusal = CrossSite.refusal(exchange, request, who);
            if (refusal.isPresent()) {
                throw new BadRequest(403, "cross-site", refusal.get());
            }
        }
        switch (match.route().endpoint()) {
            case Route.Endpoint.Plain(Handler handler) -> send(exchange, handler.handle(request));
            case Route.Endpoint.Streaming(StreamHandler handler) -> handler.handle(request);
        }
    }

    /** Lets the caller through, with the project the route is about, or throws. */
    private Optional<Project> pass(Routes.Match match, Callers.Identified who) {
        Caller caller = who.caller();
        return switch (match.route().guard()) {
            case Guard.Anyone _ -> Optional.empty();
            case Guard.SignedIn _ -> {
                needAccount(who);
                needScopeRead(caller);
                yield Optional.empty();
            }
            case Guard.Installation(Permission permission) -> {
                needAccount(who);
                access.require(caller, permission);
                yield Optional.empty();
            }
            case Guard.InProject(Permission permission) -> {
                needAccount(who);
                needScopeRead(caller);
                Project project = findProject(caller, match.parameters().getOrDefault("project", ""))
                        .orElseThrow(() -> BadRequest.notFound("there is no such project, or you may not see it"));
                access.require(caller, permission, project.id());
                yield Optional.of(project);
            }
        };
    }

    /** Without it a token sees nothing at all: said before anything is looked for, so that nothing is given away. */
    private static void needScopeRead(Caller caller) {
        if (caller instanceof Caller.TokenBearer bearer && !bearer.scopes().contains(Permission.READ.scope())) {
            throw new BadRequest(403, "forbidden", RefusedWords.scope(Permission.READ.scope()));
        }
    }

    private Optional<Project> findProject(Caller caller, String named) {
        boolean byNumber = named.chars().allMatch(c -> c >= '0' && c <= '9') && named.length() <= 18;
        return byNumber && !named.isEmpty()
                ? projects.find(caller, Long.parseLong(named))
                : projects.find(caller, named);
    }

    private static void needAccount(Callers.Identified who) {
        if (who.caller().who().isEmpty()) {
            throw new BadRequest(401, "unauthorized", RefusedWords.nobody(who.presented()));
        }
    }

    private void refused(HttpServerExchange exchange, Request request, AccessRefused why) {
        if (why.hidden()) {
            fail(exchange, request, 404, "not-found", "there is no such project, or you may not see it");
        } else {
            fail(exchange, request, 403, "forbidden", RefusedWords.of(why), RefusedWords.role(why));
        }
    }

    private void fail(HttpServerExchange exchange, Request request, int status, String code, String detail) {
        fail(exchange, request, status, code, detail, "");
    }

    private void fail(
            HttpServerExchange exchange, Request request, int status, String code, String detail, String role) {
        if (exchange.isResponseStarted()) {
            // Too late for another answer: cutting the connection is the only honest sign.
            exchange.setPersistent(false);
            exchange.endExchange();
            return;
        }
        try {
            if (status == 401 && request.wantsHtml()) {
                String back = URLEncoder.encode(request.path(), StandardCharsets.UTF_8);
                send(exchange, Response.seeOther("/login?next=" + back));
            } else if (request.wantsHtml()) {
                send(exchange, errorPages.render(request, status, code, detail, role));
            } else {
                Response problem = Response.problem(status, code, detail);
                send(exchange, status == 401 ? problem.with("WWW-Authenticate", "Bearer") : problem);
            }
        } catch (IOException e) {
            LOG.debug("path={} connection lost: {}", exchange.getRequestURI(), e.toString());
            exchange.endExchange();
        }
    }

    static void send(HttpServerExchange exchange, Response response) throws IOException {
        exchange.setStatusCode(response.status());
        for (Response.Header header : response.headers()) {
            HttpString name = new HttpString(header.name());
            if (name.equals(Headers.SET_COOKIE)) {
                // Each cookie has a line of its own; every other header takes the place of the server's default.
                exchange.getResponseHeaders().add(name, header.value());
            } else {
                exchange.getResponseHeaders().put(name, header.value());
            }
        }
        switch (response.body()) {
            case Response.Body.None _ -> exchange.endExchange();
            case Response.Body.Bytes(byte[] content) -> {
                exchange.setResponseContentLength(content.length);
                try (OutputStream out = exchange.getOutputStream()) {
                    if (!exchange.getRequestMethod().equalToString("HEAD")) {
                        out.write(content);
                    }
                }
                exchange.endExchange();
            }
            case Response.Body.Stream(Response.Writer writer) -> {
                try (OutputStream out = exchange.getOutputStream()) {
                    writer.writeTo(out);
                }
                exchange.endExchange();
            }
        }
    }

    private static Request unguarded(
            HttpServerExchange exchange, Map<String, String> parameters, Callers.Identified who) {
        return new Request(exchange, parameters, who.caller(), Optional.empty(), who.csrfToken());
    }

    private static Caller anonymous(HttpServerExchange exchange) {
        return new Caller.Anonymous(Callers.addressOf(exchange));
    }

    private static String eventId() {
        byte[] bytes = new byte[6];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
