package dev.sluice.adapters.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adapters.process.HostProcesses;
import dev.sluice.app.delivery.DeployTarget.SlotId;
import dev.sluice.app.delivery.DeployTarget.SlotSpec;
import dev.sluice.app.delivery.DeployTarget.SlotStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessTargetTest {
    private static final long LOG_MAX = 20_000;
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final SlotId SLOT = slot(1);

    @TempDir
    Path folder;

    private Path root;
    private Path release;
    private ProcessTarget target;

    @BeforeEach
    void open() throws IOException {
        root = folder.resolve("slots");
        release = Files.createDirectories(folder.resolve("release"));
        target = ProcessTarget.open(root, LOG_MAX);
    }

    @AfterEach
    void endAll() throws InterruptedException {
        target.existing().forEach(slot -> target.stop(slot, Duration.ZERO));
        target.close();
    }

    @Test
    void aServiceGetsItsPortItsVariablesAndNothingOfTheServers() throws Exception {
        target.start(spec(SLOT, "env; echo \"listening on $PORT\"; sleep 1000", Map.of("COLOUR", "blue")));

        int port = target.addressOf(SLOT).getPort();
        await(() -> tail().contains("listening on " + port));
        Set<String> names = new HashSet<>();
        tail().stream()
                .filter(line -> line.contains("="))
                .forEach(line -> names.add(line.substring(0, line.indexOf('='))));
        assertThat(names).contains("COLOUR", "PORT", "PATH", "SLUICE_SLOT");
        assertThat(Set.of(
                        "COLOUR",
                        "PORT",
                        "SLUICE_SLOT",
                        "PATH",
                        "HOME",
                        "LANG",
                        "TMPDIR",
                        "PWD",
                        "OLDPWD",
                        "SHLVL",
                        "_"))
                .containsAll(names);
        assertThat(target.status(SLOT)).isInstanceOf(SlotStatus.Running.class);
    }

    @Test
    void startingTwiceStartsOnce() throws Exception {
        SlotStatus first = target.start(spec(SLOT, "echo started; sleep 1000"));
        await(() -> tail().contains("started"));

        SlotStatus second = target.start(spec(SLOT, "echo started; sleep 1000"));

        assertThat(((SlotStatus.Running) second).address()).isEqualTo(((SlotStatus.Running) first).address());
        assertThat(tail()).containsExactly("started");
    }

    @Test
    void aServiceOutlivesTheServerAndIsFoundAgain() throws Exception {
        target.start(spec(SLOT, "echo one; sleep 1000"));
        await(() -> tail().contains("one"));
        target.close();

        target = ProcessTarget.open(root, LOG_MAX);

        assertThat(target.existing()).containsExactly(SLOT);
        assertThat(target.status(SLOT)).isInstanceOf(SlotStatus.Running.class);
        assertThat(target.start(spec(SLOT, "echo two"))).isInstanceOf(SlotStatus.Running.class);
        assertThat(tail()).containsExactly("one");
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotTakenForTheService() throws Exception {
        InetSocketAddress address = target.addressOf(SLOT);
        SlotFolder files = new SlotFolder(root.resolve(SlotFolder.nameOf(SLOT)));
        long own = ProcessHandle.current().pid();
        files.start(new SlotFolder.Started(
                own, HostProcesses.startTicks(own).orElseThrow() - 1, HostProcesses.bootId(), 0));

        assertThat(target.status(SLOT)).isInstanceOf(SlotStatus.Ended.class);
        target.stop(SLOT, Duration.ZERO);
        assertThat(target.status(SLOT)).isEqualTo(new SlotStatus.Absent());
        assertThat(address.getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void aProcessGoneBeforeItsStartTimeWasReadIsNotAlive() throws Exception {
        target.addressOf(SLOT);
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        SlotFolder files = new SlotFolder(root.resolve(SlotFolder.nameOf(SLOT)));
        files.start(new SlotFolder.Started(gone.pid(), SlotFolder.Started.UNKNOWN, HostProcesses.bootId(), 0));

        assertThat(target.status(SLOT)).isInstanceOf(SlotStatus.Ended.class);
        assertThat(target.start(spec(SLOT, "sleep 1000"))).isInstanceOf(SlotStatus.Running.class);
        assertThat(files.started().orElseThrow().pid()).isNotEqualTo(gone.pid());
    }

    @Test
    void aServiceThatEndedSaysHowAndCanBeStartedAgain() throws Exception {
        target.start(spec(SLOT, "echo gone; exit 3"));
        await(() -> target.status(SLOT) instanceof SlotStatus.Ended);
        assertThat(((SlotStatus.Ended) target.status(SLOT)).exitCode()).isEqualTo(3);

        target.start(spec(SLOT, "echo back; sleep 1000"));

        await(() -> tail().contains("back"));
        assertThat(target.status(SLOT)).isInstanceOf(SlotStatus.Running.class);
    }

    @Test
    void stopAsksFirst() throws Exception {
        target.start(spec(SLOT, "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done"));
        await(() -> tail().contains("ready"));

        target.stop(SLOT, GRACE);

        assertThat(tail()).containsSubsequence("ready", "bye");
        assertThat(target.status(SLOT)).isEqualTo(new SlotStatus.Absent());
        assertThat(target.existing()).isEmpty();
        target.stop(SLOT, GRACE);
    }

    @Test
    void stopEndsWhoeverIgnoresItOrLeftTheGroup() throws Exception {
        target.start(spec(
                SLOT,
                "trap '' TERM; setsid sh -c 'trap \"\" TERM; echo $$ > stray; while :; do sleep 1000; done' & "
                        + "echo $$ > head; while :; do sleep 1000; done"));
        await(() -> hasLine("stray") && hasLine("head"));
        long stray = pidIn("stray");
        long head = pidIn("head");
        assertThat(HostProcesses.stat(stray).map(HostProcesses.Stat::group))
                .isNotEqualTo(HostProcesses.stat(head).map(HostProcesses.Stat::group));

        target.stop(SLOT, Duration.ofMillis(100));

        assertThat(HostProcesses.startTicks(stray)).isEmpty();
        assertThat(HostProcesses.startTicks(head)).isEmpty();
    }

    @Test
    void whatAKilledHeadLeavesIsEndedToo() throws Exception {
        target.start(spec(SLOT, "echo $$ > child; while :; do sleep 1000; done"));
        await(() -> hasLine("child"));
        long child = pidIn("child");
        HostProcesses.signal(
                "KILL",
                List.of(ProcessHandle.of(child)
                        .orElseThrow()
                        .parent()
                        .orElseThrow()
                        .pid()));
        await(() -> target.status(SLOT) instanceof SlotStatus.Ended);
        assertThat(((SlotStatus.Ended) target.status(SLOT)).exitCode()).isEqualTo(ProcessTarget.EXIT_UNKNOWN);

        target.stop(SLOT, GRACE);

        assertThat(HostProcesses.startTicks(child)).isEmpty();
    }

    @Test
    void aStartThatNobodyWroteDownIsNotDoubled() throws Exception {
        target.start(spec(SLOT, "echo $$ > first; while :; do sleep 1000; done"));
        await(() -> hasLine("first"));
        long first = pidIn("first");
        Files.delete(root.resolve(SlotFolder.nameOf(SLOT)).resolve("process.json"));

        target.start(spec(SLOT, "echo second; sleep 1000"));

        assertThat(HostProcesses.startTicks(first)).isEmpty();
        await(() -> tail().contains("second"));
    }

    @Test
    void noTwoSlotsShareAPort() {
        Set<Integer> ports = new HashSet<>();
        List<SlotId> slots = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            slots.add(slot(i));
            ports.add(target.addressOf(slot(i)).getPort());
        }

        assertThat(ports).hasSize(40);
        assertThat(target.addressOf(slot(7))).isEqualTo(target.addressOf(slot(7)));
        assertThat(target.existing()).containsExactlyInAnyOrderElementsOf(slots);
    }

    @Test
    void whatCannotBeStartedSaysWhy() throws Exception {
        int port = target.addressOf(SLOT).getPort();
        try (ServerSocket other = new ServerSocket(port)) {
            assertThat(other.isBound()).isTrue();
            assertThat(((SlotStatus.NotStarted) target.start(spec(SLOT, "sleep 1000"))).why())
                    .contains("port " + port + " was taken");
        }
        SlotSpec nowhere = new SlotSpec(SLOT, "sleep 1", folder.resolve("nowhere"), Map.of());
        assertThat(((SlotStatus.NotStarted) target.start(nowhere)).why()).contains("no folder");
    }

    @Test
    void largeLogsAreCutAndTheirEndIsKept() throws Exception {
        target.start(spec(
                SLOT,
                "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo \"line $i of a service that talks too much\"; done; "
                        + "echo last; while :; do sleep 1000; done"));
        Path files = root.resolve(SlotFolder.nameOf(SLOT));

        await(() -> Files.exists(files.resolve("out.log.1"))
                && Files.size(files.resolve("out.log")) <= LOG_MAX
                && tail().contains("last"));

        assertThat(Files.size(files.resolve("out.log.1"))).isLessThanOrEqualTo(LOG_MAX + 1_000);
        assertThat(target.logTail(SLOT, 1)).containsExactly("last");
        assertThat(target.logTail(SLOT, 3)).hasSize(3);
    }

    @Test
    void aLogThatCannotBeCutKeepsNoOtherFromIt() throws Exception {
        Path broken = Files.createDirectories(root.resolve("0-broken/out.log.part"));
        Files.write(broken.resolveSibling("out.log"), new byte[(int) LOG_MAX * 2]);
        Path files = Files.createDirectories(root.resolve("1-well"));
        Files.write(files.resolve("out.log"), new byte[(int) LOG_MAX * 2]);

        await(() -> Files.exists(files.resolve("out.log.1")) && Files.size(files.resolve("out.log")) == 0);

        Files.delete(broken);
        await(() -> Files.size(broken.resolveSibling("out.log")) == 0);
    }

    private List<String> tail() {
        return target.logTail(SLOT, 200);
    }

    private boolean hasLine(String file) throws IOException {
        return Files.exists(release.resolve(file))
                && Files.readString(release.resolve(file)).endsWith("\n");
    }

    private long pidIn(String file) throws IOException {
        return Long.parseLong(Files.readString(release.resolve(file)).strip());
    }

    private SlotSpec spec(SlotId id, String command) {
        return spec(id, command, Map.of());
    }

    private SlotSpec spec(SlotId id, String command, Map<String, String> variables) {
        return new SlotSpec(id, command, release, variables);
    }

    private static SlotId slot(int copy) {
        return new SlotId(1, "review/feature-ü", "backend", 12, copy);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it never came to that");
            }
            Thread.sleep(5);
        }
    }
}
