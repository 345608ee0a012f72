package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.sluice.app.access.Account;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.access.Role;
import dev.sluice.app.access.Scope;
import dev.sluice.app.access.Secret;
import dev.sluice.app.project.Project;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Route;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Tries every route of the table as everybody who may not: the default is refusal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RouteRightsTest {
    private static final Set<Scope> ALL = Set.of(Scope.values());

    /** Routes for everybody; a new one is put here on purpose or not at all. */
    private static final Set<String> OPEN = Set.of(
            "POST /login",
            "GET /login",
            "GET /preferences",
            "GET /static/{file}",
            "GET /schema/sluice.json",
            "GET /health",
            "GET /ready",
            "GET /api/v1/openapi.json",
            "GET /.well-known/openid-configuration",
            "GET /.well-known/jwks.json",
            "GET /oauth/discovery/keys",
            "POST /api/v1/projects/{project*}/trigger",
            "POST /api/v4/projects/{project*}/trigger/pipeline",
            "POST /api/v4/projects/{project*}/ref/{ref}/trigger/pipeline",
            "GET /git/{project*}/info/refs",
            "POST /git/{project*}/git-upload-pack",
            "POST /git/{project*}/git-receive-pack");

    private TestServer server;
    private Project ours;
    private String stranger;
    private String reader;
    private String readOnly;
    private String expired;
    private String otherProject;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        server = TestServer.start(folder.resolve("data"));
        ours = server.project("team-a/shop");
        Project theirs = server.project("team-b/web");
        stranger = token(account("ivan", theirs, Role.MAINTAINER), ALL, OptionalLong.empty(), Optional.empty());
        reader = token(account("rita", ours, Role.READER), ALL, OptionalLong.empty(), Optional.empty());
        Account anna = account("anna", ours, Role.MAINTAINER);
        readOnly = token(anna, Set.of(Scope.READ), OptionalLong.empty(), Optional.empty());
        expired = token(anna, ALL, OptionalLong.empty(), Optional.of(Instant.EPOCH.plusSeconds(1)));
        server.services().store().accounts().setRole(anna.id(), theirs.id(), Role.MAINTAINER);
        otherProject = token(anna, ALL, OptionalLong.of(theirs.id()), Optional.empty());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Account account(String login, Project project, Role role) {
        Caller admin = server.admin();
        Accounts.Result made = server.services()
                .accounts()
                .create(admin, login, login, "", false, "a long enough password".toCharArray());
        Account account = ((Accounts.Result.Done) made).account();
        server.services().accounts().setRole(admin, project.id(), login, role);
        return account;
    }

    private String token(Account owner, Set<Scope> scopes, OptionalLong project, Optional<Instant> until) {
        Secret secret = Secret.random("slc_");
        server.services()
                .store()
                .tokens()
                .create(secret.hash(), owner.id(), "test", scopes, project, Instant.EPOCH, until);
        return secret.reveal();
    }

    private HttpResponse<String> call(Route route, String project, Optional<String> token) throws Exception {
        String path = route.template()
                .replace("{project*}", project)
                .replace("{login}", "anna")
                .replaceAll("\\{(?:number|id|deployment)\\}", "1")
                .replaceAll("\\{\\w+\\*?\\}", "x");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(route.method(), HttpRequest.BodyPublishers.noBody());
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return server.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private List<Route> guarded() {
        return server.services().routes().all().stream()
                .filter(route -> !(route.guard() instanceof Guard.Anyone))
                .toList();
    }

    @Test
    void onlyNamedRoutesAreOpen() {
        List<String> open = server.services().routes().all().stream()
                .filter(route -> route.guard() instanceof Guard.Anyone)
                .map(route -> route.method() + " " + route.template())
                .toList();

        assertThat(open).isSubsetOf(OPEN);
    }

    @Test
    void noRouteAnswersWithoutAnAccount() throws Exception {
        for (Route route : guarded()) {
            assertThat(call(route, "team-a/shop", Optional.empty()).statusCode())
                    .as("%s", route)
                    .isEqualTo(401);
            assertThat(call(route, "team-a/shop", Optional.of("slc_made-up")).statusCode())
                    .as("%s", route)
                    .isEqualTo(401);
            assertThat(call(route, "team-a/shop", Optional.of(expired)).statusCode())
                    .as("%s", route)
                    .isEqualTo(401);
        }
    }

    @Test
    void aStrangersProjectLooksLikeNone() throws Exception {
        for (Route route : guarded()) {
            if (route.guard() instanceof Guard.InProject) {
                for (String token : List.of(stranger, otherProject)) {
                    HttpResponse<String> hidden = call(route, "team-a/shop", Optional.of(token));
                    HttpResponse<String> none = call(route, "team-a/none", Optional.of(token));

                    assertThat(hidden.statusCode()).as("%s", route).isEqualTo(404);
                    assertThat(hidden.body()).as("%s", route).isEqualTo(none.body());
                    assertThat(call(route, Long.toString(ours.id()), Optional.of(token))
                                    .statusCode())
                            .as("%s by number", route)
                            .isEqualTo(404);
                }
            }
        }
    }

    @Test
    void aReaderChangesNothing() throws Exception {
        for (Route route : guarded()) {
            boolean more =
                    switch (route.guard()) {
                        case Guard.InProject(Permission permission) -> permission != Permission.READ;
                        case Guard.Installation _ -> true;
                        case Guard.SignedIn _, Guard.Anyone _ -> false;
                    };
            if (more) {
                assertThat(call(route, "team-a/shop", Optional.of(reader)).statusCode())
                        .as("%s", route)
                        .isEqualTo(403);
                assertThat(call(route, "team-a/shop", Optional.of(readOnly)).statusCode())
                        .as("%s", route)
                        .isEqualTo(403);
            }
        }
        assertThat(server.services().store().accounts().members(ours.id()).get("anna"))
                .isEqualTo(Role.MAINTAINER);
    }

    @Test
    void aProjectsSlashesMayBeEscapedOnceAndInNoOtherWay() throws Exception {
        String[] token = {"Authorization", "Bearer " + reader};

        assertThat(server.get("/api/v1/projects/team-a%2Fshop", token).body()).contains("\"path\":\"team-a/shop\"");
        assertThat(server.get("/api/v1/projects/team-a%2fshop/members", token).body())
                .contains("rita");
        for (String hostile : List.of(
                "team-a%252Fshop",
                "team-a%2F%2Fshop",
                "team-a%2F..%2Fteam-a%2Fshop",
                "team-a%2F%2e%2e%2fteam-a%2fshop",
                "team-a%2F.%2Fshop",
                "%2Fteam-a%2Fshop",
                "team-a%2Fshop%2F",
                "team-a%2Fshop%2Fmembers",
                "team-a%2Fshop%00",
                "team-a%5Cshop",
                "team-a%c0%afshop",
                "team-b%2F..%2Fteam-a/shop",
                "team-a%2Fshop/..")) {
            assertThat(server.get("/api/v1/projects/" + hostile, token).statusCode())
                    .as(hostile)
                    .isIn(400, 404);
            assertThat(server.get("/api/v1/projects/" + hostile + "/members", token)
                            .statusCode())
                    .as(hostile + "/members")
                    .isIn(400, 404);
        }
        assertThat(server.get("/p/team-a%2Fshop", token).statusCode()).isEqualTo(404);
        assertThat(server.get("/api/v1/projects/team-b%2Fweb", token).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aRefusalNamesJustWhatIsMissing() throws Exception {
        assertThat(detail("/api/v1/accounts", reader)).isEqualTo("this needs an administrator");
        assertThat(detail("/api/v1/accounts", readOnly))
                .isEqualTo("this needs an administrator, and a token with the scope admin; tokens are made at /tokens");
        assertThat(send("POST", "/api/v1/projects/team-a/shop/runs", readOnly))
                .contains("\"this needs a token with the scope write; tokens are made at /tokens\"");
        assertThat(send("POST", "/api/v1/projects/team-a/shop/runs", reader))
                .contains("\"this needs the role developer, which a maintainer of the project or an administrator"
                        + " gives\"");
        assertThat(detail("/api/v1/me", "slc_made-up"))
                .isEqualTo("the token is wrong, was revoked or has expired; tokens are made at /tokens");
        assertThat(detail("/api/v1/me", expired)).startsWith("the token is wrong, was revoked or has expired");
        assertThat(server.get("/api/v1/me").body()).contains("log in, or send a token");
    }

    private String detail(String path, String token) throws Exception {
        String body = server.get(path, "Authorization", "Bearer " + token).body();
        return JsonParser.parseString(body).getAsJsonObject().get("detail").getAsString();
    }

    private String send(String method, String path, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token)
                .build();
        return server.http().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void theApiTakesNameAndPasswordAsGitDoesAndFromNoOtherSite() throws Exception {
        String right = basic("admin:" + TestServer.PASSWORD);

        assertThat(server.get("/api/v1/me", "Authorization", right).body()).contains("\"login\":\"admin\"");
        for (String wrong : List.of(basic("admin:wrong password"), basic("admin"), "Basic %%%", "Basic ")) {
            HttpResponse<String> answer = server.get("/api/v1/me", "Authorization", wrong);
            assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        }
        assertThat(server.get("/", "Authorization", right).statusCode()).isEqualTo(401);
        HttpRequest fromElsewhere = HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/projects"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"path\":\"evil\"}"))
                .header("Authorization", right)
                .header("Content-Type", "application/json")
                .header("Origin", "http://evil.example")
                .build();
        assertThat(server.http()
                        .send(fromElsewhere, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(403);
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void tricksWithThePathAreRefusedOrNothing() throws Exception {
        for (String path : List.of(
                "/api/v1/..;/accounts",
                "//api/v1/accounts",
                "/API/v1/accounts",
                "/api/v1/accounts/",
                "/api/v1/accounts;x=.js",
                "/api/v1/%61ccounts",
                "/api%2fv1%2faccounts",
                "/api/v1/./accounts",
                "/api/v1/x/%2e%2e/accounts",
                "/api/v1/accounts%00",
                "/static/..%2f..%2fdb%2fmigrations.list",
                "/static/%c0%ae%c0%ae")) {
            HttpResponse<String> answer = raw(path);

            assertThat(answer.statusCode()).as(path).isIn(400, 401, 404);
        }
    }

    private HttpResponse<String> raw(String path) throws Exception {
        return server.http()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
