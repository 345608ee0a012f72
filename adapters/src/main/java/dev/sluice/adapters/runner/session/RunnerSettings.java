package dev.sluice.adapters.runner.session;

import java.time.Duration;

/**
 * How the executors of this machine behave.
 *
 * @param name of the runner, as jobs and pages see it
 * @param version of Sluice
 * @param grace between the request to end (SIGTERM) and the kill, on cancel and on timeout
 * @param logBytesMax of one attempt's log, setting {@code runner.log_bytes}
 * @param lineBytesMax of one line of a log, setting {@code runner.line_bytes}; what is longer is cut
 */
public record RunnerSettings(String name, String version, Duration grace, long logBytesMax, int lineBytesMax) {
    /** 3 s of grace, logs of 100 MiB, lines of 64 KiB. */
    public static RunnerSettings of(String name, String version) {
        return new RunnerSettings(name, version, Duration.ofSeconds(3), 100L << 20, 64 * 1024);
    }
}
