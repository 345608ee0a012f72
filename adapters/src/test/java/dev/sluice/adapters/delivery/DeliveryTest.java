package dev.sluice.adapters.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.access.Role;
import dev.sluice.app.delivery.DeliveryQueries.Action;
import dev.sluice.app.delivery.DeliveryQueries.ApprovalDetail;
import dev.sluice.app.delivery.DeliveryQueries.CellState;
import dev.sluice.app.delivery.DeliveryQueries.Refusal;
import dev.sluice.app.delivery.DeliveryQueries.Wait;
import dev.sluice.app.delivery.Deployment;
import dev.sluice.app.delivery.Deployments.Result;
import dev.sluice.app.delivery.TrafficRouter.Route;
import dev.sluice.app.run.RunId;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a green run to production, with everything that may go wrong on the way. */
final class DeliveryTest {
    private static final long PROJECT = DeliveryHouse.PROJECT;

    private final FakeMachines machines = new FakeMachines();

    @TempDir
    private Path folder;

    private DeliveryHouse house;

    @BeforeEach
    void open() {
        house = new DeliveryHouse(folder, machines, machines, machines);
        config("well");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void config(String command) {
        config(command, "{by: [maintainer], count: 1}");
    }

    private void config(String command, String approval) {
        house.sandbox().write("sluice.yml", """
            services:
              backend: {run: %s backend, health: {within: 1s}}
              extractor: {run: well extractor}
            releases: {branch: main}
            environments:
              staging: {on: release, route: staging.localhost, observe: 0}
              production:
                after: staging
                approval: %s
                route: shop.localhost
                strategy: bluegreen
                observe: 0
            """.formatted(command, approval));
    }

    private void release(String message, String version) {
        house.green(message);
        house.await(version, "staging", CellState.LIVE);
    }

    private long waiting(String version) {
        return house.cell(version, "production").deployment().orElseThrow().number();
    }

    private void toProduction(String version) {
        house.await(version, "production", CellState.NEEDS_APPROVAL);
        assertThat(house.deployments().approve(PROJECT, waiting(version), "anna", ""))
                .isInstanceOf(Result.Done.class);
        house.await(version, "production", CellState.LIVE);
    }

    @Test
    void greenRunIsTaggedGoesToStagingAndAfterApprovalToProduction() {
        release("Begin", "v0.1.0");

        assertThat(house.sandbox().git("tag", "--points-at", "HEAD")).isEqualTo("v0.1.0");
        assertThat(machines.spec("staging", "backend").variables())
                .containsEntry("SLUICE_VERSION", "v0.1.0")
                .containsEntry("SLUICE_ENVIRONMENT", "staging")
                .containsKey("EXTRACTOR_URL");
        assertThat(machines.spec("staging", "backend").folder()).isDirectoryContaining("glob:**/sluice.yml");
        house.await("v0.1.0", "production", CellState.NEEDS_APPROVAL);
        assertThat(machines.behind("shop.localhost")).isEmpty();

        toProduction("v0.1.0");

        assertThat(machines.behind("shop.localhost")).hasSize(1);
        release("Add a page #patch", "v0.1.1");
        toProduction("v0.1.1");
        long live =
                house.cell("v0.1.1", "production").deployment().orElseThrow().number();
        assertThat(machines.behind("shop.localhost")).containsExactly(live);
        assertThat(machines.slots()).hasSize(4);
        assertThat(house.cell("v0.1.0", "production").state()).isEqualTo(CellState.WAS_LIVE);
    }

    @Test
    void whatARolloutHasStoppedIsNotStartedAgainByALookThatBeganBefore() throws Exception {
        release("Begin", "v0.1.0");
        machines.holdWatch();
        release("Add a page #patch", "v0.1.1");

        machines.letWatchGo();

        long live = house.cell("v0.1.1", "staging").deployment().orElseThrow().number();
        assertThat(machines.slots().stream().filter(slot -> slot.startsWith("staging/")))
                .containsExactly("staging/backend/" + live, "staging/extractor/" + live);
    }

    @Test
    void runThatIsToldTwiceMakesOneRelease() {
        RunId run = house.green("Begin");
        house.toldAgain(run);
        house.restart();
        house.toldAgain(run);

        house.await("v0.1.0", "staging", CellState.LIVE);

        assertThat(house.queries().board(PROJECT, "anna", 50).rows()).hasSize(1);
        assertThat(house.deliveries().deployments(PROJECT, "staging", 10)).hasSize(1);
    }

    @Test
    void tagThatStandsForSomethingElseFailsTheReleaseWithTheReason() {
        house.sandbox().write("other.txt", "something else");
        house.sandbox().git("tag", "v0.1.0", house.sandbox().git("hash-object", "-w", "other.txt"));

        house.green("Begin");

        String why = "The tag v0.1.0 stands for something else already; a new commit gets the next version";
        assertThat(house.cell("v0.1.0", "staging").state()).isEqualTo(CellState.FAILED);
        assertThat(house.deployment(1).reason()).isEqualTo(why);
        assertThat(house.audited()).contains("release.failed shop v0.1.0: " + why);
        assertThat(machines.history()).isEmpty();
        release("Go on", "v0.2.0");
    }

    @Test
    void commitThatSomebodyTaggedIsReleasedUnderThatVersion() {
        house.sandbox().git("add", "-A");
        house.sandbox().git("commit", "-q", "-m", "Begin");
        house.sandbox().git("tag", "-a", "-m", "Our third", "v3.0.0");

        house.greenHead("Begin");

        house.await("v3.0.0", "staging", CellState.LIVE);
        assertThat(house.sandbox().git("tag")).isEqualTo("v3.0.0");
        release("Go on #patch", "v3.0.1");
    }

    @Test
    void tagThatWasMovedIsRefusedAndTheRunsOtherWorkIsDone() {
        house.sandbox().write("sluice.yml", """
            services: {backend: {run: well backend}}
            releases: {branch: main}
            environments:
              staging: {on: release, observe: 0}
              main: {on: branch main, observe: 0}
            """);
        release("Begin", "v0.1.0");
        house.sandbox().git("commit", "-q", "--allow-empty", "-m", "Go on");
        house.sandbox().git("tag", "-f", "-a", "-m", "Moved", "v0.1.0");
        String commit = house.sandbox().git("rev-parse", "HEAD").substring(0, 12);

        house.greenHead("Go on");

        house.await("main-" + commit, "main", CellState.LIVE);
        assertThat(house.audited())
                .contains("release.refused shop commit " + commit + " of branch main: The tag v0.1.0 was moved here,"
                        + " but v0.1.0 is released from another commit already; a version stays what it was: give"
                        + " the commit a tag of its own");
        assertThat(house.cell("v0.1.0", "staging").state()).isEqualTo(CellState.LIVE);
    }

    @Test
    void runWithVariablesOfItsOwnMakesNoRelease() {
        house.greenWith(Map.of("SKIP_TESTS", "1"), "Begin");

        assertThat(house.queries().board(PROJECT, "anna", 50).rows()).isEmpty();
        assertThat(house.audited()).anyMatch(line -> line.contains("release.refused") && line.contains("SKIP_TESTS"));
        release("Go on", "v0.1.0");
    }

    @Test
    void noneInTheMessageMakesNoRelease() {
        release("Begin", "v0.1.0");

        house.green("Fix a word #none");

        assertThat(house.queries().board(PROJECT, "anna", 50).rows()).hasSize(1);
    }

    @Test
    void releaseThatIsNotHealthyIsRolledBackWithTheReason() {
        release("Begin", "v0.1.0");
        config("sick");

        house.green("Break it");
        house.await("v0.2.0", "staging", CellState.ROLLED_BACK);

        Deployment failed =
                house.deliveries().deployments(PROJECT, "staging", 1).getFirst().deployment();
        assertThat(failed.reason()).contains("backend was not healthy within 1 s", "status 500", "no connection");
        assertThat(failed.rollout().orElseThrow().failure().orElseThrow().evidence())
                .isNotEmpty();
        assertThat(house.cell("v0.1.0", "staging").state()).isEqualTo(CellState.LIVE);
        assertThat(machines.slots()).containsExactly("staging/backend/1", "staging/extractor/1");
        assertThat(house.cell("v0.2.0", "production").state()).isEqualTo(CellState.NONE);
        assertThat(house.deployments().deploy(PROJECT, "production", "v0.2.0", "anna"))
                .isEqualTo(new Result.Refused(new Refusal.NotLiveIn("staging")));
    }

    @Test
    void serviceThatEndsByItselfSaysSoWithItsLastLines() {
        config("dead");

        house.green("Begin");
        house.await("v0.1.0", "staging", CellState.FAILED);

        assertThat(house.deployment(1).reason()).contains("backend ended by itself", "exit code 7", "out of cheese");
        assertThat(machines.slots()).isEmpty();
        assertThat(machines.behind("staging.localhost")).isEmpty();
    }

    @Test
    void authorMayNotApproveNobodyVotesTwiceAndTwoAreTwo() {
        config("well", "{by: [developer], count: 2}");
        release("Begin", "v0.1.0");
        house.await("v0.1.0", "production", CellState.NEEDS_APPROVAL);
        long number = waiting("v0.1.0");

        assertThat(house.deployments().approve(PROJECT, number, "ivan", ""))
                .isEqualTo(new Result.Refused(new Refusal.OwnRelease()));
        assertThat(house.deployments().approve(PROJECT, number, "nobody", ""))
                .isEqualTo(new Result.Refused(new Refusal.NeedsRole(List.of("developer"))));
        assertThat(house.deployments().approve(PROJECT, number, "anna", "fine")).isInstanceOf(Result.Done.class);
        assertThat(house.deployments().approve(PROJECT, number, "anna", ""))
                .isEqualTo(new Result.Refused(new Refusal.HasVoted()));
        assertThat(house.cell("v0.1.0", "production").deployment().orElseThrow().waits())
                .contains(new Wait.Approval(1, List.of("olga")));
        ApprovalDetail detail =
                house.queries().approval(PROJECT, number, "olga").orElseThrow();
        assertThat(detail.viewerRefusal()).isEmpty();
        assertThat(detail.commits()).extracting(commit -> commit.title()).containsExactly("Begin");

        house.deployments().approve(PROJECT, number, "olga", "");

        house.await("v0.1.0", "production", CellState.LIVE);
    }

    @Test
    void approvalIsVoidWhereItsGiverHasLostTheRole() {
        config("well", "{by: [maintainer], count: 2}");
        release("Begin", "v0.1.0");
        house.await("v0.1.0", "production", CellState.NEEDS_APPROVAL);
        long number = waiting("v0.1.0");
        house.deployments().approve(PROJECT, number, "anna", "");
        house.setRole("anna", Role.READER);

        house.deployments().approve(PROJECT, number, "olga", "");

        assertThat(house.deployment(number).status()).isEqualTo(DeploymentStatus.NEEDS_APPROVAL);
        assertThat(house.queries().deployment(PROJECT, number, "").orElseThrow().votes())
                .extracting(vote -> vote.by() + " " + vote.counts())
                .containsExactly("anna false", "olga true");
    }

    @Test
    void olderRequestIsReplacedWhenANewerReleaseStarts() {
        release("Begin", "v0.1.0");
        house.await("v0.1.0", "production", CellState.NEEDS_APPROVAL);
        long older = waiting("v0.1.0");
        release("Go on", "v0.2.0");

        toProduction("v0.2.0");

        assertThat(house.deployment(older).status()).isEqualTo(DeploymentStatus.SUPERSEDED);
        assertThat(house.deployments().approve(PROJECT, older, "olga", ""))
                .isEqualTo(new Result.Refused(new Refusal.ReplacedBy("v0.2.0")));
    }

    @Test
    void rollbackByHandNeedsNoApprovalAndIsRefusedWithoutFiles() {
        release("Begin", "v0.1.0");
        toProduction("v0.1.0");
        release("Go on", "v0.2.0");
        toProduction("v0.2.0");

        Result back = house.deployments().rollBack(PROJECT, "production", Optional.empty(), "anna", "orders are lost");

        assertThat(back).isInstanceOf(Result.Done.class);
        house.await("v0.1.0", "production", CellState.LIVE);
        assertThat(house.cell("v0.1.0", "production").deployment()).hasValueSatisfying(view -> {
            assertThat(view.by()).isEqualTo("anna");
            assertThat(view.from()).contains("v0.2.0");
            assertThat(view.comment()).isEqualTo("orders are lost");
        });
        assertThat(house.deployment(((Result.Done) back).deployment()).cause()).isEqualTo(DeploymentCause.ROLLBACK);
        assertThat(house.cell("v0.2.0", "production").state()).isEqualTo(CellState.WAS_LIVE);

        house.expire("v0.2.0");
        List<String> before = List.copyOf(machines.history());

        assertThat(house.deployments().deploy(PROJECT, "production", "v0.2.0", "anna"))
                .isEqualTo(new Result.Refused(new Refusal.FilesExpired("artifact \"dist\" has expired")));
        assertThat(machines.history()).isEqualTo(before);
    }

    private void rollBack(String to) {
        assertThat(house.deployments().rollBack(PROJECT, "staging", Optional.empty(), "anna"))
                .isInstanceOf(Result.Done.class);
        house.await(to, "staging", CellState.LIVE);
    }

    @Test
    void rollbackGoesFurtherBackAndNeverToWhatSomebodyWentBackFrom() {
        release("Begin", "v0.1.0");
        release("Go on", "v0.2.0");
        release("Go further", "v0.3.0");

        rollBack("v0.2.0");
        assertThat(house.cell("v0.2.0", "staging").actions())
                .filteredOn(view -> view.action() == Action.ROLL_BACK)
                .extracting(view -> view.version())
                .containsExactly("v0.1.0");
        rollBack("v0.1.0");

        assertThat(house.deployments().rollBack(PROJECT, "staging", Optional.empty(), "anna"))
                .isEqualTo(new Result.Refused(new Refusal.Unknown("earlier release in staging", "")));
        release("Mend it", "v0.4.0");
        rollBack("v0.1.0");
    }

    @Test
    void rollbackAfterARedeployGoesToTheVersionBefore() {
        release("Begin", "v0.1.0");
        release("Go on", "v0.2.0");
        Result again = house.deployments().deploy(PROJECT, "staging", "v0.2.0", "anna");
        long number = ((Result.Done) again).deployment();
        house.await("the redeploy", () -> house.deployment(number).status() == DeploymentStatus.SUCCEEDED);

        rollBack("v0.1.0");
    }

    @Test
    void approverOfAnOlderReleaseIsToldWhatWouldBeLost() {
        release("Begin", "v0.1.0");
        toProduction("v0.1.0");
        release("Go on", "v0.2.0");
        release("Go further", "v0.3.0");
        toProduction("v0.3.0");
        house.deployments().deploy(PROJECT, "staging", "v0.2.0", "anna");
        house.await("v0.2.0", "staging", CellState.LIVE);

        Result asked = house.deployments().deploy(PROJECT, "production", "v0.2.0", "anna");

        long number = ((Result.Done) asked).deployment();
        ApprovalDetail detail =
                house.queries().approval(PROJECT, number, "olga").orElseThrow();
        assertThat(detail.commits()).isEmpty();
        assertThat(detail.lost()).extracting(commit -> commit.title()).containsExactly("Go further");
        assertThat(detail.releasesBack()).isEqualTo(1);
        house.deployments().reject(PROJECT, number, "olga", "not back");
        assertThat(house.cell("v0.2.0", "production").deployment().orElseThrow().votes())
                .extracting(vote -> vote.by() + " " + vote.approve() + " " + vote.comment())
                .containsExactly("olga false not back");
    }

    @Test
    void laterAttemptDoesNotHideThatAReleaseWasLive() {
        release("Begin", "v0.1.0");
        toProduction("v0.1.0");
        release("Go on", "v0.2.0");
        toProduction("v0.2.0");
        machines.sicken("backend");

        house.deployments().rollBack(PROJECT, "production", Optional.of("v0.1.0"), "anna");
        house.await("v0.1.0", "production", CellState.ROLLED_BACK);

        assertThat(house.cell("v0.1.0", "production").wasLive().orElseThrow().liveUntil())
                .isPresent();
    }

    @Test
    void olderReleaseThatWasNeverLiveNeedsItsApproval() {
        release("Begin", "v0.1.0");
        house.await("v0.1.0", "production", CellState.NEEDS_APPROVAL);
        house.deployments().reject(PROJECT, waiting("v0.1.0"), "anna", "too early");
        release("Go on", "v0.2.0");
        toProduction("v0.2.0");

        Result asked = house.deployments().rollBack(PROJECT, "production", Optional.of("v0.1.0"), "ivan");

        Deployment made = house.deployment(((Result.Done) asked).deployment());
        assertThat(made.cause()).isEqualTo(DeploymentCause.PROMOTION);
        assertThat(made.status()).isEqualTo(DeploymentStatus.NEEDS_APPROVAL);
        assertThat(house.cell("v0.2.0", "production").state()).isEqualTo(CellState.LIVE);
    }

    @Test
    void pushedBranchCannotWriteItselfAnotherProduction() {
        release("Begin", "v0.1.0");
        toProduction("v0.1.0");
        house.sandbox().git("checkout", "-q", "-b", "x");
        house.sandbox().write("sluice.yml", """
            services: {backend: {run: well backend}}
            releases: {branch: x}
            environments:
              production: {on: branch x, route: shop.localhost, observe: 0}
              mine: {on: branch x, observe: 0}
            """);
        List<String> before = List.copyOf(machines.history());

        house.green("Take over");

        String build = "x-" + house.sandbox().git("rev-parse", "HEAD").substring(0, 12);
        String why = "sluice.yml of the default branch decides: only what has been live and healthy in staging goes"
                + " there";
        assertThat(machines.history()).isEqualTo(before);
        assertThat(house.cell(build, "production").state()).isEqualTo(CellState.REJECTED);
        assertThat(house.cell("v0.1.0", "production").state()).isEqualTo(CellState.LIVE);
        assertThat(house.deliveries().deployments(PROJECT, "mine", 10)).isEmpty();
        assertThat(house.deliveries().release(PROJECT, "v0.2.0")).isEmpty();
        assertThat(house.audited())
                .contains(
                        "deployment.refused shop " + build + " -> production: " + why,
                        "deployment.refused shop " + build
                                + " -> mine: there is no environment mine in sluice.yml of the default branch")
                .anyMatch(entry -> entry.startsWith("release.refused shop commit "));
        assertThat(house.deployments().deploy(PROJECT, "production", build, "anna"))
                .isEqualTo(new Result.Refused(new Refusal.NotLiveIn("staging")));
        assertThat(house.deployments().deploy(PROJECT, "mine", build, "anna"))
                .isEqualTo(new Result.Refused(
                        new Refusal.Unknown("environment mine in sluice.yml of the default branch", "")));
    }

    @Test
    void branchGoesWhereTheDefaultBranchLetsItWithThatOnesApproval() {
        house.sandbox().write("sluice.yml", """
            services: {backend: {run: well backend}}
            environments:
              review: {on: branch x, approval: {by: [maintainer], count: 1}, route: review.localhost, observe: 0}
            """);
        house.green("Begin");
        house.sandbox().git("checkout", "-q", "-b", "x");
        house.sandbox().write("sluice.yml", """
            services: {backend: {run: well backend}}
            environments: {review: {on: branch x, route: shop.localhost, observe: 0}}
            """);

        house.green("Ask for less");

        String build = "x-" + house.sandbox().git("rev-parse", "HEAD").substring(0, 12);
        house.await(build, "review", CellState.NEEDS_APPROVAL);
        house.deployments().approve(PROJECT, 1, "anna", "");
        house.await(build, "review", CellState.LIVE);
        assertThat(machines.behind("review.localhost")).containsExactly(1L);
        assertThat(machines.behind("shop.localhost")).isEmpty();
    }

    @Test
    void runThatEndsLateOrCannotBeReadDoesNotTakeNewerRulesAway() {
        RunId older = house.green("Begin");
        config("well", "{by: [maintainer], count: 2}");
        house.green("Ask for two");
        String newer = house.sandbox().git("rev-parse", "HEAD");

        house.toldAgain(older);

        assertThat(house.deliveries().config(PROJECT).orElseThrow().commit()).isEqualTo(newer);
        house.sandbox().write("sluice.yml", "services: 7\n");
        house.green("Break the file");
        assertThat(house.deliveries().config(PROJECT).orElseThrow().problems()).isNotEmpty();
        assertThat(house.deliveries()
                        .config(PROJECT)
                        .flatMap(record -> record.config())
                        .flatMap(config -> config.environment("production"))
                        .flatMap(spec -> spec.approval())
                        .orElseThrow()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void oneDeploymentAtATimeInOrderNoneDropped() throws InterruptedException {
        release("Begin", "v0.1.0");
        List<Thread> people = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            people.add(Thread.ofVirtual()
                    .start(() -> house.green("Change " + Thread.currentThread().threadId())));
            people.getLast().join();
        }

        house.await("v0.9.0", "staging", CellState.LIVE);

        List<Deployment> all = house.deliveries().deployments(PROJECT, "staging", 50).stream()
                .map(stored -> stored.deployment())
                .toList();
        assertThat(all).hasSize(9).allMatch(one -> one.status() == DeploymentStatus.SUCCEEDED);
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i).finishedAt().orElseThrow())
                    .isBeforeOrEqualTo(all.get(i - 1).startedAt().orElseThrow());
        }
    }

    @Test
    void crashAtAnyMomentLeavesNoDeploymentHalfDone() {
        release("Begin", "v0.1.0");
        for (int round = 0; round < 6; round++) {
            int rest = round;
            house.green("Change " + round);
            house.await("some progress", () -> machines.history().size() > 2 + rest % 3);
            house.crash();
            house.startAgain();
            house.await("v0." + (round + 2) + ".0", "staging", CellState.LIVE);
        }

        assertThat(machines.slots())
                .filteredOn(slot -> slot.startsWith("staging/"))
                .hasSize(2);
        assertThat(machines.behind("staging.localhost")).hasSize(1);
        assertThat(LongStream.rangeClosed(1, 7).boxed().toList())
                .hasSameSizeAs(house.deliveries().deployments(PROJECT, "staging", 50));
    }

    @Test
    void personPausesContinuesAndAborts() {
        house.sandbox().write("sluice.yml", """
            services: {backend: {run: well backend}}
            releases: {branch: main}
            environments:
              staging: {on: release, strategy: {canary: {steps: [{weight: 20}, {pause: {}}]}}, observe: 0}
            """);
        release("Begin", "v0.1.0");
        house.green("Go on");
        house.await("a fifth", () -> house.cell("v0.2.0", "staging").share() == 20);
        long number = house.cell("v0.2.0", "staging").deployment().orElseThrow().number();
        assertThat(house.cell("v0.1.0", "staging").share()).isEqualTo(80);
        assertThat(house.cell("v0.2.0", "staging").actions())
                .extracting(view -> view.action())
                .containsExactly(Action.CONTINUE, Action.PROMOTE_NOW, Action.ABORT);

        house.deployments().steer(PROJECT, number, "anna", Action.ABORT, "not today");

        house.await("v0.2.0", "staging", CellState.ABORTED);
        assertThat(house.deployment(number).reason()).isEqualTo("Stopped by anna: not today");
        assertThat(house.cell("v0.1.0", "staging").share()).isEqualTo(100);
        assertThat(machines.slots()).containsExactly("staging/backend/1");
    }

    @Test
    void wishThatNobodyHearsIsRefused() {
        house.sandbox().write("sluice.yml", """
            services: {backend: {run: well backend}}
            releases: {branch: main}
            environments:
              staging: {on: release, strategy: {canary: {steps: [{weight: 20}, {pause: {}}]}}, observe: 0}
            """);
        release("Begin", "v0.1.0");
        house.green("Go on");
        house.await("a fifth", () -> house.cell("v0.2.0", "staging").share() == 20);
        house.stopDelivery();

        Result aborted = house.deployments().steer(PROJECT, 2, "anna", Action.ABORT, "not today");

        assertThat(aborted).isEqualTo(new Result.Refused(new Refusal.TryAgain()));
    }

    @Test
    void endThatLooksAsIfItWereNotStoredStillLetsTheNextEnvironmentFollow() {
        house.sandbox().write("sluice.yml", """
            services: {backend: {run: well backend}}
            releases: {branch: main}
            environments:
              staging: {on: release, observe: 0}
              production: {after: staging, observe: 0}
            """);
        house.faults().failWhenDone("atomically", "further=[production]", new StoreUnavailable("away"));

        release("Begin", "v0.1.0");

        house.await("v0.1.0", "production", CellState.LIVE);
        assertThat(house.faults().areOver()).isTrue();
    }

    @Test
    void oneBadItemDoesNotKeepTheServerFromStarting() {
        release("Begin", "v0.1.0");
        toProduction("v0.1.0");
        RuntimeException unreadable = new IllegalStateException("unreadable");
        house.faults().fail("tag", "v0.2.0", 2, unreadable);
        assertThatThrownBy(() -> house.green("Go on")).isSameAs(unreadable);
        machines.remove("staging.localhost");
        machines.remove("shop.localhost");
        house.faults().fail("addressOf", "production", 1, unreadable);

        house.restart();

        house.await(
                "both routes",
                () -> machines.behind("staging.localhost").equals(List.of(1L))
                        && machines.behind("shop.localhost").equals(List.of(2L)));
        assertThat(house.faults().areOver()).isTrue();
        house.restart();
        house.await("v0.2.0", "staging", CellState.LIVE);
    }

    @Test
    void whatIsLiveIsWatchedAlsoAfterTheStoreWasAway() {
        release("Begin", "v0.1.0");
        house.faults().fail("liveEnvironments", "", 2, new StoreUnavailable("away"));
        house.await("the store was away", house.faults()::areOver);

        machines.existing().forEach(slot -> machines.stop(slot, Duration.ZERO));

        house.await("both services again", () -> machines.slots().size() == 2);
    }

    @Test
    void queueAndRolloutGoOnAfterFailuresOfAnyKind() {
        house.sandbox().write("sluice.yml", """
            services: {backend: {run: well backend}}
            releases: {branch: main}
            environments:
              staging: {on: release, strategy: {canary: {steps: [{weight: 20}, {pause: {}}]}}, observe: 0}
            """);
        house.faults().fail("atomically", "", 1, new StoreUnavailable("away"));
        release("Begin", "v0.1.0");
        house.green("Go on");
        house.await("a fifth", () -> house.cell("v0.2.0", "staging").share() == 20);
        house.green("Wait for the turn");
        house.faults().fail("atomically", "", 2, new IllegalStateException("odd"));
        house.faults().fail("release", "v0.3.0", 2, new IllegalStateException("odd"));

        house.deployments().steer(PROJECT, 2, "anna", Action.CONTINUE, "");

        house.await("v0.2.0", "staging", CellState.LIVE);
        house.await("the next", () -> house.cell("v0.3.0", "staging").share() == 20);
        assertThat(house.faults().areOver()).isTrue();
    }

    @Test
    void serviceThatDiesWhileLiveIsStartedAgainAfterARestart() {
        release("Begin", "v0.1.0");
        machines.existing().forEach(slot -> machines.stop(slot, Duration.ZERO));

        house.restart();

        assertThat(machines.slots()).containsExactly("staging/backend/1", "staging/extractor/1");
        assertThat(machines.behind("staging.localhost")).containsExactly(1L);
    }

    @Test
    void slotStartedAgainWhileARolloutReplacedItIsStopped() throws InterruptedException {
        release("Begin", "v0.1.0");
        machines.holdRestarts();
        machines.existing().forEach(slot -> machines.stop(slot, Duration.ZERO));
        machines.awaitRestart();
        release("Go on", "v0.2.0");

        machines.letRestartGo();

        house.await("the new version alone", () -> machines.slots()
                .equals(List.of("staging/backend/3", "staging/extractor/3")));
    }

    @Test
    void closeWaitsForTheSlotThatIsBeingStartedAgain() throws InterruptedException {
        release("Begin", "v0.1.0");
        machines.holdRestarts();
        machines.existing().forEach(slot -> machines.stop(slot, Duration.ZERO));
        machines.awaitRestart();

        Thread closing = Thread.ofVirtual().start(house::stopDelivery);

        assertThat(closing.join(Duration.ofMillis(300))).isFalse();
        machines.letRestartGo();
        assertThat(closing.join(Duration.ofSeconds(40))).isTrue();
    }

    @Test
    void hostOfAnotherEnvironmentIsNotTakenOver() {
        release("Begin", "v0.1.0");
        house.sandbox().write("sluice.yml", """
            services: {backend: {run: well backend}}
            releases: {branch: main}
            environments:
              stage: {on: release, route: staging.localhost, observe: 0}
            """);

        house.green("Give staging another name");
        house.await("v0.2.0", "stage", CellState.FAILED);

        assertThat(house.deliveries()
                        .deployments(PROJECT, "stage", 1)
                        .getFirst()
                        .deployment()
                        .reason())
                .isEqualTo("route staging.localhost belongs to environment staging: give stage another host name in"
                        + " sluice.yml");
        assertThat(machines.history()).noneMatch(line -> line.startsWith("start stage/"));
        assertThat(machines.behind("staging.localhost")).containsExactly(1L);
        house.restart();
        assertThat(machines.behind("staging.localhost")).containsExactly(1L);
    }

    @Test
    void hostOfAnotherProjectIsNotTakenOver() {
        release("Begin", "v0.1.0");
        house.await("v0.1.0", "production", CellState.NEEDS_APPROVAL);
        house.liveElsewhere(house.deployment(waiting("v0.1.0")));

        house.deployments().approve(PROJECT, waiting("v0.1.0"), "anna", "");
        house.await("v0.1.0", "production", CellState.FAILED);

        assertThat(house.deployment(waiting("v0.1.0")).reason())
                .startsWith("route shop.localhost belongs to an environment of another project: ");
        assertThat(machines.history()).noneMatch(line -> line.startsWith("start production/"));
    }

    @Test
    void hostOfTheServerItselfIsNotTakenOver() {
        house.sandbox().write("sluice.yml", """
            services: {backend: {run: well backend}}
            releases: {branch: main}
            environments:
              staging: {on: release, route: sluice.localhost, observe: 0}
            """);

        house.green("Begin");
        house.await("v0.1.0", "staging", CellState.FAILED);

        assertThat(house.deployment(1).reason())
                .startsWith("route sluice.localhost is where the server's own pages answer");
        assertThat(machines.history()).noneMatch(line -> line.startsWith("start "));
        assertThat(machines.routes()).isEmpty();
    }

    @Test
    void pathThatAVersionDropsLeadsToNoOldSlots() {
        String file = """
            services: {backend: {run: well backend}, extractor: {run: well extractor}}
            releases: {branch: main}
            environments:
              staging: {on: release, observe: 0, route: {host: staging.localhost, paths: {%s}}}
            """;
        house.sandbox().write("sluice.yml", file.formatted("/: backend, /api: extractor"));
        release("Begin", "v0.1.0");
        assertThat(machines.routes()).extracting(Route::path).containsExactlyInAnyOrder("/", "/api");

        house.sandbox().write("sluice.yml", file.formatted("/: backend"));
        release("Take the path away", "v0.2.0");

        assertThat(machines.routes()).extracting(Route::path).containsExactly("/");
        assertThat(machines.behind("staging.localhost")).containsExactly(2L);
    }
}
