package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.WaitResponse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A shell for a person in a job's container, whose script has ended: the container is started once more with nothing to do,
 * and {@code docker exec} (or Podman's) brings the terminal into it, which it knows to handle better than we.
 */
final class InteractiveShell {
    /** A script that does nothing until the container is stopped. */
    static final String WAIT = "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done";

    private static final List<String> SHELLS = List.of(
            "/usr/local/bin/bash",
            "/usr/bin/bash",
            "/bin/bash",
            "/usr/local/bin/sh",
            "/usr/bin/sh",
            "/bin/sh",
            "/busybox/sh");

    private final Engine engine;
    private final String container;

    InteractiveShell(Engine engine, String container) {
        this.engine = engine;
        this.container = container;
    }

    /** @param settings a file that the shell reads first, as the container sees it */
    void open(String settings) throws IOException, InterruptedException {
        Path program = program("docker")
                .or(() -> program("podman"))
                .orElseThrow(() -> new IOException("it needs the command docker or podman on this machine"));
        DockerClient client = engine.client();
        client.startContainerCmd(container).exec();
        try {
            ProcessBuilder builder = new ProcessBuilder(command(program, settings)).inheritIO();
            builder.environment().put("DOCKER_HOST", engine.address());
            builder.start().waitFor();
        } finally {
            stop(client);
        }
    }

    private List<String> command(Path program, String settings) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        if (program.endsWith("podman")) {
            command.addAll(List.of("--url", engine.address()));
        }
        command.addAll(List.of("exec", isTerminal() ? "-it" : "-i", container, "sh", "-c"));
        StringBuilder script = new StringBuilder(". '" + settings + "'; for s in");
        SHELLS.forEach(shell -> script.append(' ').append(shell));
        script.append("; do if [ -x \"$s\" ]; then exec \"$s\"; fi; done; exec sh");
        command.add(script.toString());
        return command;
    }

    private static boolean isTerminal() {
        String told = System.getProperty("sluice.terminals");
        return told == null ? System.console() != null && System.console().isTerminal() : told.contains("0");
    }

    private void stop(DockerClient client) throws InterruptedException {
        try {
            client.killContainerCmd(container).exec();
        } catch (RuntimeException e) {
            // It has ended by itself.
        }
        Listening<WaitResponse> end = client.waitContainerCmd(container).exec(new Listening<>(_ -> {}, () -> {}));
        end.awaitEnd(10, TimeUnit.SECONDS);
    }

    private static Optional<Path> program(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/local/bin:/usr/bin:/bin");
        for (String folder : path.split(File.pathSeparator)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
