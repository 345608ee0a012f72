package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.audit.AuditQueries;
import dev.sluice.app.delivery.DeliveryQueries.Column;
import dev.sluice.app.project.Project;
import dev.sluice.cli.remote.DownCommand;
import dev.sluice.cli.remote.EnvironmentsCommand;
import dev.sluice.cli.remote.RollbackCommand;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An environment with real processes is taken down from the terminal, stays down over a restart, and comes back. */
@Timeout(180)
final class TakingDownTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private TestServer server;
    private Project project;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
        project = server.project("shop");
        new ShopRepository(folder.resolve("clone"), server.gitUrl("shop")).push("Begin", 200);
        await(column -> column.live().isPresent());
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        server.close();
        Slots.stopAll(folder.resolve("data/slots"));
    }

    private void await(Predicate<Column> wanted) {
        Await.until(
                PATIENCE,
                () -> server.services().delivery().queries().board(project.id(), "admin", 50).columns().stream()
                        .filter(column -> column.name().equals("staging"))
                        .filter(wanted)
                        .findFirst());
    }

    private String sluice(dev.sluice.cli.Command command, String... words) throws Exception {
        return new RemoteCommands(folder.resolve("clone"), Map.of("SLUICE_TOKEN", server.token())).call(command, words);
    }

    private Http.Answer shop() throws IOException {
        return Http.get(URI.create(server.url()).getPort(), "staging.shop.localhost", "/");
    }

    private String page(String path, String language) throws IOException, InterruptedException {
        return server.get(path, "Authorization", "Bearer " + server.token(), "Accept-Language", language)
                .body();
    }

    @Test
    void downStopsWhatIsLiveForGoodAndRollbackBringsItBack() throws Exception {
        assertThat(shop().body()).contains("shop v0.1.0");

        assertThat(sluice(new DownCommand(), "staging"))
                .isEqualTo("failed 2: this stops v0.1.0 in staging, and nothing takes its place; to do it: sluice down"
                        + " staging --yes");
        assertThat(shop().body()).contains("shop v0.1.0");
        assertThat(sluice(new DownCommand(), "staging", "--yes", "--wait")).endsWith("staging: taken down\n0");

        assertThat(shop().status()).isEqualTo(503);
        assertThat(shop().body())
                .contains("Nothing is live at this address now")
                .doesNotContain("Sluice");
        assertThat(sluice(new EnvironmentsCommand()))
                .contains("staging: nothing live, taken down by admin 20", "before: v0.1.0");
        assertThat(sluice(new DownCommand(), "staging", "--yes")).isEqualTo("failed 1: nothing is live in staging");
        assertThat(page("/p/shop/environments", "en")).contains("Nothing is live: taken down by admin");
        assertThat(page("/p/shop/environments/staging", "en"))
                .contains("Taken down", "Roll back to v0.1.0")
                .doesNotContain("value=\"take_down\"");
        assertThat(page("/p/shop/environments", "ru")).contains("выключено (admin)");
        assertThat(server.services()
                        .store()
                        .audit()
                        .entries(new AuditQueries.AuditFilter("", "deployment.take_down", ""), Long.MAX_VALUE, 10))
                .allMatch(entry ->
                        entry.object().equals("staging") && entry.actor().equals("admin"))
                .extracting(AuditQueries.AuditEntry::action)
                .containsExactly("deployment.take_down.refused", "deployment.take_down");
        int port = URI.create(server.url()).getPort();
        server.close();
        assertThat(Slots.running(folder.resolve("data/slots"))).isEmpty();

        server = TestServer.start(folder.resolve("data"), port);

        assertThat(shop().status()).as("after a restart too").isEqualTo(503);
        assertThat(sluice(new RollbackCommand(), "staging", "--wait")).endsWith("staging: succeeded\n0");
        assertThat(shop().body()).contains("shop v0.1.0");
        assertThat(page("/p/shop/environments/staging", "en")).contains("value=\"take_down\"");
    }
}
