package dev.sluice.cli.demo;

import dev.sluice.adapters.git.GitException;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Scope;
import dev.sluice.app.access.Secret;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.Projects;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.serve.ServerApp;
import dev.sluice.cli.serve.ServerLog;
import dev.sluice.cli.serve.ServerSettings;
import dev.sluice.cli.serve.StopRequest;
import dev.sluice.server.http.HttpServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code sluice demo}: starts a server with a data folder of its own, pushes a project of two services to it by real git,
 * and tells what happens on the way to production. Started again it goes on where it was. While it runs, a second
 * {@code sluice demo --break} pushes a mistake to it.
 */
public final class DemoCommand implements Command {
    private static final int USUAL_PORT = 8080;
    private static final Option<String> BREAK =
            Option.flag("--break", "push a commit whose health check answers 500, and see it rolled back");
    private static final Option<String> MEND = Option.flag("--mend", "push the commit that takes the mistake back");
    private static final Option<Integer> PORT =
            Option.number("--port", "N", "port to listen on (8080, or a free one where it is taken)", 0, 65_535);
    private static final Option<Path> FOLDER =
            Option.path("--folder", "DIR", "where the demo keeps everything (~/.sluice/demo)");

    @Override
    public String name() {
        return "demo";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "see a project go from git push to production on this machine",
                CommandSpec.Operands.none(),
                List.of(PORT, FOLDER, BREAK, MEND),
                List.of("Ctrl-C stops everything it started; started again it goes on with its history."),
                List.of(
                        new CommandSpec.Example("sluice demo", "start it, and follow what it prints"),
                        new CommandSpec.Example(
                                "sluice demo --break", "in a second terminal: a bad commit, rolled back by itself")));
    }

    @Override
    public int run(Invocation invocation) throws Exception {
        DemoFolder folder = DemoFolder.open(place(invocation));
        boolean breaks = invocation.arguments().has(BREAK);
        boolean mends = invocation.arguments().has(MEND);
        if (breaks && mends) {
            throw new CommandFailed(Exit.INVALID, "--break and --mend at once", "take one of them");
        }
        Optional<String> running = RunningDemo.addressOf(folder);
        if (running.isPresent()) {
            return pushTo(folder, running.get(), breaks, mends, invocation);
        }
        return serve(folder, breaks, mends, invocation);
    }

    /** The demo runs in another terminal: only the commit is made here. */
    private static int pushTo(DemoFolder folder, String url, boolean breaks, boolean mends, Invocation invocation)
            throws IOException, CommandFailed {
        if (!breaks && !mends) {
            throw new CommandFailed(
                    Exit.FAILED,
                    "the demo runs already, at " + url,
                    "see its pages there, or push a mistake: sluice demo --break");
        }
        ShopRepository shop = new ShopRepository(folder.shop());
        try {
            if (change(shop, breaks, invocation)) {
                shop.push();
                invocation.err().line("  pushed      " + shop.head());
                invocation.err().line("  watch it    " + url + "/p/" + ShopRepository.PROJECT + "/environments");
            }
        } catch (GitException e) {
            throw new CommandFailed(Exit.FAILED, String.valueOf(e.getMessage()), "");
        }
        return Exit.OK;
    }

    private static int serve(DemoFolder folder, boolean breaks, boolean mends, Invocation invocation) throws Exception {
        ServerLog.install();
        String password =
                folder.password().orElseGet(() -> Secret.random("").reveal().substring(0, 16));
        folder.keepPassword(password);
        // The machine ends when the request is closed: what is to be said and put away comes before.
        try (StopRequest stop = StopRequest.onSignal()) {
            serve(folder, password, breaks, mends, stop, invocation);
            invocation.err().line("  stopped. `sluice demo` goes on from here; to forget it, delete " + folder.root());
        }
        return Exit.OK;
    }

    private static void serve(
            DemoFolder folder, String password, boolean breaks, boolean mends, StopRequest stop, Invocation invocation)
            throws Exception {
        try (ServerApp app = start(folder, password, invocation)) {
            app.services().delivery().stopServicesAtClose();
            folder.keepAddress(app.url());
            Project project = project(app);
            ShopRepository shop = new ShopRepository(folder.shop());
            boolean first = !shop.exists();
            greet(invocation, folder, app, password, first);
            try (DemoProgress progress = new DemoProgress(
                    app.services().store().runQueries(),
                    app.services().delivery().queries(),
                    project.id(),
                    app.url(),
                    invocation.err())) {
                if (first) {
                    shop.begin();
                }
                shop.remote(app.url(), token(folder, app));
                progress.start(first);
                if (breaks || mends) {
                    change(shop, breaks, invocation);
                }
                shop.push();
                stop.await();
                invocation.err().line("");
                invocation.err().line("  stopping the services and the server ...");
            }
        } catch (HttpServer.CannotListen | StoreUnavailable | GitException e) {
            throw new CommandFailed(Exit.FAILED, String.valueOf(e.getMessage()), "");
        } finally {
            folder.forgetAddress();
        }
    }

    private static boolean change(ShopRepository shop, boolean breaks, Invocation invocation)
            throws IOException, GitException {
        boolean changed = breaks ? shop.breakHealth() : shop.mendHealth();
        if (!changed) {
            invocation
                    .err()
                    .line(
                            breaks
                                    ? "  The shop is broken already; `sluice demo --mend` takes the mistake back."
                                    : "  There is no mistake to take back; `sluice demo --break` makes one.");
        }
        return changed;
    }

    private static ServerApp start(DemoFolder folder, String password, Invocation invocation)
            throws HttpServer.CannotListen, IOException {
        ServerSettings settings = ServerSettings.of(folder.data()).withAdminPassword(password);
        Optional<Integer> wanted = invocation.arguments().one(PORT);
        if (wanted.isPresent()) {
            return ServerApp.start(settings.withPort(wanted.get()));
        }
        try {
            return ServerApp.start(settings.withPort(USUAL_PORT));
        } catch (HttpServer.CannotListen taken) {
            return ServerApp.start(settings.withPort(0));
        }
    }

    private static Project project(ServerApp app) {
        Optional<Project> known = app.services().store().projects().byPath(ShopRepository.PROJECT);
        if (known.isPresent()) {
            return known.get();
        }
        return switch (app.services().projects().create(ShopRepository.PROJECT, "main")) {
            case Projects.Result.Made(var project) -> project;
            case Projects.Result.Refused(var why) -> throw new IllegalStateException(why);
        };
    }

    /** The token that git pushes with; made once. */
    private static String token(DemoFolder folder, ServerApp app) throws IOException {
        Optional<String> kept = folder.token();
        if (kept.isPresent()) {
            return kept.get();
        }
        Caller admin = new Caller.Person(
                app.services().store().accounts().byLogin("admin").orElseThrow(), "", "local");
        String token = app.services()
                .tokens()
                .create(admin, "demo", EnumSet.allOf(Scope.class), OptionalLong.empty(), Optional.<Duration>empty())
                .orElseThrow()
                .secret()
                .reveal();
        folder.keepToken(token);
        return token;
    }

    private static void greet(Invocation invocation, DemoFolder folder, ServerApp app, String password, boolean first) {
        var out = invocation.err();
        out.line("");
        out.line("  pages       " + app.url() + "/p/" + ShopRepository.PROJECT);
        out.line("  log in      admin, password " + password);
        out.line("  shop        " + folder.shop() + "  (commit and push there as you like)");
        out.line("  try         approve production on its page, or in a second terminal:");
        String sluice = commandWord(invocation);
        out.line("                  cd " + folder.shop() + " && " + sluice + " approve production");
        out.line("              then push a mistake: " + sluice + " demo --break");
        out.line("  end         Ctrl-C stops everything that was started");
        out.line("");
        out.line(first ? "  The first push goes its way:" : "  Going on where it was; what happens from now on:");
    }

    /** What a person types in a second terminal: the plain name where it is found there, else the launcher's place. */
    private static String commandWord(Invocation invocation) {
        String name = "sluice";
        for (String folder : invocation.environment("PATH").orElse("").split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, name))) {
                return name;
            }
        }
        return System.getProperty("sluice.launcher", name);
    }

    private static Path place(Invocation invocation) {
        return invocation.arguments().one(FOLDER).map(invocation::resolve).orElseGet(() -> invocation
                .environment("SLUICE_HOME")
                .map(Path::of)
                .orElseGet(() -> invocation.home().resolve(".sluice"))
                .resolve("demo"));
    }
}
