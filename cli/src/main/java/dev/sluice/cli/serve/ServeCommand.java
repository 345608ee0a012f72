package dev.sluice.cli.serve;

import dev.sluice.adapters.runner.docker.DockerOptions;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.retention.RetentionRules;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Arguments;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.args.UsageError;
import dev.sluice.cli.containers.ContainerOptions;
import dev.sluice.cli.containers.JobPlace;
import dev.sluice.cli.include.IncludeOptions;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.TrustedProxies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code sluice serve}: the server, until it is told to stop. */
public final class ServeCommand implements Command {
    private static final Option<Path> DATA = Option.path(
            "--data", "DIR", "folder of everything the server keeps (SLUICE_DATA, else ~/.local/share/sluice)");
    private static final Option<Integer> PORT =
            Option.number("--port", "N", "port to listen on, 0 for any free one (8080)", 0, 65_535);
    private static final Option<String> HOST = Option.text("--host", "ADDRESS", "address to listen on (127.0.0.1)");
    private static final Option<String> URL =
            Option.address("--url", "address under which people reach the server, where it is another");
    private static final Option<Integer> SLOTS =
            Option.number("--slots", "N", "jobs at a time (number of cores)", 1, 1000);
    private static final Option<Integer> JOB_TIMEOUT =
            Option.number("--job-timeout", "MINUTES", "limit of a job that names none (60)", 1, 100_000);
    private static final Option<Integer> RUNS_PER_PUSH =
            Option.number("--runs-per-push", "N", "at most so many runs come of one push (20)", 1, 10_000);
    private static final Option<Integer> PUSH_MAX =
            Option.number("--push-max", "MIB", "limit of what one push may bring (4096)", 1, 1 << 20);
    private static final Option<Integer> GIT_STALL = Option.number(
            "--git-stall", "SECONDS", "a git transfer in which nothing moves for so long is cut (300)", 1, 86_400);
    private static final Option<String> TRUSTED_PROXY = Option.text(
                    "--trusted-proxy",
                    "ADDRESS",
                    "proxy before the server, or its network, whose X-Forwarded-For is believed")
            .repeated();

    private static final int DAYS_MAX = 36_500;
    private static final Option<Integer> KEEP_RUNS = Option.number(
            "--keep-runs",
            "DAYS",
            "remove runs, with logs and artifacts, so long after their end (never)",
            1,
            DAYS_MAX);
    private static final Option<Integer> KEEP_LOGS =
            Option.number("--keep-logs", "DAYS", "remove logs so long after the end of their run (never)", 1, DAYS_MAX);
    private static final Option<Integer> KEEP_ARTIFACTS = Option.number(
            "--keep-artifacts",
            "DAYS",
            "remove artifacts that name no expire_in so long after the end of their run (never)",
            1,
            DAYS_MAX);
    private static final Option<Integer> KEEP_AUDIT =
            Option.number("--keep-audit", "DAYS", "remove entries of the audit record so old (never)", 1, DAYS_MAX);
    private static final Option<Integer> KEEP_NEWEST = Option.number(
            "--keep-newest",
            "N",
            "of each project keep the newest so many runs whole, however old (100)",
            0,
            1_000_000);

