package dev.sluice.adapters.store;

import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.RunStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqlRunStoreTest extends RunStoreContract {
    @TempDir
    private Path folder;

    private Store store;

    @Override
    protected RunStore newStore() {
        store = Stores.open(folder);
        return store.runs();
    }

    @AfterEach
    void close() {
        store.close();
    }
}
