package dev.sluice.adapters.runner.docker;

import dev.sluice.adapters.files.FileNames;
import dev.sluice.app.run.JobExecutor.JobOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The labels of everything that is made on an engine, by which it is found again: for people, and for the next start
 * after a crash.
 */
final class Labels {
    /** The machine that the runner is on. */
    static final String HOST = "sluice.host";
    /** {@code PID@START}, the process that made it. */
    static final String PROCESS = "sluice.process";
    /** The folder with the job's files on the runner's machine. */
    static final String WORKSPACE = "sluice.workspace";

    static final String ROLE = "sluice.role";
    static final String ROLE_JOB = "job";
    private static final String RUNNER = "sluice.runner";
    private static final String RUN = "sluice.run";
    private static final String JOB = "sluice.job";

    /** The time of a process's start is told a little differently when the clock of the machine is set. */
    private static final long START_SLACK_SECONDS = 5;

    private static final String HOST_ID = hostId();
    private static final String OWN_PROCESS = own();

    private Labels() {}

    static String host() {
        return HOST_ID;
    }

    static String process() {
        return OWN_PROCESS;
    }

    static Map<String, String> of(JobOrder order, String runner, String role) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(HOST, HOST_ID);
        labels.put(PROCESS, OWN_PROCESS);
        labels.put(RUNNER, runner);
        labels.put(RUN, order.run().toString());
        labels.put(JOB, order.job().name());
        labels.put(ROLE, role);
        return labels;
    }

    /** Whether the process that a label names still runs on this machine; of a text that names none nothing is known. */
    static boolean isAlive(String process) {
        String[] parts = process.split("@", 2);
        try {
            long pid = Long.parseLong(parts[0]);
            long start = parts.length == 2 ? Long.parseLong(parts[1]) : 0;
            return ProcessHandle.of(pid)
                    .filter(found -> Math.abs(startOf(found) - start) <= START_SLACK_SECONDS)
                    .isPresent();
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static String own() {
        ProcessHandle own = ProcessHandle.current();
        return own.pid() + "@" + startOf(own);
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
    }

    /** Several machines may share one engine. */
    private static String hostId() {
        String text = read("/etc/machine-id") + "\n" + read("/proc/sys/kernel/hostname");
        byte[] digest = FileNames.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 8);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
