package dev.sluice.adapters.deploy.process;

import dev.sluice.adapters.deploy.process.SlotFolder.Reservation;
import dev.sluice.adapters.deploy.process.SlotFolder.Started;
import dev.sluice.adapters.lock.KeyedLocks;
import dev.sluice.adapters.process.HostProcesses;
import dev.sluice.app.delivery.DeployTarget;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs services as processes of this host, each in a session of its own, so that neither the end of the server nor its
 * terminal touches them. Linux only.
 *
 * <p>All that a slot starts carries {@value #MARKER} in its environment; by it even children that left the group (a
 * daemon, {@code setsid}) are found and ended. A child that also wipes its environment escapes.
 *
 * <p>The environment of the server does not reach services, except PATH, HOME, LANG and TMPDIR.
 *
 * <p>{@link #close} ends the thread that cuts large logs, not the services.
 */
public final class ProcessTarget implements DeployTarget, AutoCloseable {
    static final String MARKER = "SLUICE_SLOT";
    /** Exit code of a slot whose end nobody could write down: killed with its shell, or the machine went down. */
    public static final int EXIT_UNKNOWN = -1;

    private static final Logger LOG = LoggerFactory.getLogger(ProcessTarget.class);
    private static final List<String> PASSED_ON = List.of("PATH", "HOME", "LANG", "TMPDIR");
    private static final int STOPPED_KEPT = 100;
    private static final Duration KILL_WAIT = Duration.ofSeconds(5);

    /** The shell stays as the head of the group to write down how the command ended; it survives TERM, its child does not. */
    private static final String WRAPPER = """
        trap : TERM INT HUP
        sh -c "$2"
        code=$?
        echo "$code" > "$1/exit.part" && mv "$1/exit.part" "$1/exit"
        """;

    private final Path root;
    private final long logBytesMax;
    private final KeyedLocks<String> locks = new KeyedLocks<>();
    private final ReentrantLock ports = new ReentrantLock();
    private final ReentrantLock logs = new ReentrantLock();
    private final Thread logCutter;

    private ProcessTarget(Path root, long logBytesMax) {
        this.root = root;
        this.logBytesMax = logBytesMax;
        logCutter = Thread.ofVirtual().name("slot-logs").unstarted(this::cutLogs);
    }

    /**
     * Opens the target and takes over what an earlier server left running.
     *
     * @param root folder for the slots' files; made if it is not there
     * @param logBytesMax size from which on a slot's log is cut; one older file of at most that size is kept
     */
    public static ProcessTarget open(Path root, long logBytesMax) throws IOException {
        ProcessTarget target = new ProcessTarget(Files.createDirectories(root).toRealPath(), logBytesMax);
        target.logCutter.start();
        return target;
    }

    @Override
    public InetSocketAddress addressOf(SlotId slot) {
        try {
            return address(reserve(slot).port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SlotStatus start(SlotSpec spec) {
        try (var _ = locks.hold(SlotFolder.nameOf(spec.id()))) {
            SlotFolder folder = folder(spec.id());
            Optional<Started> running = folder.started().filter(Started::isAlive);
            if (running.isPresent()) {
                return status(spec.id());
            }
            return launch(spec, folder);
        } catch (IOException e) {
            return new SlotStatus.NotStarted(e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SlotStatus.NotStarted("the server is stopping");
        }
    }

    private SlotStatus launch(SlotSpec spec, SlotFolder folder) throws IOException, InterruptedException {
        Reservation reservation = reserve(spec.id());
        // What a former start left: children of a command that ended, or all of a start that nobody could write down.
        kill(folder, List.of());
        folder.forgetProcess();
        if (!Files.isDirectory(spec.folder())) {
            return new SlotStatus.NotStarted("there is no folder " + spec.folder());
        }
        if (!LoopbackPorts.isFree(reservation.port())) {
            return new SlotStatus.NotStarted("port " + reservation.port()
                    + " was taken by another program since it was chosen; deploy again to get another one");
        }
        rotate(folder);
        Process process = builder(spec, folder, reservation.port()).start();
        long pid = process.pid();
        Instant now = Instant.now();
        long ticks = HostProcesses.startTicks(pid).orElse(Started.UNKNOWN);
        folder.start(new Started(pid, ticks, HostProcesses.bootId(), now.toEpochMilli()));
        return new SlotStatus.Running(address(reservation.port()), now);
    }

    private ProcessBuilder builder(SlotSpec spec, SlotFolder folder, int port) {
        ProcessBuilder builder = new ProcessBuilder(
                        "setsid",
                        "sh",
                        "-c",
                        WRAPPER,
                        "sluice-slot",
                        folder.path().toString(),
                        spec.command())
                .directory(spec.folder().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.log().file().toFile()));
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(PASSED_ON);
        environment.putAll(spec.variables());
        environment.put("PORT", Integer.toString(port));
        environment.put(MARKER, folder.path().toString());
        return builder;
    }

    @Override
    public SlotStatus status(SlotId slot) {
        SlotFolder folder = folder(slot);
        try {
            Optional<Reservation> reservation = folder.reservation();
            Optional<Started> started = folder.started();
            if (reservation.isEmpty() || started.isEmpty()) {
                return new SlotStatus.Absent();
            }
            if (started.get().isAlive()) {
                return new SlotStatus.Running(
                        address(reservation.get().port()),
                        Instant.ofEpochMilli(started.get().startedAtMs()));
            }
            return new SlotStatus.Ended(folder.exitCode().orElse(EXIT_UNKNOWN), folder.endedAt());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop(SlotId slot, Duration grace) {
        try (var _ = locks.hold(SlotFolder.nameOf(slot))) {
            SlotFolder folder = folder(slot);
            if (folder.reservation().isEmpty()) {
                return;
            }
            List<Long> group = folder.started().filter(Started::isAlive).map(s -> -s.pid()).stream()
                    .toList();
            signal("TERM", folder, group);
            if (!awaitEnd(folder, grace)) {
                kill(folder, group);
            }
            folder.release();
            dropOldest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Long> marked(SlotFolder folder) {
        String path = folder.path().toString();
        return HostProcesses.listed(
                0,
                pid -> pid != ProcessHandle.current().pid()
                        && HostProcesses.hasVariable(pid, MARKER, path)
                        && HostProcesses.startTicks(pid).isPresent());
    }

    private static void signal(String signal, SlotFolder folder, List<Long> group)
            throws IOException, InterruptedException {
        List<Long> targets = new ArrayList<>(marked(folder));
        // The group first: its members get the signal once, by their own number only if they left it.
        if (!group.isEmpty() && signal.equals("TERM")) {
            targets.removeIf(pid ->
                    HostProcesses.stat(pid).map(HostProcesses.Stat::group).orElse(0L) == -group.getFirst());
        }
        targets.addAll(0, group);
        HostProcesses.signal(signal, targets);
    }

    private static boolean awaitEnd(SlotFolder folder, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        long pauseMs = 5;
        while (!marked(folder).isEmpty()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            Thread.sleep(pauseMs);
            pauseMs = Math.min(100, pauseMs * 2);
        }
        return true;
    }

    /** Who forks while being killed is seen in the next round. */
    private static void kill(SlotFolder folder, List<Long> group) throws IOException, InterruptedException {
        long end = System.nanoTime() + KILL_WAIT.toNanos();
        while (!marked(folder).isEmpty()) {
            signal("KILL", folder, group);
            if (!awaitEnd(folder, Duration.ofMillis(200)) && System.nanoTime() - end >= 0) {
                throw new IOException("processes " + marked(folder) + " of slot "
                        + folder.path().getFileName() + " cannot be killed");
            }
        }
    }

    @Override
    public List<SlotId> existing() {
        try {
            return reservations().stream().map(Reservation::id).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> logTail(SlotId slot, int lines) {
        try {
            return folder(slot).log().tail(lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        logCutter.interrupt();
        logCutter.join();
    }

    private void cutLogs() {
        try {
            while (true) {
                Thread.sleep(1_000);
                cutLogsOnce();
            }
        } catch (InterruptedException closed) {
            LOG.debug("no more logs are cut");
        }
    }

    /** One log that cannot be cut keeps no other from it, nor from being tried again. */
    private void cutLogsOnce() {
        try {
            for (Path folder : folders()) {
                cutLog(folder);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("services' logs could not be cut folder={} reason={}", root, e.toString());
        }
    }

    private void cutLog(Path folder) {
        try {
            rotate(new SlotFolder(folder));
        } catch (NoSuchFileException removed) {
            LOG.debug("a log went away while it was cut folder={}", folder);
        } catch (IOException | RuntimeException e) {
            LOG.warn("a service's log could not be cut folder={} reason={}", folder, e.toString());
        }
    }

    /** A start and the cutter may come to the same log at once. */
    private void rotate(SlotFolder folder) throws IOException {
        logs.lock();
        try {
            folder.log().rotate(logBytesMax);
        } finally {
            logs.unlock();
        }
    }

    private Reservation reserve(SlotId slot) throws IOException {
        ports.lock();
        try {
            SlotFolder folder = folder(slot);
            Optional<Reservation> known = folder.reservation();
            if (known.isPresent()) {
                return known.get();
            }
            Set<Integer> taken = new HashSet<>();
            reservations().forEach(other -> taken.add(other.port()));
            Reservation made = new Reservation(slot, LoopbackPorts.free(taken));
            folder.reserve(made);
            return made;
        } finally {
            ports.unlock();
        }
    }

    private List<Reservation> reservations() throws IOException {
        List<Reservation> all = new ArrayList<>();
        for (Path folder : folders()) {
            new SlotFolder(folder).reservation().ifPresent(all::add);
        }
        return all;
    }

    private List<Path> folders() throws IOException {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, Files::isDirectory)) {
            entries.forEach(folders::add);
        }
        folders.sort(Comparator.naturalOrder());
        return folders;
    }

    /** Logs of stopped slots are kept for a while: why a deployment failed is asked after its end. */
    private void dropOldest() throws IOException {
        List<Path> stopped = new ArrayList<>();
        for (Path folder : folders()) {
            if (new SlotFolder(folder).reservation().isEmpty()) {
                stopped.add(folder);
            }
        }
        stopped.sort(Comparator.comparing((Path folder) -> folder.toFile().lastModified())
                .reversed());
        for (Path old : stopped.stream().skip(STOPPED_KEPT).toList()) {
            try (Stream<Path> files = Files.walk(old)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private SlotFolder folder(SlotId slot) {
        return new SlotFolder(root.resolve(SlotFolder.nameOf(slot)));
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
