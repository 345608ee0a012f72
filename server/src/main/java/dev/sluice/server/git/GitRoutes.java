package dev.sluice.server.git;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.access.Permission;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.Projects;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Routes;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Git over HTTP at {@code /git/PROJECT.git} (git's Documentation/gitprotocol-http, "smart" only), served by git itself.
 * Who may not read a project gets the same answer as for one that does not exist.
 *
 * <p>A transfer blocks on the pipes of a process, which a virtual thread cannot do without holding a carrier: transfers
 * have platform threads of their own, as many as run at a time. {@link #close} ends them.
 */
public final class GitRoutes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GitRoutes.class);
    private static final int TRANSFERS_MAX = 32;
    private static final int WAITING_MAX = 256;
    private static final String SUFFIX = ".git";
    private static final String BASIC = "basic ";

    private final GitService service;
    private final LogIn logIn;
    private final Access access;
    private final Projects projects;
    private final ThreadPoolExecutor transfers;

    public GitRoutes(GitService service, LogIn logIn, Access access, Projects projects) {
        this.service = service;
        this.logIn = logIn;
        this.access = access;
        this.projects = projects;
        this.transfers = new ThreadPoolExecutor(
                TRANSFERS_MAX,
                TRANSFERS_MAX,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().name("git-", 0).daemon().factory());
        transfers.allowCoreThreadTimeOut(true);
    }

    /** Mounts the three addresses that git asks. */
    public void addTo(Routes routes) {
        Guard guard = new Guard.Anyone("git knows basic authentication alone; the handler asks for it");
        routes.stream("GET", "/git/{project*}/info/refs", guard, "Refs, for git", this::advertise);
        routes.stream("POST", "/git/{project*}/git-upload-pack", guard, "Fetch, for git", this::fetch);
        routes.stream("POST", "/git/{project*}/git-receive-pack", guard, "Push, for git", this::push);
    }

    private void advertise(Request request) {
        String name = request.query("service").orElse("");
        Optional<GitService.Kind> kind = GitService.Kind.of(name);
        if (kind.isEmpty()) {
            throw new BadRequest(
                    403, "dumb-protocol", "this server speaks git's smart protocol only: use git 1.6.6 or later");
        }
        switch (admitted(request, kind.get())) {
            case Pass.In(Project project, Caller _) ->
                transfer(request, exchange -> service.advertise(exchange, project, kind.get()));
            case Pass.Founder founder -> transfer(request, exchange -> service.advertiseNew(exchange, founder.path()));
            case Pass.Answered _ -> {}
        }
    }

    private void fetch(Request request) {
        if (admitted(request, GitService.Kind.UPLOAD_PACK) instanceof Pass.In(Project project, Caller _)) {
            transfer(request, exchange -> service.fetch(exchange, project));
        }
    }

    private void push(Request request) {
        switch (admitted(request, GitService.Kind.RECEIVE_PACK)) {
            case Pass.In(Project project, Caller caller) ->
                transfer(request, exchange -> service.push(exchange, project, caller));
            case Pass.Founder founder -> transfer(request, exchange -> pushNew(exchange, founder));
            case Pass.Answered _ -> {}
        }
    }

    private void pushNew(HttpServerExchange exchange, Pass.Founder founder) throws IOException {
        if (!service.pushNew(exchange, founder.caller(), branch -> make(founder, branch))) {
            exchange.setStatusCode(404);
        }
    }

    /** Of two first pushes at once one makes the project and the other finds it; git then says which of them came first. */
    private Optional<GitService.Maker.Made> make(Pass.Founder founder, String branch) {
        return switch (projects.create(founder.caller(), founder.path(), branch)) {
            case Projects.Result.Made(Project project) -> Optional.of(new GitService.Maker.Made(project, true));
            case Projects.Result.Refused _ ->
                projects.find(founder.caller(), founder.path())
                        .map(project -> new GitService.Maker.Made(project, false));
        };
    }

    /** What a caller may do. */
    private sealed interface Pass {
        /** He may do it in this project. */
        record In(Project project, Caller caller) implements Pass {}

        /** There is no such project yet, and his push makes it. */
        record Founder(String path, Caller caller) implements Pass {}

        /** He may not, and has his answer. */
        record Answered() implements Pass {}
    }

    private interface Transfer {
        void run(HttpServerExchange exchange) throws IOException;
    }

    /** The project and the caller, if he may do this; otherwise the answer is given. */
    private Pass admitted(Request request, GitService.Kind kind) {
        Caller caller = caller(request);
        if (caller.who().isEmpty()) {
            HttpServerExchange exchange = request.exchange();
            exchange.getResponseHeaders().put(Headers.WWW_AUTHENTICATE, "Basic realm=\"Sluice\", charset=\"UTF-8\"");
            answer(exchange, 401, "log in: user name and password, or a token as the password");
            return new Pass.Answered();
        }
        String asked = request.param("project");
        String path = asked.endsWith(SUFFIX) ? asked.substring(0, asked.length() - SUFFIX.length()) : asked;
        Optional<Project> project = projects.find(caller, path);
        if (project.isEmpty()) {
            Optional<String> problem = kind == GitService.Kind.RECEIVE_PACK
                    ? projects.pushProblem(caller, path)
                    : Optional.of("there is no such project, or you may not see it");
            problem.ifPresent(why -> answer(request.exchange(), 404, why));
            return problem.isEmpty() ? new Pass.Founder(path, caller) : new Pass.Answered();
        }
        if (!access.allows(caller, kind.permission(), project.get().id())) {
            answer(
                    request.exchange(),
                    403,
                    kind.permission() == Permission.PUSH
                            ? "you may read this project but not push to it: ask a maintainer for the role developer"
                            : "the token lacks the scope for this");
            return new Pass.Answered();
        }
        return new Pass.In(project.get(), caller);
    }

    private Caller caller(Request request) {
        String authorization = request.header("Authorization").orElse("");
        String address = request.caller().address();
        if (!authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
            // A bearer token was looked at already; a browser's cookie is no proof for git.
            return request.caller() instanceof Caller.TokenBearer bearer ? bearer : new Caller.Anonymous(address);
        }
        try {
            byte[] decoded = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? new Caller.Anonymous(address)
                    : logIn.byBasic(pair.substring(0, colon), pair.substring(colon + 1), address);
        } catch (IllegalArgumentException _) {
            // Not base64: nobody's credentials.
            return new Caller.Anonymous(address);
        }
    }

    private void transfer(Request request, Transfer work) {
        HttpServerExchange exchange = request.exchange();
        try {
            exchange.dispatch(transfers, one -> run(one, work));
        } catch (RejectedExecutionException _) {
            answer(exchange, 503, "too many git transfers at a time: try again in a moment");
        }
    }

    private static void run(HttpServerExchange exchange, Transfer work) {
        try {
            work.run(exchange);
        } catch (IOException e) {
            // Half an answer cannot be taken back: cutting the connection tells git that something is missing.
            LOG.info("path={} git transfer ended early: {}", exchange.getRequestURI(), e.toString());
            exchange.setPersistent(false);
        } finally {
            exchange.endExchange();
        }
    }

    private static void answer(HttpServerExchange exchange, int status, String text) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(new HttpString("Content-Type"), "text/plain; charset=utf-8");
        exchange.getResponseSender().send(text + "\n");
    }

    /** Ends the threads of transfers; those under way are cut. */
    @Override
    public void close() {
        transfers.shutdownNow();
        service.close();
    }
}
