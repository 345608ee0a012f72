package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Removes what processes of Sluice made on an engine, found by its labels. Safe for use by many threads. */
final class Leftovers {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());
    private static final int TRIES = 20;

    private Leftovers() {}

    /** Removes what processes of this machine left that do not run any more. */
    static void ofTheDead(DockerClient client) {
        remove(client, process -> !Labels.isAlive(process));
    }

    /** Removes all that this process made. */
    static void ofThisProcess(DockerClient client) {
        remove(client, Labels.process()::equals);
    }

    private static void remove(DockerClient client, Predicate<String> whose) {
        Map<String, String> ours = Map.of(Labels.HOST, Labels.host());
        List<Container> containers = client.listContainersCmd().withShowAll(true).withLabelFilter(ours).exec().stream()
                .filter(container -> isOf(container.getLabels(), whose))
                .toList();
        List<Thread> threads = containers.stream()
                .map(container -> Thread.ofVirtual().start(() -> remove(client, container)))
                .toList();
        join(threads);
        for (Network network : client.listNetworksCmd()
                .withFilter("label", List.of(Labels.HOST + "=" + Labels.host()))
                .exec()) {
            if (isOf(network.getLabels(), whose)) {
                removeNetwork(client, network.getId());
            }
        }
        Optional.ofNullable(client.listVolumesCmd()
                        .withFilter("label", List.of(Labels.HOST + "=" + Labels.host()))
                        .exec()
                        .getVolumes())
                .orElse(List.of())
                .stream()
                .filter(volume -> isOf(volume.getLabels(), whose))
                .forEach(volume -> removeVolume(client, volume.getName()));
    }

    private static boolean isOf(Map<String, String> labels, Predicate<String> whose) {
        return labels != null && whose.test(labels.getOrDefault(Labels.PROCESS, ""));
    }

    private static void remove(DockerClient client, Container container) {
        LOG.log(System.Logger.Level.DEBUG, "removing a container that was left, id={0}", container.getId());
        removeContainer(client, container.getId());
        Map<String, String> labels = container.getLabels();
        Path workspace = Path.of(labels.getOrDefault(Labels.WORKSPACE, ""));
        if (Labels.ROLE_JOB.equals(labels.get(Labels.ROLE))
                && workspace.isAbsolute()
                && Files.isDirectory(workspace)
                && Ownership.isForeign(workspace)) {
            try {
                Ownership.take(client, container.getImageId(), workspace, labels);
            } catch (EngineTrouble e) {
                LOG.log(System.Logger.Level.WARNING, "{0}, folder={1}", e.getMessage(), workspace);
            }
        }
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills and removes a container with its unnamed volumes. */
    static void removeContainer(DockerClient client, String id) {
        attempt("container", id, () -> client.removeContainerCmd(id)
                .withForce(true)
                .withRemoveVolumes(true)
                .exec());
    }

    /** Removes a network. An engine lets go of a removed container's place in it a moment later. */
    static void removeNetwork(DockerClient client, String id) {
        attempt("network", id, () -> client.removeNetworkCmd(id).exec());
    }

    static void removeVolume(DockerClient client, String name) {
        attempt("volume", name, () -> client.removeVolumeCmd(name).exec());
    }

    private static void attempt(String what, String id, Runnable removal) {
        for (int i = 1; ; i++) {
            try {
                removal.run();
                return;
            } catch (NotFoundException e) {
                return;
            } catch (ConflictException e) {
                if (EngineTrouble.words(e).contains("already in progress")) {
                    return;
                }
                if (i == TRIES) {
                    warn(what, id, e);
                    return;
                }
            } catch (RuntimeException e) {
                if (i == TRIES || !EngineTrouble.words(e).contains("active endpoints")) {
                    warn(what, id, e);
                    return;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void warn(String what, String id, RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "a {0} cannot be removed, id={1}: {2}", what, id, EngineTrouble.words(e));
    }
}
