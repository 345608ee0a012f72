package dev.sluice.adapters.store.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.adapters.store.Store;
import dev.sluice.app.delivery.DeliveryStore;
import dev.sluice.app.delivery.DeliveryStore.EnvironmentRecord;
import dev.sluice.app.delivery.Deployment;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.Strategy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqlDeliveryStoreTest {
    @TempDir
    private Path folder;

    private static Deployment deployment(String environment, String release, DeploymentStatus status, Long replaces) {
        return new Deployment(
                0,
                new Deployment.Request(
                        1,
                        environment,
                        release,
                        DeploymentCause.RULE,
                        "system",
                        Instant.EPOCH,
                        new EnvironmentSpec(
                                environment,
                                environment,
                                new EnvironmentSpec.Source.OnRelease(),
                                Optional.empty(),
                                new EnvironmentSpec.Target.Process(),
                                Optional.empty(),
                                new Strategy.Rolling(),
                                EnvironmentSpec.OnFailure.ROLLBACK,
                                Duration.ZERO,
                                Map.of()),
                        List.of()),
                new Deployment.Progress(
                        status,
                        "",
                        Optional.of(replaces).filter(number -> number > 0),
                        Optional.of(Instant.EPOCH),
                        Optional.of(Instant.EPOCH),
                        List.of(),
                        List.of(),
                        Optional.empty()));
    }

    /** A page of 30 releases must not read the 2,000 deployments that a project has had. */
    @Test
    void pagesReadTheDeploymentsThatTheyShow() {
        try (Store store = Store.open(folder.resolve("sluice.db"), Map.of(), InstantSource.system())) {
            store.projects().create("shop", "main", Instant.EPOCH);
            DeliveryStore all = SqlDeliveryStore.of(store.database(), store.codec());
            all.atomically(transaction -> {
                for (int i = 1; i <= 2000; i++) {
                    String environment = i % 2 == 0 ? "staging" : "production";
                    DeploymentStatus status = i % 10 < 2 ? DeploymentStatus.FAILED : DeploymentStatus.SUCCEEDED;
                    transaction.addDeployment(
                            "c" + i, deployment(environment, "v" + i / 20, status, Math.max(0, i - 2L)));
                }
                return true;
            });

            assertThat(all.deploymentsOf(1, "v50"))
                    .extracting(one -> one.deployment().number()
                            + one.deployment().environment()
                            + one.deployment().status())
                    .containsExactly("1019productionSUCCEEDED", "1018stagingSUCCEEDED");
            assertThat(all.deploymentsOf(1, "v100"))
                    .extracting(one -> one.deployment().number())
                    .containsExactly(2000L);
            assertThat(all.deploymentsOf(1, "v99")).hasSize(2);
            assertThat(all.successorOf(1, 1013))
                    .hasValueSatisfying(
                            one -> assertThat(one.deployment().number()).isEqualTo(1015));
            assertThat(all.lastEnded(1))
                    .extracting(one -> one.deployment().number())
                    .containsExactly(2000L, 1999L);
            assertThat(all.environmentNames(1)).containsExactly("production", "staging");
            assertThat(all.wentLive(1, "staging", 3))
                    .extracting(DeliveryStore.WentLive::release)
                    .containsExactly("v99", "v99", "v99");
            assertThat(plan(store, "project_id = 1 and release_version = 'v50' group by environment"))
                    .contains("deployments_by_release");
            assertThat(plan(store, "project_id = 1 and replaces = 5")).contains("deployments_by_replaced");
        }
    }

    /** How the database finds the rows. */
    private static String plan(Store store, String where) {
        return store.database()
                .read(sql -> String.join(
                        "; ",
                        sql.list(
                                "explain query plan select max(number) from deployments where " + where,
                                row -> row.text("detail"))));
    }

    @Test
    void databaseThatFailsWithinATransactionIsUnavailableAndNothingIsChanged() {
        try (Store store = Store.open(folder.resolve("sluice.db"), Map.of(), InstantSource.system())) {
            long project = store.projects()
                    .create("shop", "main", Instant.EPOCH)
                    .orElseThrow()
                    .id();
            DeliveryStore deliveries = SqlDeliveryStore.of(store.database(), store.codec());
            store.database().write(sql -> sql.update("drop table delivery_configs"));

            assertThatThrownBy(() -> deliveries.atomically(transaction -> {
                        transaction.saveEnvironment(new EnvironmentRecord(
                                project, "staging", Optional.empty(), Optional.empty(), Optional.empty()));
                        return transaction.config(project);
                    }))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("sluice.db")
                    .hasCauseInstanceOf(SQLException.class);

            assertThat(deliveries.environments(project)).isEmpty();
        }
    }
}
