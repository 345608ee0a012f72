package dev.sluice.adapters.store.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.adapters.store.Store;
import dev.sluice.app.delivery.DeliveryStore;
import dev.sluice.app.delivery.DeliveryStore.EnvironmentRecord;
import dev.sluice.app.store.StoreUnavailable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqlDeliveryStoreTest {
    @TempDir
    private Path folder;

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
