package dev.sluice.adapters.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.AuthConfig;
import dev.sluice.adapters.runner.session.AttemptExecutor;
import dev.sluice.adapters.runner.shell.JobBench;
import dev.sluice.core.model.JobContainers.PullPolicy;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An image behind a log-in, of a real registry on loopback. Skipped where there is no engine or no {@code docker-registry}. */
@Timeout(120)
class PrivateRegistryTest {
    private static final String USER = "builder";
    private static final String PASSWORD = "correct-horse";

    @TempDir
    private Path folder;

    private Engine engine;
    private Process server;
    private String address;

    @BeforeEach
    void start() throws Exception {
        try {
            engine = Engine.connect(System.getenv());
            engine.client().inspectImageCmd("busybox:latest").exec();
        } catch (EngineTrouble | RuntimeException e) {
            Assumptions.abort("no container engine with busybox:latest: " + e.getMessage());
        }
        startRegistry();
        AuthConfig login =
                new AuthConfig().withUsername(USER).withPassword(PASSWORD).withRegistryAddress(address);
        engine.client()
                .tagImageCmd("busybox:latest", address + "/team/tool", "1")
                .exec();
        engine.client()
                .pushImageCmd(address + "/team/tool:1")
                .withAuthConfig(login)
                .start()
                .awaitCompletion();
        removeImage();
    }

    private void startRegistry() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        address = "127.0.0.1:" + port;
        byte[] salt = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        Files.writeString(
                folder.resolve("accounts"),
                USER + ":" + OpenBSDBCrypt.generate("2y", PASSWORD.toCharArray(), salt, 4) + "\n");
        Path settings = Files.writeString(folder.resolve("registry.yml"), """
            version: 0.1
            storage: {filesystem: {rootdirectory: %s}}
            http: {addr: "%s"}
            auth: {htpasswd: {realm: private, path: %s}}
            """.formatted(
                        folder.resolve("store"), address, folder.resolve("accounts")));
        try {
            server = new ProcessBuilder("docker-registry", "serve", settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("registry.log").toFile())
                    .start();
        } catch (IOException e) {
            Assumptions.abort("no program docker-registry");
        }
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!answers(port)) {
            assertThat(System.nanoTime()).as("patience").isLessThan(until);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private void removeImage() {
        engine.client().removeImageCmd(address + "/team/tool:1").exec();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.destroy();
            server.waitFor(10, TimeUnit.SECONDS);
        }
        if (engine != null) {
            engine.close();
        }
    }

    private JobResult run(String config, Map<String, String> environment) throws IOException {
        DockerOptions options = new DockerOptions(
                "busybox:latest", List.of(PullPolicy.ALWAYS), Set.of(PullPolicy.ALWAYS), false, 0, 0, false);
        Images images = new Images(engine, options, new RegistryLogins(environment));
        try (JobBench bench = new JobBench(
                folder.resolve("bench"),
                parts -> new AttemptExecutor(parts, attempt -> new DockerCommands(attempt, engine, images, options)))) {
            if (!config.isEmpty()) {
                bench.secret(RegistryLogins.VARIABLE, config);
            }
            return bench.run(
                    "job",
                    bench.gitlab("job: {image: \"%s/team/tool:1\", script: [\"true\"]}".formatted(address), "job"));
        }
    }

    @Test
    void theJobsOwnVariableLogsIn() throws IOException {
        String login = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));

        JobResult result = run("{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(address, login), Map.of());

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        removeImage();
    }

    @Test
    void aCredentialHelperLogsIn() throws IOException {
        Path program = Files.writeString(
                folder.resolve("docker-credential-test"),
                "#!/bin/sh\necho '{\"Username\": \"%s\", \"Secret\": \"%s\"}'\n".formatted(USER, PASSWORD));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(folder.resolve("config.json"), "{\"credHelpers\": {\"%s\": \"test\"}}".formatted(address));

        JobResult result = run("", Map.of("DOCKER_CONFIG", folder.toString(), "PATH", folder + ":/usr/bin:/bin"));

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        removeImage();
    }

    @Test
    void withoutALogInTheImageIsRefusedByName() throws IOException {
        JobResult result = run("", Map.of("HOME", folder.toString()));

        assertThat(result.outcome())
                .isInstanceOfSatisfying(Outcome.Failure.class, failure -> assertThat(failure.message())
                        .contains(address + "/team/tool:1")
                        .doesNotContain(PASSWORD));
    }
}
