package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.ExecCreateCmdResponse;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.WaitResponse;
import dev.sluice.adapters.runner.session.Attempt;
import dev.sluice.adapters.runner.session.Commands;
import dev.sluice.adapters.runner.session.JobLog;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobStopped;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One script in the job's container: a start of the container, its output, its end. The container's first process is the
 * shell with the script, so that everything in it ends with the script.
 */
final class ScriptRun implements Commands.Script {
    private static final int KILLED = 137;

    private final DockerClient client;
    private final String container;
    private final Attempt attempt;
    private final Runnable settled;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile int code = -1;
    private volatile String trouble = "";

    private ScriptRun(DockerClient client, String container, Attempt attempt, Runnable settled) {
        this.client = client;
        this.container = container;
        this.attempt = attempt;
        this.settled = settled;
    }

    /**
     * Starts the container. Its output is listened to before, or the first lines would be lost.
     *
     * @param settled runs when the script and its output have ended, on the attempt's thread
     */
    static ScriptRun start(DockerClient client, String container, Attempt attempt, Runnable settled)
            throws InterruptedException {
        ScriptRun run = new ScriptRun(client, container, attempt, settled);
        JobLog.Output output = attempt.log().output();
        Listening<Frame> attached = new Listening<>(
                frame -> output.accept(frame.getPayload(), frame.getPayload().length, false), output::finish);
        client.attachContainerCmd(container)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(attached);
        attached.awaitStart();
        if (attached.trouble().isPresent()) {
            throw new IllegalStateException("no output of the container: "
                    + EngineTrouble.words(attached.trouble().get()));
        }
        try {
            client.startContainerCmd(container).exec();
        } catch (RuntimeException e) {
            closeQuietly(attached);
            throw e;
        }
        Thread.ofVirtual().name("container-end").start(() -> run.awaitContainer(attached));
        return run;
    }

    private void awaitContainer(Listening<Frame> attached) {
        try {
            Listening<WaitResponse> end = client.waitContainerCmd(container)
                    .exec(new Listening<>(answer -> code = answer.getStatusCode(), () -> {}));
            end.awaitEnd();
            end.trouble().ifPresent(e -> trouble = EngineTrouble.words(e));
            attached.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            trouble = EngineTrouble.words(e);
        } finally {
            over.countDown();
            attempt.stop().wake();
        }
    }

    private static void closeQuietly(Listening<Frame> attached) {
        try {
            attached.close();
        } catch (java.io.IOException e) {
            // The container did not start: there is nothing to hear.
        }
    }

    @Override
    public boolean isOver() {
        return over.getCount() == 0;
    }

    /** Everything in the container gets SIGTERM; its first process would not take it from outside. */
    @Override
    public void stop() throws InterruptedException {
        try {
            ExecCreateCmdResponse ask = client.execCreateCmd(container)
                    .withCmd("sh", "-c", "kill -TERM -1")
                    .exec();
            client.execStartCmd(ask.getId()).withDetach(true).exec(new Listening<>(_ -> {}, () -> {}));
            over.await(attempt.settings().grace().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            // It has ended meanwhile, or takes no commands: it is killed.
        }
        if (!isOver()) {
            try {
                client.killContainerCmd(container).exec();
            } catch (RuntimeException e) {
                // It has ended meanwhile; else it ends when it is removed.
            }
        }
        awaitOutput();
    }

    @Override
    public void awaitOutput() throws InterruptedException {
        if (!over.await(10, TimeUnit.SECONDS)) {
            trouble = "the engine does not say how it ended";
        }
        settled.run();
    }

    @Override
    public int exitCode() throws JobStopped {
        if (!trouble.isEmpty() || code < 0) {
            throw attempt.fail(FailureReason.RUNNER_SYSTEM_FAILURE, "the job's container was lost: " + trouble);
        }
        if (code == KILLED && isOutOfMemory()) {
            throw attempt.fail(
                    FailureReason.LIMIT_REACHED,
                    "the job's container needed more memory than it may have, the limit --memory");
        }
        return code;
    }

    private boolean isOutOfMemory() {
        try {
            InspectContainerResponse.ContainerState state =
                    client.inspectContainerCmd(container).exec().getState();
            return Boolean.TRUE.equals(state.getOOMKilled());
        } catch (RuntimeException e) {
            return false;
        }
    }
}
