package dev.sluice.cli.serve;

import dev.sluice.adapters.include.IncludeSources;
import dev.sluice.adapters.include.TemplateSource;
import dev.sluice.adapters.runner.docker.DockerOptions;
import dev.sluice.app.retention.RetentionRules;
import dev.sluice.server.http.TrustedProxies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server goes by.
 *
 * @param data folder of everything that it keeps
 * @param host address to listen on
 * @param port to listen on; 0: any free one
 * @param url address under which people reach it, without a final slash; empty: made of host and port
 * @param adminPassword password of the first administrator; empty: one is made up and printed
 * @param limits of jobs and pushes
 * @param proxies whose word on a client's address is taken
 * @param kept how long runs, logs, artifacts and the audit record are kept
 * @param containers what the containers of jobs may be; empty: jobs run as processes
 * @param includes what pipeline files may include from elsewhere
 */
public record ServerSettings(
        Path data,
        String host,
        int port,
        Optional<String> url,
        String adminPassword,
        Limits limits,
        TrustedProxies proxies,
        RetentionRules kept,
        Optional<DockerOptions> containers,
        IncludeSources.Settings includes) {

    /**
     * What jobs and pushes may take.
     *
     * @param slots jobs at a time
     * @param jobTimeout limit of a job that names none
     * @param runsPerPush at most so many runs come of one push
     * @param pushBytesMax limit of what one push may bring
     * @param gitStall a git transfer in which nothing moves for so long is cut
     */
    public record Limits(int slots, Duration jobTimeout, int runsPerPush, long pushBytesMax, Duration gitStall) {}

    /** The defaults for a data folder. */
    public static ServerSettings of(Path data) {
        return new ServerSettings(
                data,
                "127.0.0.1",
                8080,
                Optional.empty(),
                "",
                new Limits(
                        Math.max(2, Runtime.getRuntime().availableProcessors()),
                        Duration.ofHours(1),
                        20,
                        4L << 30,
                        Duration.ofMinutes(5)),
                TrustedProxies.none(),
                RetentionRules.forEver(),
                Optional.empty(),
                IncludeSources.Settings.none());
    }

    public ServerSettings withPort(int other) {
        return new ServerSettings(data, host, other, url, adminPassword, limits, proxies, kept, containers, includes);
    }

    public ServerSettings withAdminPassword(String password) {
        return new ServerSettings(data, host, port, url, password, limits, proxies, kept, containers, includes);
    }

    ServerSettings withGitStall(Duration stall) {
        return new ServerSettings(
                data,
                host,
                port,
                url,
                adminPassword,
                new Limits(limits.slots(), limits.jobTimeout(), limits.runsPerPush(), limits.pushBytesMax(), stall),
                proxies,
                kept,
                containers,
                includes);
    }

    ServerSettings withKept(RetentionRules rules) {
        return new ServerSettings(data, host, port, url, adminPassword, limits, proxies, rules, containers, includes);
    }

    ServerSettings withIncludes(IncludeSources.Settings others) {
        return new ServerSettings(data, host, port, url, adminPassword, limits, proxies, kept, containers, others);
    }

    /**
     * The effective settings, one {@code name=value} each, secrets hidden.
     *
     * @param firstStart there was no account before, so that the administrator's password is this one
     */
    List<String> lines(boolean firstStart) {
        List<String> lines = new ArrayList<>();
        lines.add("data=" + data);
        lines.add("host=" + host);
        lines.add("port=" + port);
        lines.add("url=" + url.orElse("(host and port)"));
        lines.add("admin_password=" + adminPasswordWords(firstStart));
        lines.add("slots=" + limits.slots());
        lines.add("executor=" + containers.map(DockerOptions::words).orElse("shell"));
        lines.add("allow_include=" + includes.allowed().words());
        lines.add("templates=" + includes.templates().map(TemplateSource::words).orElse("(none)"));
        lines.add("job_timeout=" + words(limits.jobTimeout()));
        lines.add("runs_per_push=" + limits.runsPerPush());
        lines.add("push_bytes=" + limits.pushBytesMax());
        lines.add("git_stall=" + words(limits.gitStall()));
        lines.add("keep_runs=" + kept(kept.runs()));
        lines.add("keep_logs=" + kept(kept.logs()));
        lines.add("keep_artifacts=" + kept(kept.artifacts()));
        lines.add("keep_audit=" + kept(kept.audit()));
        lines.add("keep_newest=" + kept.newestRuns());
        return lines;
    }

    private String adminPasswordWords(boolean firstStart) {
        if (adminPassword.isEmpty()) {
            return "(made at first start)";
        }
        return firstStart
                ? "***"
                : "(SLUICE_ADMIN_PASSWORD is not used: there are accounts; see sluice account password --help)";
    }

    private static String kept(Optional<Duration> time) {
        return time.map(days -> days.toDays() + "d").orElse("(for ever)");
    }

    /** {@code 1h30m}. */
    private static String words(Duration time) {
        return time.toString().substring("PT".length()).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return String.join(" ", lines(true));
    }
}
