package dev.sluice.server.git;

import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.project.Project;
import dev.sluice.app.trigger.PushOptions;
import dev.sluice.app.trigger.PushSignature;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * Connects an HTTP exchange to a git process: what the client sends goes to its input, what it writes goes to the client,
 * in pieces of a fixed size. Called on platform threads; safe for many of them.
 */
public final class GitService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GitService.class);
    private static final int PIECE = 64 * 1024;
    private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z0-9=:.-]{1,100}");
    private static final HttpString GIT_PROTOCOL = new HttpString("Git-Protocol");

    /** What keeps a repository safe from what is pushed to it and from what its owner could configure. */
    private static final List<String> RULES = List.of(
            "-c", "receive.fsckObjects=true",
            "-c", "receive.advertisePushOptions=true",
            "-c", "receive.autogc=false",
            // Each move of a ref is noted, so that two pushes in a row are two even if they are looked at together.
            "-c", "core.logAllRefUpdates=always",
            "-c", "transfer.hideRefs=refs/",
            "-c", "transfer.hideRefs=!refs/heads/",
            "-c", "transfer.hideRefs=!refs/tags/",
            "-c", "uploadpack.allowFilter=true",
            "-c", "pack.threads=1",
            "-c", "pack.windowMemory=64m",
            "-c", "core.bigFileThreshold=16m",
            "-c", "core.packedGitLimit=128m",
            "-c", "core.packedGitWindowSize=16m",
            "-c", "gc.auto=0");

    private static final List<String> ADVERTISE = List.of("--stateless-rpc", "--advertise-refs", ".");

    /** More than the most refs that a push may change have before its pack. */
    private static final int COMMANDS_BYTES_MAX = 32 * 1024 * 1024;

    /** How much of a refused push is taken in before the answer. */
    private static final int REFUSED_BYTES_MAX = 16 * 1024 * 1024;

    private final GitBackend backend;
    private final PushListener listener;
    private final Limits limits;
    private final ScheduledThreadPoolExecutor watchdog;

    /**
     * What a transfer may take.
     *
     * @param pushBytesMax limit of one push's pack
     * @param stall a transfer in which nothing moved for so long is cut
     */
    public record Limits(long pushBytesMax, Duration stall) {}

    public GitService(GitBackend backend, PushListener listener, Limits limits) {
        this.backend = backend;
        this.listener = listener;
        this.limits = limits;
        this.watchdog = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("git-watchdog").daemon().factory());
        watchdog.setRemoveOnCancelPolicy(true);
    }

    /** The two services of git's protocol. */
    enum Kind {
        UPLOAD_PACK("upload-pack", Permission.READ),
        RECEIVE_PACK("receive-pack", Permission.PUSH);

        private final String command;
        private final Permission permission;

        Kind(String command, Permission permission) {
            this.command = command;
            this.permission = permission;
        }

        static Optional<Kind> of(String service) {
            for (Kind kind : values()) {
                if (service.equals("git-" + kind.command)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }

        Permission permission() {
            return permission;
        }

        String type(String what) {
            return "application/x-git-" + command + "-" + what;
        }
    }

    void advertise(HttpServerExchange exchange, Project project, Kind kind) throws IOException {
        advertise(exchange, start(exchange, project, kind, ADVERTISE), project.path(), kind);
    }

    /** What a push to a project that is not there yet is offered: nothing to compare with. */
    void advertiseNew(HttpServerExchange exchange, String path) throws IOException {
        List<String> command = command(Kind.RECEIVE_PACK, ADVERTISE);
        advertise(exchange, start(exchange, backend.commandInEmpty(Map.of(), command)), path, Kind.RECEIVE_PACK);
    }

    private static void advertise(HttpServerExchange exchange, GitTransfer transfer, String path, Kind kind)
            throws IOException {
        try (GitTransfer git = transfer) {
            git.feed(_ -> {});
            OutputStream out = git.counted(begin(exchange, kind.type("advertisement")));
            if (!versionTwo(exchange, kind)) {
                PacketLine.of("# service=git-" + kind.command + "\n").writeTo(out);
                PacketLine.end().writeTo(out);
            }
            GitTransfer.copy(git.fromGit(), out);
            finish(git, path, kind);
            out.close();
        }
    }

    void fetch(HttpServerExchange exchange, Project project) throws IOException {
        requireType(exchange, Kind.UPLOAD_PACK);
        try (GitTransfer git = start(exchange, project, Kind.UPLOAD_PACK, List.of("--stateless-rpc", "."))) {
            InputStream body = body(exchange);
            git.feed(toGit -> GitTransfer.copy(body, toGit));
            OutputStream out = git.counted(begin(exchange, Kind.UPLOAD_PACK.type("result")));
            GitTransfer.copy(git.fromGit(), out);
            finish(git, project.path(), Kind.UPLOAD_PACK);
            out.close();
        }
    }

    /** Makes the project that a push is for. */
    @FunctionalInterface
    interface Maker {
        /** The project, and whether this call made it; empty where the caller may not have it. */
        Optional<Made> make(String defaultBranch);

        /** A project, new or made by another push meanwhile. */
        record Made(Project project, boolean fresh) {}
    }

    void push(HttpServerExchange exchange, Project project, Caller caller) throws IOException {
        requireType(exchange, Kind.RECEIVE_PACK);
        InputStream body = new BufferedInputStream(body(exchange), PIECE);
        BoundedBytes commands = new BoundedBytes(COMMANDS_BYTES_MAX);
        PushRequest push = commands(exchange, body, commands);
        List<String> refusals = new ArrayList<>(listener.refusals(project, caller, push.refs()));
        PushOptions.problem(push.options()).ifPresent(refusals::add);
        if (!refusals.isEmpty()) {
            refuse(exchange, push, refusals, body);
            return;
        }
        List<String> firstLines = push.deletes() ? listener.deleting(project, caller) : List.of();
        push(exchange, new Incoming(push, commands, body), project, caller, firstLines);
    }

    /** Answers as git does whose hook refused: nothing is moved, each ref has its reason. */
    private static void refuse(HttpServerExchange exchange, PushRequest push, List<String> why, InputStream rest)
            throws IOException {
        // A client that still sends its pack would not look at the answer.
        rest.readNBytes(REFUSED_BYTES_MAX);
        try (OutputStream out = begin(exchange, Kind.RECEIVE_PACK.type("result"))) {
            ByteArrayOutputStream report = new ByteArrayOutputStream();
            PacketLine.of("unpack ok\n").writeTo(report);
            for (String ref : push.refs()) {
                PacketLine.of("ng " + ref + " refused\n").writeTo(report);
            }
            PacketLine.end().writeTo(report);
            if (!push.sideBand()) {
                out.write(push.reports() ? report.toByteArray() : new byte[0]);
                return;
            }
            for (String line : why) {
                PacketLine.progress("Sluice: " + line + "\n").writeTo(out);
            }
            byte[] bytes = report.toByteArray();
            for (int at = 0; push.reports() && at < bytes.length; at += PIECE / 2) {
                PacketLine.data(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE / 2)))
                        .writeTo(out);
            }
            PacketLine.end().writeTo(out);
        }
    }

    /** The body of a push whose commands were read: what was read, and what comes after it. */
    private record Incoming(PushRequest push, BoundedBytes commands, InputStream rest) {
        InputStream whole() {
            return new SequenceInputStream(new ByteArrayInputStream(commands.toByteArray()), rest);
        }
    }

    /**
     * Takes a push to a project that is not there yet. What stands before the pack is read first: it names the branch,
     * and a probe, which git sends before a large push, names none and makes nothing.
     *
     * @return whether it is answered; false where the project cannot be had
     */
    boolean pushNew(HttpServerExchange exchange, Caller caller, Maker maker) throws IOException {
        requireType(exchange, Kind.RECEIVE_PACK);
        InputStream body = new BufferedInputStream(body(exchange), PIECE);
        BoundedBytes commands = new BoundedBytes(COMMANDS_BYTES_MAX);
        PushRequest push = commands(exchange, body, commands);
        if (push.refs().isEmpty()) {
            begin(exchange, Kind.RECEIVE_PACK.type("result")).close();
            return true;
        }
        Optional<Maker.Made> made = maker.make(push.mainBranch());
        if (made.isEmpty()) {
            return false;
        }
        Project project = made.get().project();
        List<String> firstLines = made.get().fresh() ? List.of(listener.made(project)) : List.of();
        push(exchange, new Incoming(push, commands, body), project, caller, firstLines);
        return true;
    }

    /** What stands before the pack, which must be there in time. */
    private PushRequest commands(HttpServerExchange exchange, InputStream body, OutputStream into) throws IOException {
        Thread reader = Thread.currentThread();
        Future<?> cut = watchdog.schedule(
                () -> {
                    LOG.warn("path={} git transfer cut: no commands (option --git-stall)", exchange.getRequestURI());
                    IoUtils.safeClose(exchange.getConnection());
                    reader.interrupt();
                },
                limits.stall().toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return PushRequest.copy(body, into);
        } finally {
            cut.cancel(false);
        }
    }

    private void push(
            HttpServerExchange exchange, Incoming incoming, Project project, Caller caller, List<String> firstLines)
            throws IOException {
        boolean reported = false;
        PushRequest push = incoming.push();
        PushSignature signature =
                new PushSignature(caller.login(), UUID.randomUUID().toString(), push.options());
        Map<String, String> variables =
                Map.of("GIT_COMMITTER_NAME", signature.name(), "GIT_COMMITTER_EMAIL", signature.mail());
        List<String> command = command(Kind.RECEIVE_PACK, List.of("--stateless-rpc", "."));
        GitTransfer git = start(exchange, backend.command(project, variables, command));
        try {
            git.feed(toGit -> GitTransfer.copy(incoming.whole(), toGit));
            OutputStream out = git.counted(begin(exchange, Kind.RECEIVE_PACK.type("result")));
            reported = report(git, out, project, caller, push, firstLines);
            out.close();
        } finally {
            git.close();
            if (!reported && !push.refs().isEmpty()) {
                // The client is gone, but git may have taken the push all the same.
                told(project, caller, push.options());
            }
        }
    }

    /** Hands git's answer on and puts what the listener says before its end. */
    private boolean report(
            GitTransfer git,
            OutputStream out,
            Project project,
            Caller caller,
            PushRequest push,
            List<String> firstLines)
            throws IOException {
        if (!push.sideBand()) {
            GitTransfer.copy(git.fromGit(), out);
            finish(git, project.path(), Kind.RECEIVE_PACK);
            told(project, caller, push.options());
            return true;
        }
        InputStream fromGit = new BufferedInputStream(git.fromGit(), PIECE);
        boolean ended = false;
        for (Optional<PacketLine> line = PacketLine.read(fromGit); line.isPresent(); line = PacketLine.read(fromGit)) {
            if (line.get().flush()) {
                // The refs are moved by now: git writes its report after that.
                ended = true;
            } else {
                line.get().writeTo(out);
            }
        }
        finish(git, project.path(), Kind.RECEIVE_PACK);
        List<String> messages = new ArrayList<>(firstLines);
        messages.addAll(told(project, caller, push.options()));
        for (String message : messages) {
            PacketLine.progress(message + "\n").writeTo(out);
        }
        if (ended) {
            PacketLine.end().writeTo(out);
        }
        return true;
    }

    private List<String> told(Project project, Caller caller, List<String> options) {
        try {
            return listener.received(project, caller, options);
        } catch (RuntimeException e) {
            LOG.error("project={} the push is kept, but its runs could not be made yet", project.path(), e);
            return List.of("Sluice has kept the push but could not start its run now; it does so by itself later.");
        }
    }

    private GitTransfer start(HttpServerExchange exchange, Project project, Kind kind, List<String> arguments)
            throws IOException {
        List<String> command = command(kind, arguments);
        Map<String, String> variables = versionTwo(exchange, kind) || hasProtocol(exchange, kind)
                ? Map.of("GIT_PROTOCOL", protocol(exchange))
                : Map.of();
        return start(exchange, backend.command(project, variables, command));
    }

    private GitTransfer start(HttpServerExchange exchange, ProcessBuilder builder) throws IOException {
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        return new GitTransfer(process, exchange, limits.stall(), watchdog);
    }

    private List<String> command(Kind kind, List<String> arguments) {
        List<String> command = new ArrayList<>(RULES);
        if (kind == Kind.RECEIVE_PACK) {
            command.addAll(List.of("-c", "receive.maxInputSize=" + limits.pushBytesMax()));
        }
        command.add(kind.command);
        command.addAll(arguments);
        return command;
    }

    private static boolean hasProtocol(HttpServerExchange exchange, Kind kind) {
        return kind == Kind.UPLOAD_PACK && !protocol(exchange).isEmpty();
    }

    private static boolean versionTwo(HttpServerExchange exchange, Kind kind) {
        return kind == Kind.UPLOAD_PACK
                && List.of(protocol(exchange).split(":")).contains("version=2");
    }

    private static String protocol(HttpServerExchange exchange) {
        String asked = exchange.getRequestHeaders().getFirst(GIT_PROTOCOL);
        return asked != null && PROTOCOL.matcher(asked).matches() ? asked : "";
    }

    private static void requireType(HttpServerExchange exchange, Kind kind) throws IOException {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        if (!kind.type("request").equals(type)) {
            exchange.setStatusCode(415);
            throw new IOException("content type is " + type);
        }
    }

    private static InputStream body(HttpServerExchange exchange) throws IOException {
        String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
        InputStream raw = exchange.getInputStream();
        return encoding != null && (encoding.equals("gzip") || encoding.equals("x-gzip"))
                ? new GZIPInputStream(raw, PIECE)
                : raw;
    }

    private static OutputStream begin(HttpServerExchange exchange, String type) throws IOException {
        if (exchange.isResponseStarted()) {
            throw new IOException("the transfer was cut");
        }
        exchange.setStatusCode(200);
        exchange.getResponseHeaders().put(new HttpString("Content-Type"), type);
        exchange.getResponseHeaders().put(new HttpString("Cache-Control"), "no-store");
        return exchange.getOutputStream();
    }

    private static void finish(GitTransfer git, String path, Kind kind) throws IOException {
        int code = git.finish();
        if (code != 0) {
            LOG.info("project={} git {} ended with {}", path, kind.command, code);
        }
    }

    /** Ends the thread that watches the transfers; end those before. */
    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}
