package dev.sluice.adapters.runner.docker;

import dev.sluice.adapters.runner.session.AttemptExecutor;
import dev.sluice.adapters.runner.session.RunnerParts;
import dev.sluice.app.run.JobExecutor;
import dev.sluice.core.model.JobResult;
import java.util.Map;

/**
 * Runs the scripts of jobs in containers of a Docker or Podman engine. Checkout, artifacts, caches, log and masking are
 * done by Sluice itself on this machine, on the folder that the container sees. Each job has its containers, and a network
 * of its own where it has services; all are removed when it ends. Safe for use by many threads.
 */
public final class DockerExecutor implements JobExecutor, AutoCloseable {
    private final Engine engine;
    private final AttemptExecutor attempts;

    private DockerExecutor(Engine engine, AttemptExecutor attempts) {
        this.engine = engine;
        this.attempts = attempts;
    }

    /**
     * A connection to the engine, opened before the workspaces: what dead processes left on the engine still holds their
     * files.
     */
    public static final class Connection {
        private final Engine engine;
        private final Map<String, String> environment;

        private Connection(Engine engine, Map<String, String> environment) {
            this.engine = engine;
            this.environment = environment;
        }

        /** The executor on this engine; to be closed after its last job. */
        public DockerExecutor executor(RunnerParts parts, DockerOptions options) {
            Images images = new Images(engine, options, new RegistryLogins(environment));
            return new DockerExecutor(
                    engine,
                    new AttemptExecutor(parts, attempt -> new DockerCommands(attempt, engine, images, options)));
        }
    }

    /**
     * Connects to the engine and removes what runners of this machine that do not live any more left there.
     *
     * @param environment of this process: {@code DOCKER_HOST} and the like
     * @throws EngineTrouble where no engine answers
     */
    public static Connection connect(Map<String, String> environment) throws EngineTrouble {
        Engine engine = Engine.connect(environment);
        try {
            Leftovers.ofTheDead(engine.client());
        } catch (RuntimeException e) {
            throw new EngineTrouble("the engine refuses to list its containers: " + EngineTrouble.words(e), e);
        }
        return new Connection(engine, environment);
    }

    @Override
    public JobResult execute(JobOrder order, StopSignal stop) {
        return attempts.execute(order, stop);
    }

    /** Kills and removes all containers of this process, for a process that is about to end itself. */
    public void killAll() {
        Leftovers.ofThisProcess(engine.client());
    }

    @Override
    public void close() {
        engine.close();
    }
}
