package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.project.Project;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.app.trigger.PushSynchronizer.Outcome;
import dev.sluice.core.model.Trigger.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CatchUpTest {
    private static final Project SHOP = new Project(7, "shop", "main", Instant.EPOCH);

    private final AtomicInteger failures = new AtomicInteger();
    private final BlockingQueue<String> looks = new LinkedBlockingQueue<>();

    private Outcome synchronize(Project project, Actor actor, boolean skip) {
        if (failures.getAndDecrement() > 0) {
            throw new StoreUnavailable("the disk is full");
        }
        looks.add(project.path() + " " + actor.login() + " " + skip);
        return new Outcome(List.of(), List.of());
    }

    @Test
    void aProjectThatCouldNotBeLookedAtIsLookedAtAgain() throws Exception {
        failures.set(3);
        try (CatchUp catchUp = new CatchUp(() -> List.of(SHOP), this::synchronize, Duration.ofMillis(1))) {
            catchUp.start();

            assertThat(looks.poll(30, TimeUnit.SECONDS)).isEqualTo("shop system false");
        }
    }

    @Test
    void aFailedPushIsMadeUpForAsItWasAsked() throws Exception {
        failures.set(1);
        try (CatchUp catchUp = new CatchUp(List::of, this::synchronize, Duration.ofMillis(1))) {
            catchUp.again(SHOP, new Actor("anna", "Anna", ""), true);

            assertThat(looks.poll(30, TimeUnit.SECONDS)).isEqualTo("shop anna true");
        }
    }
}
