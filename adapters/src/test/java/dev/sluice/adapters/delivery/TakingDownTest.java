package dev.sluice.adapters.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Role;
import dev.sluice.app.delivery.DeliveryQueries.Action;
import dev.sluice.app.delivery.DeliveryQueries.ActionView;
import dev.sluice.app.delivery.DeliveryQueries.CellState;
import dev.sluice.app.delivery.DeliveryQueries.Column;
import dev.sluice.app.delivery.DeliveryQueries.EnvironmentDetail;
import dev.sluice.app.delivery.DeliveryQueries.Refusal;
import dev.sluice.app.delivery.Deployment;
import dev.sluice.app.delivery.Deployments.Result;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that leave sluice.yml, and environments that somebody takes down. */
final class TakingDownTest {
    private static final long PROJECT = DeliveryHouse.PROJECT;

    private final FakeMachines machines = new FakeMachines();

    @TempDir
    private Path folder;

    private DeliveryHouse house;

    @BeforeEach
    void open() {
        house = new DeliveryHouse(folder, machines, machines, machines);
        config("backend: {run: well backend}\n  extractor: {run: well extractor}");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void config(String services) {
        house.sandbox().write("sluice.yml", """
            services:
              %s
            releases: {branch: main}
            environments:
              staging: {on: release, route: staging.localhost, observe: 0}
              production: {after: staging, approval: {by: [maintainer], count: 1}, route: shop.localhost, observe: 0}
            """.formatted(services));
    }

    private void release(String message, String version) {
        house.green(message);
        house.await(version, "staging", CellState.LIVE);
    }

    private void toProduction(String version) {
        house.await(version, "production", CellState.NEEDS_APPROVAL);
        long waiting =
                house.cell(version, "production").deployment().orElseThrow().number();
        assertThat(house.deployments().approve(PROJECT, waiting, "anna", "")).isInstanceOf(Result.Done.class);
        house.await(version, "production", CellState.LIVE);
    }

    private long takeDown(String environment) {
        Result result = house.deployments().takeDown(PROJECT, environment, "ivan");
        assertThat(result).isInstanceOf(Result.Done.class);
        return ((Result.Done) result).deployment();
    }

    private void awaitDown(String environment) {
        house.await(
                environment + " is down", () -> column(environment).takenDown().isPresent());
    }

    private Column column(String environment) {
        return detail(environment).column();
    }

    private EnvironmentDetail detail(String environment) {
        return house.queries().environment(PROJECT, environment, "anna", 50).orElseThrow();
    }

    private List<String> slots(String environment) {
        return machines.slots().stream()
                .filter(slot -> slot.startsWith(environment + "/"))
                .toList();
    }

    @Test
    void serviceThatLeftTheFileIsStoppedWhenTheOthersAreLive() {
        release("Begin", "v0.1.0");

        config("backend: {run: well backend}");
        release("Drop the extractor #patch", "v0.1.1");

        assertThat(machines.slots())
                .containsExactly("staging/backend/" + live("staging").number());
        assertThat(machines.behind("staging.localhost"))
                .containsExactly(live("staging").number());
        Deployment live = live("staging");
        assertThat(live.rollout().orElseThrow().plan().removedServices()).containsExactly("extractor");
        assertThat(live.rollout().orElseThrow().running())
                .extracting(Slot::service)
                .containsOnly("backend");
        int started = machines.history().lastIndexOf("start staging/" + live.number());
        assertThat(machines.history().subList(started + 1, machines.history().size()))
                .containsOnly("stop staging/1")
                .hasSize(2);
    }

    private Deployment live(String environment) {
        return house.deployment(column(environment).live().orElseThrow().deployment());
    }

    @Test
    void nothingOfAnEnvironmentThatWasTakenDownRunsOrIsStartedAgain() throws Exception {
        release("Begin", "v0.1.0");
        toProduction("v0.1.0");

        long number = takeDown("production");
        awaitDown("production");

        assertThat(slots("production")).isEmpty();
        assertThat(machines.routes()).extracting(route -> route.host()).containsOnly("staging.localhost");
        assertThat(column("production").live()).isEmpty();
        assertThat(column("production").takenDown().orElseThrow().by()).isEqualTo("ivan");
        assertThat(house.cell("v0.1.0", "production").state()).isEqualTo(CellState.TAKEN_DOWN);
        assertThat(house.deployment(number).status()).isEqualTo(DeploymentStatus.TAKEN_DOWN);
        house.restart();
        machines.holdWatch();
        machines.letWatchGo();
        assertThat(slots("production")).isEmpty();
        assertThat(machines.routes()).extracting(route -> route.host()).containsOnly("staging.localhost");
        assertThat(slots("staging")).hasSize(2);
    }

    @Test
    void takingDownGoesOnAfterACrash() {
        release("Begin", "v0.1.0");

        long number = takeDown("staging");
        house.crash();
        house.startAgain();

        awaitDown("staging");
        assertThat(machines.slots()).isEmpty();
        assertThat(house.deployment(number).status()).isEqualTo(DeploymentStatus.TAKEN_DOWN);
    }

    @Test
    void whatWasLiveComesBackByARollbackWithoutApproval() {
        release("Begin", "v0.1.0");
        toProduction("v0.1.0");
        takeDown("production");
        awaitDown("production");

        assertThat(detail("production").actions())
                .containsExactly(new ActionView(Action.ROLL_BACK, Optional.empty(), "v0.1.0"));
        assertThat(house.deployments().rollBack(PROJECT, "production", Optional.empty(), "ivan"))
                .isInstanceOf(Result.Done.class);

        house.await("v0.1.0", "production", CellState.LIVE);
        assertThat(slots("production")).hasSize(2);
        assertThat(machines.behind("shop.localhost")).hasSize(1);
        assertThat(live("production").cause()).isEqualTo(DeploymentCause.ROLLBACK);
        assertThat(column("production").takenDown()).isEmpty();
    }

    @Test
    void theNextReleaseOfTheRuleComesUpAgainAndWaitsItsTurn() {
        release("Begin", "v0.1.0");
        takeDown("staging");

        release("Go on #patch", "v0.1.1");

        assertThat(slots("staging")).hasSize(2);
        assertThat(column("staging").live().orElseThrow().version()).isEqualTo("v0.1.1");
    }

    @Test
    void twoWishesToTakeDownAreOne() {
        release("Begin", "v0.1.0");

        Result first = house.deployments().takeDown(PROJECT, "staging", "ivan");
        Result second = house.deployments().takeDown(PROJECT, "staging", "anna");
        awaitDown("staging");

        assertThat(first).isInstanceOf(Result.Done.class);
        // The first may be over already when the second is asked.
        assertThat(second)
                .isIn(
                        new Result.Refused(new Refusal.AlreadyAskedFor(((Result.Done) first).deployment())),
                        new Result.Refused(new Refusal.NothingLive("staging")));
    }

    @Test
    void whatDoesNotRunIsNotTakenDownAndWhoMayNotDeployMayNotTakeDown() {
        release("Begin", "v0.1.0");

        assertThat(house.deployments().takeDown(PROJECT, "production", "ivan"))
                .isEqualTo(new Result.Refused(new Refusal.NothingLive("production")));
        house.setRole("ivan", Role.READER);
        assertThat(house.deployments().takeDown(PROJECT, "staging", "ivan"))
                .isEqualTo(new Result.Refused(new Refusal.NeedsRole(List.of("developer"))));
        assertThat(house.deployments().takeDown(PROJECT, "staging", ""))
                .isEqualTo(new Result.Refused(new Refusal.SignIn()));
        assertThat(slots("staging")).hasSize(2);
    }
}
