package dev.sluice.cli.containers;

import dev.sluice.adapters.runner.docker.DockerOptions;
import dev.sluice.adapters.runner.session.RunnerParts;
import dev.sluice.app.run.JobExecutor;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Where the jobs of this machine's runner run. Opened before the workspaces, closed after the last job. */
public interface JobPlace extends AutoCloseable {

    /**
     * Containers, or processes of this machine.
     *
     * @param containers what containers may be; empty: processes
     * @param environment of this process: {@code DOCKER_HOST} and the like
     * @throws Unavailable where no engine answers
     */
    static JobPlace open(Optional<DockerOptions> containers, Map<String, String> environment) throws Unavailable {
        return containers.isPresent() ? ContainerPlace.connect(containers.get(), environment) : new ShellPlace();
    }

    /** What runs them. Called once. */
    JobExecutor executor(RunnerParts parts);

    /** Ends all jobs at once, for a process that is about to end itself. */
    void killAll();

    @Override
    void close();

    /** There is no engine; the message says what to do. */
    final class Unavailable extends IOException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