    @Override
    public String name() {
        return "serve";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "run the server: git host, pages, API, runner",
                CommandSpec.Operands.none(),
                options(),
                List.of("At its first start it makes the account \"admin\" and prints the password once;"
                        + " SLUICE_ADMIN_PASSWORD sets it instead. A lost one is replaced by: sluice account password"
                        + " admin --data DIR."),
                List.of(
                        new CommandSpec.Example(
                                "sluice serve --data /srv/sluice --port 80 --host 0.0.0.0", "for a team"),
                        new CommandSpec.Example(
                                "sluice serve --data /srv/sluice --url https://ci.example.com --trusted-proxy"
                                        + " 127.0.0.1",
                                "behind a proxy with TLS on the same machine"),
                        new CommandSpec.Example(
                                "sluice serve --allow-include gitlab.com/components --templates /srv/templates",
                                "pipeline files may include files of others, and GitLab's templates"),
                        new CommandSpec.Example(
                                "sluice serve --executor docker --pull if-not-present --memory 4g",
                                "each job in a container of its image")));
    }

    private static List<Option<?>> options() {
        List<Option<?>> options = new ArrayList<>(List.of(
                DATA,
                PORT,
                HOST,
                URL,
                TRUSTED_PROXY,
                SLOTS,
                JOB_TIMEOUT,
                RUNS_PER_PUSH,
                PUSH_MAX,
                GIT_STALL,
                KEEP_RUNS,
                KEEP_LOGS,
                KEEP_ARTIFACTS,
                KEEP_AUDIT,
                KEEP_NEWEST));
        options.addAll(IncludeOptions.all());
        options.addAll(ContainerOptions.all());
        return options;
    }

    @Override
    public int run(Invocation invocation) throws Exception {
        ServerLog.install();
        ServerSettings settings = settings(invocation);
        try (StopRequest stop = StopRequest.onSignal();
                ServerApp app = ServerApp.start(settings)) {
            tell(invocation, settings, app);
            stop.await();
            invocation.err().write("sluice: stopping\n");
        } catch (HttpServer.CannotListen | StoreUnavailable | JobPlace.Unavailable e) {
            throw new CommandFailed(Exit.FAILED, String.valueOf(e.getMessage()), "");
        }
        return Exit.OK;
    }

    private static void tell(Invocation invocation, ServerSettings settings, ServerApp app) {
        StringBuilder text = new StringBuilder();
        settings.lines(app.services().firstPassword().isPresent())
                .forEach(line -> text.append("sluice: ").append(line).append('\n'));
        app.services()
                .firstPassword()
                .filter(_ -> settings.adminPassword().isEmpty())
                .ifPresent(password -> text.append("sluice: account admin, password ")
                        .append(password.reveal())
                        .append(" (shown this once)\n"));
        text.append("sluice: ready at ").append(app.url()).append('\n');
        invocation.err().write(text.toString());
    }

    private static ServerSettings settings(Invocation invocation) throws CommandFailed, UsageError {
        Arguments arguments = invocation.arguments();
        Path data = arguments
                .one(DATA)
                .map(invocation::resolve)
                .or(() -> invocation.environment("SLUICE_DATA").map(Path::of))
                .orElseGet(() -> home(invocation));
        ServerSettings defaults = ServerSettings.of(data);
        return new ServerSettings(
                data,
                arguments.one(HOST).orElse(defaults.host()),
                arguments.one(PORT).orElse(defaults.port()),
                arguments.one(URL),
                adminPassword(invocation),
                limits(arguments, defaults.limits()),
                proxies(arguments.all(TRUSTED_PROXY)),
                kept(arguments),
                ContainerOptions.of(arguments, DockerOptions.ofServer()),
                IncludeOptions.of(invocation));
    }

    private static ServerSettings.Limits limits(Arguments arguments, ServerSettings.Limits defaults) {
        return new ServerSettings.Limits(
                arguments.one(SLOTS).orElse(defaults.slots()),
                arguments.one(JOB_TIMEOUT).map(Duration::ofMinutes).orElse(defaults.jobTimeout()),
                arguments.one(RUNS_PER_PUSH).orElse(defaults.runsPerPush()),
                arguments.one(PUSH_MAX).map(mebibytes -> (long) mebibytes << 20).orElse(defaults.pushBytesMax()),
                arguments.one(GIT_STALL).map(Duration::ofSeconds).orElse(defaults.gitStall()));
    }

    private static RetentionRules kept(Arguments arguments) {
        return new RetentionRules(
                arguments.one(KEEP_RUNS).map(Duration::ofDays),
                arguments.one(KEEP_LOGS).map(Duration::ofDays),
                arguments.one(KEEP_ARTIFACTS).map(Duration::ofDays),
                arguments.one(KEEP_AUDIT).map(Duration::ofDays),
                arguments.one(KEEP_NEWEST).orElse(RetentionRules.NEWEST_RUNS));
    }

    private static TrustedProxies proxies(List<String> texts) throws CommandFailed {
        try {
            return TrustedProxies.of(texts);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(Exit.INVALID, TRUSTED_PROXY.name() + " " + e.getMessage(), "");
        }
    }

    private static String adminPassword(Invocation invocation) throws CommandFailed {
        String password = invocation.environment("SLUICE_ADMIN_PASSWORD").orElse("");
        if (!password.isEmpty() && password.length() < Accounts.PASSWORD_CHARACTERS_MIN) {
            throw new CommandFailed(
                    Exit.INVALID,
                    "SLUICE_ADMIN_PASSWORD is too short",
                    "a password has at least " + Accounts.PASSWORD_CHARACTERS_MIN + " characters");
        }
        return password;
    }

    private static Path home(Invocation invocation) {
        return invocation
                .environment("XDG_DATA_HOME")
                .map(Path::of)
                .orElseGet(() -> invocation.home().resolve(".local").resolve("share"))
                .resolve("sluice");
    }
}
