package dev.sluice.cli.containers;

import dev.sluice.adapters.runner.docker.DockerExecutor;
import dev.sluice.adapters.runner.docker.DockerOptions;
import dev.sluice.adapters.runner.docker.EngineTrouble;
import dev.sluice.adapters.runner.session.RunnerParts;
import dev.sluice.app.run.JobExecutor;
import java.util.Map;
import java.util.Optional;

/** Jobs in containers. This class alone knows of the engine's client, so that nothing of it is loaded where it is not wanted. */
final class ContainerPlace implements JobPlace {
    private final DockerExecutor.Connection connection;
    private final DockerOptions options;
    private Optional<DockerExecutor> executor = Optional.empty();

    private ContainerPlace(DockerExecutor.Connection connection, DockerOptions options) {
        this.connection = connection;
        this.options = options;
    }

    static JobPlace connect(DockerOptions options, Map<String, String> environment) throws Unavailable {
        try {
            return new ContainerPlace(DockerExecutor.connect(environment), options);
        } catch (EngineTrouble e) {
            throw new Unavailable(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public JobExecutor executor(RunnerParts parts) {
        DockerExecutor made = connection.executor(parts, options);
        executor = Optional.of(made);
        return made;
    }

    @Override
    public void killAll() {
        executor.ifPresent(DockerExecutor::killAll);
    }

    @Override
    public void close() {
        executor.ifPresent(DockerExecutor::close);
    }
}
