package dev.sluice.server.api;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.sluice.app.access.Account;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.access.Role;
import dev.sluice.app.access.Scope;
import dev.sluice.app.access.Secret;
import dev.sluice.app.access.TokenStore;
import dev.sluice.app.access.Tokens;
import dev.sluice.app.audit.AuditQueries;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.Projects;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Routes;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Projects, members, accounts, tokens and the audit record for programs. Safe for many threads. */
final class AdminApi {
    private static final Guard SIGNED_IN = new Guard.SignedIn();
    private static final Guard ACCOUNTS = new Guard.Installation(Permission.MANAGE_ACCOUNTS);
    private static final String PROJECT = "/api/v1/projects/{project*}";

    private final Projects projects;
    private final Accounts accounts;
    private final Tokens tokens;
    private final AuditQueries audit;

    AdminApi(Projects projects, Accounts accounts, Tokens tokens, AuditQueries audit) {
        this.projects = projects;
        this.accounts = accounts;
        this.tokens = tokens;
        this.audit = audit;
    }

    void addTo(Routes routes) {
        routes.get("/api/v1/me", SIGNED_IN, "Who the caller is", this::me);
        routes.post("/api/v1/me/password", SIGNED_IN, "Change the own password", this::password);
        routes.get("/api/v1/projects", SIGNED_IN, "Projects that the caller may read", this::projects);
        routes.post(
                "/api/v1/projects",
                new Guard.Installation(Permission.CREATE_PROJECT),
                "Make a project",
                this::createProject);
        routes.get(PROJECT, new Guard.InProject(Permission.READ), "A project", this::project);
        routes.get(PROJECT + "/members", new Guard.InProject(Permission.READ), "Who has which role", this::members);
        routes.add(
                "PUT",
                PROJECT + "/members/{login}",
                new Guard.InProject(Permission.MANAGE_PROJECT),
                "Give a role",
                this::setMember);
        routes.add(
                "DELETE",
                PROJECT + "/members/{login}",
                new Guard.InProject(Permission.MANAGE_PROJECT),
                "Take a role away",
                this::removeMember);
        routes.get("/api/v1/accounts", ACCOUNTS, "Accounts", this::accounts);
        routes.post(
                "/api/v1/accounts",
                ACCOUNTS,
                "Make an account; without a password one is made up and in the answer, this once",
                this::createAccount);
        routes.add(
                "PUT",
                "/api/v1/accounts/{login}/disabled",
                ACCOUNTS,
                "Switch an account off",
                request -> done(accounts.setDisabled(request.caller(), request.param("login"), true)));
        routes.add(
                "DELETE",
                "/api/v1/accounts/{login}/disabled",
                ACCOUNTS,
                "Switch an account on",
                request -> done(accounts.setDisabled(request.caller(), request.param("login"), false)));
        routes.add(
                "PUT",
                "/api/v1/accounts/{login}/password",
                ACCOUNTS,
                "Give an account another password; without one in the body it is made up and in the answer, this once",
                this::setPassword);
        routes.get("/api/v1/tokens", SIGNED_IN, "The caller's tokens", this::tokens);
        routes.post(
                "/api/v1/tokens", SIGNED_IN, "Make a token; its secret is in the answer, this once", this::createToken);
        routes.add("DELETE", "/api/v1/tokens/{id}", SIGNED_IN, "Revoke a token", this::revokeToken);
        routes.get(
                "/api/v1/audit",
                new Guard.Installation(Permission.READ_AUDIT),
                "Audit record, newest first",
                this::audit);
    }

    private Response me(Request request) {
        Account account = request.caller().who().orElseThrow();
        return Response.json(200, json(account));
    }

