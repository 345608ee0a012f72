package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The engine on which containers run: Docker 20.10 and later, or Podman through its socket. Only calls that both know are
 * made, under the version that the engine itself prefers. Safe for use by many threads.
 */
final class Engine implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 500;
    private static final String UNIX = "unix";

    private final DockerClient client;
    private final URI address;

    private Engine(DockerClient client, URI address) {
        this.client = client;
        this.address = address;
    }

    /**
     * Finds the engine as the {@code docker} command does ({@code DOCKER_HOST}, {@code DOCKER_CONTEXT}, the usual socket), else at the
     * sockets of rootless Docker and of Podman, and asks whether it is there.
     *
     * @throws EngineTrouble where none answers; the message says what to do
     */
    static Engine connect(Map<String, String> environment) throws EngineTrouble {
        URI address = null;
        try {
            DefaultDockerClientConfig.Builder builder = DefaultDockerClientConfig.createDefaultConfigBuilder();
            DefaultDockerClientConfig config = builder.build();
            if (isMissing(config.getDockerHost())) {
                config = builder.withDockerHost(otherSocket(environment, config.getDockerHost()))
                        .build();
            }
            address = config.getDockerHost();
            ZerodepDockerHttpClient http = new ZerodepDockerHttpClient.Builder()
                    .dockerHost(address)
                    .sslConfig(config.getSSLConfig())
                    .maxConnections(CONNECTIONS_MAX)
                    .connectionTimeout(Duration.ofSeconds(10))
                    .build();
            Engine engine = new Engine(DockerClientImpl.getInstance(config, http), address);
            engine.client.pingCmd().exec();
            return engine;
        } catch (RuntimeException e) {
            String where = address == null ? "" : " at " + address;
            throw new EngineTrouble(
                    "no container engine answers" + where + ": " + EngineTrouble.words(e)
                            + "; start Docker (20.10 or later) or Podman's socket, let this account use it, or name it"
                            + " by DOCKER_HOST",
                    e);
        }
    }

    private static boolean isMissing(URI address) {
        return UNIX.equals(address.getScheme()) && !Files.exists(Path.of(address.getPath()));
    }

    private static String otherSocket(Map<String, String> environment, URI usual) {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "/run/user/0");
        String home = environment.getOrDefault("HOME", "/root");
        return Stream.of(
                        List.of(runtime, "docker.sock"),
                        List.of(home, ".docker/run/docker.sock"),
                        List.of(runtime, "podman/podman.sock"),
                        List.of("/run/podman/podman.sock"))
                .map(names -> Path.of(String.join("/", names)))
                .filter(Files::exists)
                .findFirst()
                .map(socket -> UNIX + "://" + socket)
                .orElse(usual.toString());
    }

    DockerClient client() {
        return client;
    }

    /** Where it listens, as {@code DOCKER_HOST} names it. */
    String address() {
        return address.toString();
    }

    /** Whether the engine runs on this machine, so that addresses of its containers can be reached from here. */
    boolean isHere() {
        return UNIX.equals(address.getScheme());
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (IOException e) {
            // Nothing is asked of it any more.
        }
    }
}
