package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Scope;
import dev.sluice.app.audit.AuditQueries.AuditEntry;
import dev.sluice.app.audit.AuditQueries.AuditFilter;
import dev.sluice.app.delivery.DeliveryCommands;
import dev.sluice.app.delivery.DeliveryQueries.Cell;
import dev.sluice.app.delivery.DeliveryQueries.CellState;
import dev.sluice.app.delivery.DeliveryQueries.Row;
import dev.sluice.app.project.Project;
import dev.sluice.cli.Command;
import dev.sluice.cli.remote.ApproveCommand;
import dev.sluice.cli.remote.DeployCommand;
import dev.sluice.cli.remote.EnvironmentsCommand;
import dev.sluice.cli.remote.PromoteCommand;
import dev.sluice.cli.remote.RollbackCommand;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.RolloutState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a push by the real git to a service that answers in production, and back. */
@Timeout(180)
final class DeliveryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private TestServer server;
    private Project project;
    private ShopRepository shop;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
        project = server.project("shop");
        shop = new ShopRepository(folder.resolve("clone"), server.gitUrl("shop"));
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        server.close();
        Slots.stopAll(folder.resolve("data/slots"));
    }

    @Test
    void releasesGoToProductionUnderLoadAndABrokenOneComesBack() throws Exception {
        shop.push("Begin", 200);
        await("v0.1.0", "staging", CellState.LIVE);
        assertThat(get("staging.shop.localhost").body()).contains("shop v0.1.0");
        assertThat(get("shop.localhost").body()).doesNotContain("shop v");
        approve("v0.1.0");
        await("v0.1.0", "production", CellState.LIVE);

        Load load = new Load();
        shop.push("Change the sign #patch", 200);
        await("v0.1.1", "staging", CellState.LIVE);
        approve("v0.1.1");
        await("v0.1.1", "production", CellState.LIVE);
        shop.push("Break the till", 500);
        await("v0.2.0", "staging", CellState.ROLLED_BACK);
        load.stop();

        assertThat(load.failures)
                .as("failed of %d requests", load.requests.get())
                .isEmpty();
        assertThat(load.requests.get()).isGreaterThan(100);
        assertThat(get("shop.localhost").body()).contains("shop v0.1.1");
        assertThat(get("staging.shop.localhost").body()).contains("shop v0.1.1");
        assertThat(sluice(server.token(), new EnvironmentsCommand()))
                .contains("staging: v0.1.1 live since ", "  v0.2.0 rolled back: shop was not healthy within 5 s")
                .doesNotContain("v0.1.1 rolled back");
        Cell broken = cell("v0.2.0", "staging").orElseThrow();
        assertThat(broken.deployment().orElseThrow().reason())
                .contains("shop was not healthy within 5 s", "status 500", "till is 500");
        assertThat(server.services()
                        .delivery()
                        .queries()
                        .deployment(
                                project.id(), broken.deployment().orElseThrow().number(), "admin")
                        .orElseThrow()
                        .rollout()
                        .flatMap(RolloutState::failure)
                        .orElseThrow()
                        .evidence())
                .isNotEmpty()
                .allMatch(probe -> !probe.healthy());
    }

    @Test
    void commandsShowApproveAndRollBack() throws Exception {
        shop.push("Begin", 200);
        await("v0.1.0", "production", CellState.NEEDS_APPROVAL);
        String token = server.services()
                .tokens()
                .create(server.admin(), "cli", Set.of(Scope.READ, Scope.DEPLOY), OptionalLong.empty(), Optional.empty())
                .orElseThrow()
                .secret()
                .reveal();

        assertThat(sluice(token, new EnvironmentsCommand()))
                .contains(
                        "staging: v0.1.0 live since 20",
                        "production: nothing live",
                        "v0.1.0: needs approval of admin\n");
        assertThat(sluice(token, new EnvironmentsCommand(), "--format", "json"))
                .contains("\"after\":\"staging\"")
                .containsPattern("\"since\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\"");
        assertThat(sluice("wrong", new ApproveCommand()))
                .startsWith("failed 1: the token is wrong, was revoked or has expired; tokens are made at /tokens");
        assertThat(sluice(token, new ApproveCommand(), "staging"))
                .startsWith("failed 1: nothing waits for approval: staging");
        assertThat(sluice(token, new ApproveCommand(), "nowhere"))
                .isEqualTo("failed 2: no such environment: nowhere; there is: staging, production");
        assertThat(sluice(token, new ApproveCommand(), "prodution"))
                .isEqualTo("failed 2: no such environment: prodution; did you mean \"production\"?");
        assertThat(sluice(token, new PromoteCommand(), "staging", "staging"))
                .startsWith("failed 2: a promotion goes to another environment; staging is given twice");
        assertThat(sluice(token, new PromoteCommand(), "production", "staging"))
                .startsWith("failed 2: by sluice.yml production comes after staging, not before it");
        assertThat(sluice(token, new ApproveCommand(), "--wait", "--comment", "go"))
                .startsWith("deployment 2: v0.1.0 -> production: ")
                .endsWith("v0.1.0 -> production: succeeded\n0");
        assertThat(sluice(token, new RollbackCommand(), "production"))
                .isEqualTo("failed 1: there is no earlier release in production");
        assertThat(server.services()
                        .store()
                        .audit()
                        .entries(new AuditFilter("", "deployment.roll_back.refused", "shop"), Long.MAX_VALUE, 10))
                .extracting(AuditEntry::object)
                .containsExactly("production: v0.1.0");
        assertThat(sluice(token, new RollbackCommand(), "stagin"))
                .isEqualTo("failed 2: no such environment: stagin; did you mean \"staging\"?");
        assertThat(sluice(token, new DeployCommand(), "v0.1.1", "staging"))
                .isEqualTo("failed 1: there is no release v0.1.1; did you mean v0.1.0?");
        assertThat(sluice(token, new PromoteCommand(), "staging", "production"))
                .startsWith("failed 1: v0.1.0 is live in production already");
    }

    @Test
    void waitingForADeploymentTakesItsApprovalIn() throws Exception {
        shop.push("Begin", 200);
        await("v0.1.0", "production", CellState.NEEDS_APPROVAL);
        approve("v0.1.0");
        await("v0.1.0", "production", CellState.LIVE);
        // The remote's own login and password do where there is no token.
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return sluice("", new DeployCommand(), "v0.1.0", "production", "--wait");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        Await.until(PATIENCE, () -> server.services()
                .delivery()
                .queries()
                .deployment(project.id(), 3, "admin")
                .filter(detail -> detail.deployment().status() == DeploymentStatus.NEEDS_APPROVAL));
        assertThat(waiting).isNotDone();
        assertThat(sluice("", new ApproveCommand(), "production", "--reject"))
                .endsWith("production: rejected: Rejected by admin\n0");

        assertThat(waiting.get(30, TimeUnit.SECONDS))
                .contains(
                        "deployment 3: v0.1.0 -> production: needs approval: " + server.url()
                                + "/p/shop/deployments/3\n",
                        "rejected: Rejected by admin\n")
                .endsWith("\n1");
    }

    private String sluice(String token, Command command, String... words) throws Exception {
        return new RemoteCommands(folder.resolve("clone"), Map.of("SLUICE_TOKEN", token)).call(command, words);
    }

    @Test
    void schemaOfSluiceYmlIsServed() throws Exception {
        assertThat(server.get("/schema/sluice.json").body()).contains("\"$schema\"", "environments");
    }

    private Http.Answer get(String host) throws IOException {
        return Http.get(URI.create(server.url()).getPort(), host, "/");
    }

    private void approve(String version) {
        await(version, "production", CellState.NEEDS_APPROVAL);
        long number = cell(version, "production")
                .flatMap(Cell::deployment)
                .orElseThrow()
                .number();
        assertThat(server.services().delivery().commands().vote(server.admin(), project.id(), number, true, "go"))
                .isInstanceOf(DeliveryCommands.Result.Done.class);
    }

    private void await(String version, String environment, CellState wanted) {
        Await.until(PATIENCE, () -> cell(version, environment).filter(cell -> cell.state() == wanted));
    }

    private Optional<Cell> cell(String version, String environment) {
        return server.services().delivery().queries().board(project.id(), "admin", 50).rows().stream()
                .filter(row -> row.release().version().equals(version))
                .map(Row::cells)
                .flatMap(List::stream)
                .filter(cell -> cell.environment().equals(environment))
                .findFirst();
    }

    /** People who use both environments all the time. */
    private final class Load {
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final AtomicLong requests = new AtomicLong();
        private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        private final List<Thread> people = new ArrayList<>();

        Load() {
            for (String host : List.of("shop.localhost", "staging.shop.localhost", "shop.localhost")) {
                people.add(Thread.ofVirtual().start(() -> use(host)));
            }
        }

        private void use(String host) {
            while (!stopped.get()) {
                try {
                    Http.Answer answer = get(host);
                    requests.incrementAndGet();
                    if (answer.status() != 200) {
                        failures.add(host + ": " + answer);
                    }
                } catch (IOException e) {
                    failures.add(host + ": " + e);
                }
                LockSupport.parkNanos(5_000_000);
            }
        }

        void stop() throws InterruptedException {
            stopped.set(true);
            for (Thread person : people) {
                person.join();
            }
        }
    }
}
