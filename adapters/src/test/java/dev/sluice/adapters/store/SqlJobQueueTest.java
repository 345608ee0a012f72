package dev.sluice.adapters.store;

import dev.sluice.app.run.JobQueue;
import dev.sluice.app.run.JobQueueContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class SqlJobQueueTest extends JobQueueContract {
    @TempDir
    private Path folder;

    private Store store;

    @Override
    protected JobQueue newQueue() {
        store = Stores.open(folder);
        return store.queue();
    }

    @AfterEach
    void close() {
        store.close();
    }
}