    private Response password(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "old", "new");
        return done(accounts.changePassword(
                request.caller(),
                fields.text("old").toCharArray(),
                fields.text("new").toCharArray()));
    }

    private Response projects(Request request) {
        JsonObject json = new JsonObject();
        json.add("projects", ApiJson.array(projects.list(request.caller()), ApiJson::project));
        return Response.json(200, json);
    }

    private Response createProject(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "path", "default_branch");
        Projects.Result result = projects.create(
                request.caller(),
                fields.text("path"),
                fields.textIfAny("default_branch").orElse("main"));
        return switch (result) {
            case Projects.Result.Made(Project project) -> Response.json(201, ApiJson.project(project));
            case Projects.Result.Refused(String why) -> throw new BadRequest(422, "refused", why);
        };
    }

    private Response project(Request request) {
        return Response.json(200, ApiJson.project(request.project()));
    }

    private Response members(Request request) {
        JsonObject members = new JsonObject();
        accounts.members(request.caller(), request.project().id())
                .forEach((login, role) -> members.addProperty(login, ApiJson.word(role)));
        JsonObject json = new JsonObject();
        json.add("members", members);
        return Response.json(200, json);
    }

    private Response setMember(Request request) throws IOException {
        String role = Fields.of(request.json(), "role").text("role");
        return done(accounts.setRole(
                request.caller(),
                request.project().id(),
                request.param("login"),
                constant(Role.values(), role, "role")));
    }

    private Response removeMember(Request request) {
        return done(accounts.removeRole(request.caller(), request.project().id(), request.param("login")));
    }

    private Response accounts(Request request) {
        JsonObject json = new JsonObject();
        json.add("accounts", ApiJson.array(accounts.list(request.caller()), AdminApi::json));
        return Response.json(200, json);
    }

    private Response createAccount(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "login", "name", "email", "administrator", "password");
        Optional<String> given = fields.textIfAny("password");
        Secret password = given.map(Secret::presented).orElseGet(Accounts::madeUpPassword);
        Accounts.Result result = accounts.create(
                request.caller(),
                fields.text("login"),
                fields.textIfAny("name").orElse(""),
                fields.textIfAny("email").orElse(""),
                fields.truth("administrator"),
                password.reveal().toCharArray());
        return withPassword(201, result, given.isPresent() ? Optional.empty() : Optional.of(password));
    }

    private Response setPassword(Request request) throws IOException {
        Optional<String> given = Fields.of(request.json(), "password").textIfAny("password");
        Secret password = given.map(Secret::presented).orElseGet(Accounts::madeUpPassword);
        Accounts.Result result = accounts.setPassword(
                request.caller(), request.param("login"), password.reveal().toCharArray());
        return withPassword(200, result, given.isPresent() ? Optional.empty() : Optional.of(password));
    }

    private static Response withPassword(int status, Accounts.Result result, Optional<Secret> madeUp) {
        return switch (result) {
            case Accounts.Result.Done(Account account) -> {
                JsonObject json = json(account);
                madeUp.ifPresent(password -> json.addProperty("password", password.reveal()));
                yield Response.json(status, json);
            }
            case Accounts.Result.Refused(String why) -> throw new BadRequest(422, "refused", why);
            case Accounts.Result.Wait(Duration atLeast) ->
                throw new BadRequest(429, "wait", "too many tries: wait " + atLeast.toSeconds() + " s");
        };
    }

    private Response tokens(Request request) {
        JsonObject json = new JsonObject();
        json.add("tokens", ApiJson.array(tokens.list(request.caller()), token -> token(request.caller(), token)));
        return Response.json(200, json);
    }

    private Response createToken(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "name", "scopes", "project", "days");
        Set<Scope> scopes = fields.texts("scopes").stream()
                .map(scope -> constant(Scope.values(), scope, "scope"))
                .collect(Collectors.toSet());
        Optional<Duration> lasts = fields.numberIfAny("days", 1, 3650).map(Duration::ofDays);
        Optional<Tokens.Made> made =
                tokens.create(request.caller(), fields.text("name"), scopes, project(request.caller(), fields), lasts);
        if (made.isEmpty()) {
            throw new BadRequest(
                    403,
                    "forbidden",
                    "a token can make only tokens that can do no more than itself, and needs the scope admin for that");
        }
        JsonObject json = token(request.caller(), made.get().info());
        json.add("token", new JsonPrimitive(made.get().secret().reveal()));
        return Response.json(201, json);
    }

    private JsonObject token(Caller caller, TokenStore.TokenInfo token) {
        JsonObject json = ApiJson.token(token);
        token.project().stream()
                .boxed()
                .flatMap(id -> projects.find(caller, id).stream())
                .forEach(project -> json.addProperty("project_path", project.path()));
        return json;
    }

    private OptionalLong project(Caller caller, Fields fields) {
        Optional<String> path = fields.textIfAny("project");
        if (path.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(projects.find(caller, path.get())
                .orElseThrow(() -> BadRequest.notFound("there is no such project, or you may not see it"))
                .id());
    }

    private Response revokeToken(Request request) {
        if (request.caller() instanceof Caller.TokenBearer bearer
                && !bearer.scopes().contains(Scope.ADMIN)) {
            throw new BadRequest(
                    403, "forbidden", "this needs a token with the scope admin; tokens are made at /tokens");
        }
        if (!tokens.revoke(request.caller(), request.number("id"))) {
            throw BadRequest.notFound("you have no token of that number");
        }
        return Response.noContent();
    }

    private Response audit(Request request) {
        AuditQueries.AuditFilter filter = new AuditQueries.AuditFilter(
                request.query("actor").orElse(""),
                request.query("action").orElse(""),
                request.query("project").orElse(""));
        long before = request.queryNumber("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = (int) request.queryNumber("limit", 50, 1, 200);
        JsonObject json = new JsonObject();
        json.add("entries", ApiJson.array(audit.entries(filter, before, limit), AdminApi::json));
        return Response.json(200, json);
    }

    private static JsonObject json(AuditQueries.AuditEntry entry) {
        JsonObject json = new JsonObject();
        json.addProperty("number", entry.number());
        json.addProperty("at", ApiJson.milliseconds(entry.at()));
        json.addProperty("actor", entry.actor());
        json.addProperty("action", entry.action());
        json.addProperty("project", entry.project());
        json.addProperty("object", entry.object());
        json.addProperty("detail", entry.detail());
        json.addProperty("address", entry.address());
        return json;
    }

    private static JsonObject json(Account account) {
        JsonObject json = new JsonObject();
        json.addProperty("login", account.login());
        json.addProperty("name", account.name());
        json.addProperty("administrator", account.administrator());
        json.addProperty("disabled", account.disabled());
        return json;
    }

    private static Response done(Accounts.Result result) {
        return switch (result) {
            case Accounts.Result.Done _ -> Response.noContent();
            case Accounts.Result.Refused(String why) -> throw new BadRequest(422, "refused", why);
            case Accounts.Result.Wait(Duration atLeast) ->
                throw new BadRequest(429, "wait", "too many tries: wait " + atLeast.toSeconds() + " s");
        };
    }

    private static <E extends Enum<E>> E constant(E[] values, String word, String what) {
        List<String> known = Arrays.stream(values).map(ApiJson::word).toList();
        int index = known.indexOf(word.toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw new BadRequest(400, "bad-field", "there is no " + what + " \"" + word + "\"; there are " + known);
        }
        return values[index];
    }
}
