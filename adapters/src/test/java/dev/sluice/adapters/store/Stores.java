package dev.sluice.adapters.store;

import dev.sluice.adapters.store.json.JsonCodec;
import dev.sluice.app.run.Runs;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** Stores for tests: real files, strict JSON. */
final class Stores {
    static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private Stores() {}

    /** A store with projects 1 and 2. */
    static Store open(Path folder) {
        Store store = reopen(folder);
        store.projects().create("group/one", "main", NOON);
        store.projects().create("group/two", "main", NOON);
        return store;
    }

    static Store reopen(Path folder) {
        return Store.open(
                folder.resolve("sluice.db"),
                Map.of("nothing", Runs.Nothing.class),
                InstantSource.fixed(NOON),
                JsonCodec.UnknownFields.REFUSED);
    }
}
