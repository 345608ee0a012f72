package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import dev.sluice.adapters.runner.session.Attempt;
import dev.sluice.adapters.runner.session.UnusableVariable;
import dev.sluice.core.model.JobContainers.Image;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the containers of one attempt, all of them with the limits and labels that the runner wants. */
final class Containers {
    private final DockerClient client;
    private final DockerOptions options;
    private final Attempt attempt;
    private final List<String> made = new ArrayList<>();
    private Optional<String> network = Optional.empty();

    Containers(DockerClient client, DockerOptions options, Attempt attempt) {
        this.client = client;
        this.options = options;
        this.attempt = attempt;
    }

    /**
     * A container to be made.
     *
     * @param role what it is to the job; becomes part of its name
     * @param aliases its names in the job's network
     * @param command empty: the image's own
     */
    record Wanted(
            String role,
            Images.Ready image,
            Image asked,
            List<String> aliases,
            List<String> command,
            Map<String, String> variables,
            List<Mount> mounts) {}

    /** Makes a network for the attempt's containers alone; those made from now on are in it. */
    void makeNetwork() {
        network = Optional.of(client.createNetworkCmd()
                .withName(name("network"))
                .withLabels(labels("network"))
                .exec()
                .getId());
    }

    /** Makes a container without starting it; its id. */
    String make(Wanted wanted, boolean inProject) throws UnusableVariable {
        HostConfig host = HostConfig.newHostConfig()
                .withMounts(wanted.mounts())
                .withPrivileged(options.privileged())
                .withReadonlyRootfs(options.readOnly() && inProject);
        if (options.readOnly() && inProject) {
            host.withTmpFs(Map.of("/tmp", "exec"));
        }
        if (options.memoryBytes() > 0) {
            host.withMemory(options.memoryBytes()).withMemorySwap(options.memoryBytes());
        }
        if (options.cpus() > 0) {
            host.withNanoCPUs(Math.round(options.cpus() * 1e9));
        }
        CreateContainerCmd create = client.createContainerCmd(wanted.image().id())
                .withName(name(wanted.role()))
                .withLabels(labels(wanted.role()))
                .withEnv(environment(wanted.variables()));
        if (network.isPresent()) {
            host.withNetworkMode(network.get());
            create.withAliases(wanted.aliases());
        }
        if (!wanted.asked().entrypoint().isEmpty()) {
            create.withEntrypoint(wanted.asked().entrypoint());
        }
        if (!wanted.command().isEmpty()) {
            create.withCmd(wanted.command());
        }
        if (!wanted.asked().user().isEmpty()) {
            create.withUser(wanted.asked().user());
        }
        if (!wanted.asked().platform().isEmpty()) {
            create.withPlatform(wanted.asked().platform());
        }
        if (inProject) {
            create.withWorkingDir(wanted.mounts().getFirst().getTarget());
        }
        String id = create.withHostConfig(host).exec().getId();
        made.add(id);
        return id;
    }

    private static List<String> environment(Map<String, String> variables) throws UnusableVariable {
        List<String> environment = new ArrayList<>();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            UnusableVariable.check(variable.getKey(), variable.getValue());
            environment.add(variable.getKey() + "=" + variable.getValue());
        }
        return environment;
    }

    private String name(String role) {
        return "sluice-" + attempt.workspace().mark().value().substring(0, 16) + "-" + role;
    }

    Map<String, String> labels(String role) {
        Map<String, String> labels =
                new HashMap<>(Labels.of(attempt.order(), attempt.settings().name(), role));
        labels.put(Labels.WORKSPACE, attempt.workspace().path().toString());
        return labels;
    }

    /** Removes all that was made. */
    void removeAll() {
        List<Thread> threads = made.stream()
                .map(id -> Thread.ofVirtual().start(() -> Leftovers.removeContainer(client, id)))
                .toList();
        for (Thread thread : threads) {
            joinFully(thread);
        }
        made.clear();
        network.ifPresent(id -> Leftovers.removeNetwork(client, id));
        network = Optional.empty();
    }

    /** What was made must go, also where this thread is asked to end. */
    private static void joinFully(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
