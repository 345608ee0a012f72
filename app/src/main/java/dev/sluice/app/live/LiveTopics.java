package dev.sluice.app.live;

import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunId;
import java.util.Optional;

/** The names of topics: {@code run-PROJECT-NUMBER}, {@code project-ID}, {@code env-ID}, {@code log-PROJECT-NUMBER-ATTEMPT-JOB}. */
public final class LiveTopics {
    private LiveTopics() {}

    /** A run or one of its jobs changed. */
    public static String run(RunId run) {
        return "run-" + run.project() + "-" + run.number();
    }

    /** A run of the project came, ended, or the project itself changed. */
    public static String project(long project) {
        return "project-" + project;
    }

    /** An environment, deployment or release of the project changed. */
    public static String environments(long project) {
        return "env-" + project;
    }

    /** Lines were added to the log of an attempt. The job's name comes last: it may hold any character. */
    public static String log(LogId log) {
        return "log-" + log.run().project() + "-" + log.run().number() + "-" + log.attempt() + "-" + log.job();
    }

    /** The log that a topic of {@link #log} names. */
    public static Optional<LogId> parseLog(String topic) {
        String[] parts = topic.split("-", 5);
        if (parts.length != 5 || !parts[0].equals("log")) {
            return Optional.empty();
        }
        try {
            RunId run = new RunId(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            return Optional.of(new LogId(run, parts[4], Integer.parseInt(parts[3])));
        } catch (NumberFormatException _) {
            // Not one of ours: the topic came from a request.
            return Optional.empty();
        }
    }

    /** The project that a topic belongs to. */
    public static Optional<Long> project(String topic) {
        String[] parts = topic.split("-", 3);
        try {
            return parts.length < 2 ? Optional.empty() : Optional.of(Long.parseLong(parts[1]));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
