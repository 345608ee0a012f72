package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.command.ExecCreateCmdResponse;
import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether a service can be used: by its image's health check where there is one, else by its exposed ports. They
 * are asked from here, where the engine's containers can be reached from here; else the service's container is asked what
 * it listens on.
 */
final class ServiceProbe {
    private static final int CONNECT_MS = 500;
    /** State of a listening socket in {@code /proc/net/tcp}. */
    private static final String LISTENING = " 0A ";

    private final Engine engine;
    private boolean reachable;

    ServiceProbe(Engine engine) {
        this.engine = engine;
        this.reachable = engine.isHere();
    }

    /** What a look found. */
    sealed interface State {}

    record Ready() implements State {}

    record NotYet(String why) implements State {}

    record Failed(String why) implements State {}

    /** Looks once; a service without health check and ports is ready as soon as it runs. */
    State look(String container, List<Integer> ports) {
        InspectContainerResponse found;
        try {
            found = engine.client().inspectContainerCmd(container).exec();
        } catch (RuntimeException e) {
            return new Failed(EngineTrouble.words(e));
        }
        InspectContainerResponse.ContainerState state = found.getState();
        if (!Boolean.TRUE.equals(state.getRunning())) {
            return new Failed("it ended with exit code " + state.getExitCodeLong());
        }
        String health = Optional.ofNullable(state.getHealth())
                .map(HealthState::getStatus)
                .orElse("none");
        return switch (health) {
            case "healthy" -> new Ready();
            case "starting", "unhealthy" -> new NotYet("its health check says " + health);
            default -> answers(container, address(found), ports);
        };
    }

    private static Optional<String> address(InspectContainerResponse container) {
        return Optional.ofNullable(container.getNetworkSettings().getNetworks()).map(Map::values).stream()
                .flatMap(networks -> networks.stream())
                .map(ContainerNetwork::getIpAddress)
                .filter(address -> address != null && !address.isEmpty())
                .findFirst();
    }

    private State answers(String container, Optional<String> address, List<Integer> ports) {
        for (int port : ports) {
            boolean open = reachable && address.isPresent() ? connects(address.get(), port) : listens(container, port);
            if (!open) {
                return new NotYet("its port " + port + " does not answer");
            }
        }
        return new Ready();
    }

    private boolean connects(String address, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MS);
            return true;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            // No way from here, as with an engine in a virtual machine: ask inside from now on.
            reachable = false;
            return false;
        }
    }

    private boolean listens(String container, int port) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (Listening<Frame> answer = new Listening<>(frame -> text.writeBytes(frame.getPayload()), () -> {})) {
            ExecCreateCmdResponse exec = engine.client()
                    .execCreateCmd(container)
                    .withCmd("cat", "/proc/net/tcp", "/proc/net/tcp6")
                    .withAttachStdout(true)
                    .exec();
            engine.client().execStartCmd(exec.getId()).exec(answer);
            answer.awaitEnd(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            // No cat in it: nothing is known, and the time will run out.
            return false;
        }
        String wanted = ":" + String.format(Locale.ROOT, "%04X", port) + " ";
        return text.toString(StandardCharsets.UTF_8)
                .lines()
                .anyMatch(line -> line.contains(LISTENING)
                        && line.substring(0, line.indexOf(LISTENING)).contains(wanted));
    }
}
