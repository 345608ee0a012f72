package dev.sluice.cli.serve;

import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Scope;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.Projects;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunQueries.RunFilter;
import dev.sluice.app.run.RunSummary;
import dev.sluice.server.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A real server on a free port with a real data folder, and real git clients. */
final class TestServer implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";

    private final ServerApp app;
    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    private TestServer(ServerApp app) {
        this.app = app;
    }

    static TestServer start(Path data) throws IOException, HttpServer.CannotListen {
        return start(ServerSettings.of(data));
    }

    static TestServer start(ServerSettings settings) throws IOException, HttpServer.CannotListen {
        return new TestServer(ServerApp.start(settings.withPort(0).withAdminPassword(PASSWORD)));
    }

    /** A server on the port of one that was closed, with its data folder. */
    static TestServer start(Path data, int port) throws IOException, HttpServer.CannotListen {
        return new TestServer(
                ServerApp.start(ServerSettings.of(data).withPort(port).withAdminPassword(PASSWORD)));
    }

    ServerApp.Services services() {
        return app.services();
    }

    String url() {
        return app.url();
    }

    Caller admin() {
        return new Caller.Person(services().store().accounts().byLogin("admin").orElseThrow(), "", "test");
    }

    Project project(String path) {
        return switch (services().projects().create(admin(), path, "main")) {
            case Projects.Result.Made(Project project) -> project;
            case Projects.Result.Refused(String why) -> throw new IllegalArgumentException(why);
        };
    }

    /** A token of the administrator that may do everything. */
    String token() {
        return services()
                .tokens()
                .create(admin(), "test", EnumSet.allOf(Scope.class), OptionalLong.empty(), Optional.empty())
                .orElseThrow()
                .secret()
                .reveal();
    }

    /** Address of a repository with the administrator's log-in in it. */
    String gitUrl(String path) {
        return url().replace("http://", "http://admin:" + PASSWORD.replace(" ", "%20") + "@") + "/git/" + path + ".git";
    }

    List<RunSummary> runs(Project project) {
        return services().store().runQueries().runs(project.id(), RunFilter.any(), Long.MAX_VALUE, 100);
    }

    /** Waits until the run is over. */
    RunSummary finished(RunId id) throws InterruptedException {
        return Await.until(
                Duration.ofSeconds(60),
                () -> services().store().runQueries().runs(id.project(), RunFilter.any(), id.number() + 1, 1).stream()
                        .filter(run -> run.id().equals(id) && run.status().isFinal())
                        .findFirst());
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        app.close();
        http.close();
    }
}
