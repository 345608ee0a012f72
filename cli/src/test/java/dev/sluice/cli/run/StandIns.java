package dev.sluice.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Images that a team's pipeline names and this machine cannot fetch, made for the time of one test. One that is there and is
 * not ours is left alone: the test is skipped then.
 */
final class StandIns implements AutoCloseable {
    private static final String LABEL = "sluice.test.stand-in";

    private final Path folder;
    private final List<String> made = new ArrayList<>();

    StandIns(Path folder) {
        this.folder = folder;
    }

    /** An image with one program in it, a script for {@code sh}, which a container of it runs. */
    void script(String image, String program, String script) throws Exception {
        Path context = context(image);
        Path file = Files.writeString(context.resolve("program"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        build(image, context, "COPY program /usr/local/bin/" + program, List.of());
    }

    /**
     * An image with this machine's {@code docker} in it. A container of it without a command passes port 2375 on to the engine
     * at {@code engine}, which is what the service {@code docker:dind} is to a job.
     */
    void dockerClient(String image, String address, int port) throws Exception {
        Path context = context(image);
        Files.copy(program("docker").toRealPath(), context.resolve("docker"));
        build(
                image,
                context,
                "COPY docker /usr/local/bin/docker",
                List.of(
                        "EXPOSE 2375",
                        "ENV DOCKER_BUILDKIT=0 DOCKER_HOST=tcp://docker:2375",
                        "CMD [\"nc\", \"-ll\", \"-p\", \"2375\", \"-e\", \"nc\", \"%s\", \"%d\"]"
                                .formatted(address, port)));
        Assumptions.assumeFalse(
                docker("run", "--rm", image, "docker", "--version").isEmpty(),
                "this machine's docker does not run in busybox");
    }

    private static Path program(String name) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new org.opentest4j.TestAbortedException("no program " + name));
    }

    private Path context(String image) throws Exception {
        String label = docker("image", "inspect", "--format", "{{index .Config.Labels \"" + LABEL + "\"}}", image)
                .strip();
        Assumptions.assumeTrue(label.isEmpty() || label.equals("yes"), image + " is here, and no stand-in");
        return Files.createDirectories(folder.resolve(image.replaceAll("[^a-z0-9]", "-")));
    }

    private void build(String image, Path context, String copy, List<String> more) throws Exception {
        List<String> lines = new ArrayList<>(List.of("FROM busybox:latest", "LABEL " + LABEL + "=yes", copy));
        lines.addAll(more);
        Files.write(context.resolve("Dockerfile"), lines);
        Process build = new ProcessBuilder("docker", "build", "-q", "-t", image, context.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(build.waitFor()).as(said).isZero();
        made.add(image);
    }

    /** What {@code docker} prints on its output; nothing where it fails or is not there. */
    static String docker(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws Exception {
        for (String image : made) {
            docker("image", "rm", "--force", image);
        }
    }
}
