package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adapters.store.Store;
import dev.sluice.adapters.store.delivery.SqlDeliveryStore;
import dev.sluice.app.delivery.DeliveryStore;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.delivery.Deployment;
import dev.sluice.core.delivery.DeploymentStatus;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own, killed at several moments of a deployment: the next one finishes what it began. */
@Timeout(240)
final class KilledServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<DeploymentStatus> ACTIVE =
            List.of(DeploymentStatus.QUEUED, DeploymentStatus.ROLLING, DeploymentStatus.ROLLING_BACK);

    @TempDir
    private Path folder;

    private Path data;
    private ServerProcess server;
    private URI address;

    @BeforeEach
    void makeProject() throws Exception {
        data = folder.resolve("data");
        try (TestServer first = TestServer.start(data)) {
            first.project("shop");
        }
        launch();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        Slots.stopAll(data.resolve("slots"));
    }

    @Test
    void deploymentsGoOnAfterTheServerIsKilled() throws Exception {
        ShopRepository shop = new ShopRepository(folder.resolve("clone"), gitUrl());
        shop.push("Begin", 200);
        awaitEnd("v0.1.0", DeploymentStatus.SUCCEEDED);

        for (int round = 0; round < 3; round++) {
            shop.push("Change " + round, 200);
            int moment = round;
            awaitStep("v0." + (round + 2) + ".0", moment);
            server.kill();
            assertThat(Slots.running(data.resolve("slots")))
                    .as("services outlive the server")
                    .isNotEmpty();
            launch();
            shop.movedTo(gitUrl());
            awaitEnd("v0." + (round + 2) + ".0", DeploymentStatus.SUCCEEDED);
            assertThat(Http.get(address.getPort(), "staging.shop.localhost", "/")
                            .body())
                    .contains("shop v0." + (round + 2) + ".0");
            assertThat(Slots.running(data.resolve("slots"))).hasSize(1);
        }
    }

    private String gitUrl() {
        return "http://admin:" + TestServer.PASSWORD.replace(" ", "%20") + "@" + address.getAuthority()
                + "/git/shop.git";
    }

    private void launch() throws Exception {
        server = ServerProcess.start(data, 0, "-Xmx200m");
        address = URI.create(server.url());
    }

    private void awaitEnd(String version, DeploymentStatus wanted) {
        Deployment ended = await(version, one -> !ACTIVE.contains(one.status()));
        assertThat(ended.status()).as(ended.reason()).isEqualTo(wanted);
    }

    /** Waits until the rollout has come to its first, second, ... step. */
    private void awaitStep(String version, int step) {
        Deployment unused = await(
                version,
                one -> one.rollout().filter(state -> state.current() >= step).isPresent());
    }

    /** Reads the server's own database, which it shares with readers. */
    private Deployment await(String version, Predicate<Deployment> wanted) {
        try (Store store = Store.open(data.resolve("sluice.db"), Map.of(), InstantSource.system())) {
            DeliveryStore deliveries = SqlDeliveryStore.of(store.database(), store.codec());
            return Await.until(PATIENCE, () -> deliveries.deployments(1, "staging", 10).stream()
                    .map(StoredDeployment::deployment)
                    .filter(one -> one.release().equals(version))
                    .filter(wanted)
                    .findFirst());
        }
    }
}
