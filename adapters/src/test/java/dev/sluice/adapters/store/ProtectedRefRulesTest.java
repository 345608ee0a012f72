package dev.sluice.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Account;
import dev.sluice.app.access.Caller;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.project.ProtectedRefStore.Rule;
import dev.sluice.core.model.Trigger.ProtectedRefs;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules about protected branches and tags, in a database. */
final class ProtectedRefRulesTest {
    @Test
    void aFullListStillTakesChangesOfItsRules(@TempDir Path folder) {
        try (Store store = Stores.open(folder)) {
            Project project = store.projects().byId(1).orElseThrow();
            Account account = store.accounts()
                    .create("rita", "Rita", "rita@example.org", true, "hash", Instant.EPOCH)
                    .orElseThrow();
            Caller rita = new Caller.Person(account, "", "test");
            ProtectedRefRules rules =
                    new ProtectedRefRules(store.protectedRefs(), new Access(store.accounts()), store.audit());
            for (int i = 0; i < 100; i++) {
                store.protectedRefs().put(1, rule(i, false));
            }

            assertThat(rules.put(rita, project, rule(7, true))).isEmpty();
            assertThat(rules.put(rita, project, rule(100, true))).isPresent();

            assertThat(rules.list(rita, project)).hasSize(100).contains(rule(7, true));
        }
    }

    private static Rule rule(int number, boolean maintainersOnly) {
        return new Rule(new ProtectedRefs(false, "release-" + number), maintainersOnly);
    }
}
