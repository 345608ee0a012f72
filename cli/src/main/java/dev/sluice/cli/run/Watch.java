package dev.sluice.cli.run;

import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.UsageError;
import dev.sluice.cli.term.Color;
import dev.sluice.cli.term.SafeText;
import dev.sluice.cli.term.Signals;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code --watch}: runs, and runs again whenever the files have changed. A change during a run cancels it; files that are still being
 * written are waited for. Ctrl-C ends it, with a run under way that one first.
 */
final class Watch {
    private static final Duration LOOK_EVERY = Duration.ofMillis(400);
    private static final Duration QUIET_FOR = Duration.ofMillis(150);
    /** Looking may take so much of the time at most: a large tree is looked at less often. */
    private static final int COST_FACTOR = 10;

    private static final int NAMES_MAX = 3;

    private final Invocation invocation;
    private final RunRequest request;
    private final Checkout checkout;
    private final LocalRepository repository;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger exit = new AtomicInteger(Exit.OK);
    private Snapshot seen;

    Watch(Invocation invocation, RunRequest request, Checkout checkout, LocalRepository repository) {
        this.invocation = invocation;
        this.request = request;
        this.checkout = checkout;
        this.repository = repository;
        this.seen = Snapshot.of(repository, without());
    }

    /** The exit code of the last run. */
    int run() throws Exception {
        try (Signals.Registration interrupt = Signals.on("INT", ended::countDown);
                Signals.Registration terminate = Signals.on("TERM", ended::countDown)) {
            for (boolean first = true; ended.getCount() > 0; first = false) {
                once(first);
                if (ended.getCount() > 0) {
                    say("watching for changes; Ctrl-C ends");
                    awaitChange();
                }
            }
        }
        return exit.get();
    }

    private void once(boolean first) throws Exception {
        Interruption interruption = new Interruption();
        FutureTask<Integer> task =
                new FutureTask<>(() -> new OneRun(invocation, request, checkout, repository, interruption).run());
        Thread.ofVirtual().name("watched-run").start(task);
        while (!task.isDone()) {
            if (pause(task) && look().differsFrom(seen)) {
                interruption.cancel();
                await(task);
            }
        }
        try {
            exit.set(task.get());
        } catch (ExecutionException e) {
            tell(e.getCause() instanceof Exception cause ? cause : e, first);
        }
        if (interruption.isSignalled()) {
            ended.countDown();
        }
    }

    /** What is wrong from the start will not be mended by a change of the files alone; what comes later may. */
    private void tell(Exception cause, boolean first) throws Exception {
        if (first || !(cause instanceof CommandFailed || cause instanceof UsageError)) {
            throw cause;
        }
        exit.set(Exit.INVALID);
        invocation.err().line(invocation.err().paint(Color.RED, "sluice: ") + cause.getMessage());
    }

    /** Waits a moment; false where the run has ended. */
    private static boolean pause(FutureTask<Integer> task) throws InterruptedException {
        try {
            task.get(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        } catch (java.util.concurrent.TimeoutException e) {
            return true;
        } catch (ExecutionException e) {
            return false;
        }
    }

    private static void await(FutureTask<Integer> task) throws InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            // Told by whoever takes the result.
        }
    }

    private void awaitChange() throws InterruptedException {
        Snapshot now = look();
        while (!now.differsFrom(seen)) {
            Duration pause = now.cost().multipliedBy(COST_FACTOR);
            if (wait(pause.compareTo(LOOK_EVERY) > 0 ? pause : LOOK_EVERY)) {
                return;
            }
            now = look();
        }
        Snapshot before = now;
        if (wait(QUIET_FOR)) {
            return;
        }
        for (now = look(); now.differsFrom(before); now = look()) {
            before = now;
            if (wait(QUIET_FOR)) {
                return;
            }
        }
        List<String> changed = now.changedSince(seen);
        seen = now;
        int more = changed.size() - NAMES_MAX;
        say("changed: " + SafeText.name(String.join(", ", changed.subList(0, Math.min(NAMES_MAX, changed.size()))))
                + (more > 0 ? " and " + more + " more" : ""));
    }

    /** Whether the watch was ended meanwhile. */
    private boolean wait(Duration time) throws InterruptedException {
        return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Snapshot look() {
        try {
            return Snapshot.of(repository, without());
        } catch (UncheckedIOException e) {
            // The next look sees what came of it.
            return seen;
        }
    }

    /** What the runs themselves leave in the tree. */
    private List<Path> without() {
        return request.artifactsTo().map(List::of).orElse(List.of());
    }

    private void say(String text) {
        invocation.err().line(invocation.err().paint(Color.DIM, "sluice: " + text));
    }
}
