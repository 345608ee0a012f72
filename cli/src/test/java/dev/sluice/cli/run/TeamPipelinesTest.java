package dev.sluice.cli.run;

import static dev.sluice.cli.run.StandIns.docker;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.cli.run.TestProject.Outcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two teams' own pipeline files, as they are, on a small Python project in containers. The files lie where {@code
 * sluice.seeds} says; each test is skipped where they, an engine with the images, a registry at {@code sluice.registry} or
 * Python's packages cannot be had. What takes long is run by {@code .ci/real-parts} alone.
 */
@Timeout(300)
class TeamPipelinesTest {
    private static final String REGISTRY = System.getProperty("sluice.registry", "127.0.0.1:5001");
    private static final Pattern UPLOADED = Pattern.compile("filename=\"([^\"]+)\"");
    private static final String UNQUOTED = "    - echo \"✅ Unit tests passed: 43/43\"";

    @TempDir
    private Path folder;

    private TestProject project;

    @BeforeEach
    void copyTheProject() throws IOException {
        project = new TestProject(folder.resolve("postage"));
        Path source = Path.of("src/test/resources/postage").toAbsolutePath();
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, project.folder().resolve(source.relativize(file)));
            }
        }
    }

    private static String pipelineOf(String team) throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        Path file = root.resolve(System.getProperty("sluice.seeds", "../shared/seeds/files"))
                .resolve(team)
                .resolve(".gitlab-ci.yml");
        Assumptions.assumeTrue(Files.isRegularFile(file), "no pipeline file " + file);
        return Files.readString(file);
    }

    private static void assumeImages(String... images) throws Exception {
        for (String image : images) {
            Assumptions.assumeTrue(
                    docker("image", "inspect", image).startsWith("["), "no container engine with " + image);
        }
        Assumptions.assumeTrue(succeeds("python3", "-m", "pip", "index", "versions", "pip"), "no Python packages");
    }

    private static boolean succeeds(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void commit(String pipeline) throws Exception {
        project.write(".gitlab-ci.yml", pipeline);
        project.git("init", "-q", "-b", "main");
        project.git("add", "-A");
        project.git("-c", "user.name=Dev", "-c", "user.email=dev@example.com", "commit", "-q", "-m", "Begin");
        project.git("tag", "v1.2.0");
    }

    /** The command, with what a runner's owner sets for its jobs: the certificates to trust, and what saves time. */
    private Outcome sluice(String event, String... more) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("run", "--executor", "docker", "--event", event, "--var", "PIP_NO_COMPILE=1"));
        String index = System.getenv("PIP_INDEX_URL");
        if (index != null) {
            words.addAll(List.of("--var", "PIP_INDEX_URL=" + index));
        }
        if (Files.exists(project.folder().resolve("ca.crt"))) {
            words.addAll(List.of("--var", "PIP_CERT=$CI_PROJECT_DIR/ca.crt"));
        }
        words.addAll(List.of(more));
        return project.sluice(Map.of(), words.toArray(String[]::new));
    }

    private void takeCertificates() throws IOException {
        for (String name : List.of("PIP_CERT", "SSL_CERT_FILE")) {
            String file = System.getenv(name);
            if (file != null && Files.isReadable(Path.of(file))) {
                Files.copy(Path.of(file), project.folder().resolve("ca.crt"));
                return;
            }
        }
    }

    @Test
    @Tag("real-parts")
    void aHandbooksPipelineRunsAsItIsOnATag() throws Exception {
        String pipeline = pipelineOf("003");
        assumeImages("python:3.9", "postgres:13");
        takeCertificates();
        commit(pipeline);

        Outcome run = sluice("tag");

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("passed: 5 jobs, 2 manual in ")
                .containsPattern("unit-test +\\| Coverage XML written to file coverage.xml")
                .containsPattern("integration-test +\\| tests/integration/test_quotes.py \\. ")
                .containsPattern("passed +lint ")
                .containsPattern("passed +type-check ")
                .containsPattern("passed +build ")
                .containsPattern("manual +publish")
                .containsPattern("manual +deploy-production")
                .doesNotContain("deploy-staging");
        assertThat(uploadsOfPublish())
                .containsExactlyInAnyOrder("postage-1.2.0-py3-none-any.whl", "postage-1.2.0.tar.gz");
    }

    /** Starts the manual job by hand, alone; what it uploads is what {@code build} left in the run before. */
    private List<String> uploadsOfPublish() throws Exception {
        List<String> names = new CopyOnWriteArrayList<>();
        HttpServer packages = HttpServer.create(new InetSocketAddress(gateway(), 0), 0);
        packages.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            Matcher name = UPLOADED.matcher(body);
            if (name.find()) {
                names.add(name.group(1));
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        packages.start();
        try {
            String address = "http://" + gateway() + ":" + packages.getAddress().getPort() + "/";
            Outcome run = sluice(
                    "tag",
                    "--job",
                    "publish",
                    "--no-needs",
                    "--var",
                    "TWINE_REPOSITORY_URL=" + address,
                    "--var",
                    "TWINE_USERNAME=builder",
                    "--secret",
                    "TWINE_PASSWORD=correct-horse");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            return names;
        } finally {
            packages.stop(0);
        }
    }

    private static String gateway() throws Exception {
        return docker("network", "inspect", "--format", "{{(index .IPAM.Config 0).Gateway}}", "bridge")
                .strip();
    }

    /** GitLab refuses it as well: "script config should be a string or a nested array of strings up to 10 levels deep". */
    @Test
    void aColonInAnUnquotedCommandIsRefusedAtItsPlace() throws Exception {
        commit(pipelineOf("002"));

        Outcome refused = project.sluice("run", "--executor", "docker");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err())
                .isEqualTo(
                        ".gitlab-ci.yml:49:7: job \"test:unit\": \"script\" holds a mapping where a command is expected"
                                + " (a command that contains \": \" needs quotes) [gitlab/wrong-type]\n");
    }

    @Test
    @Tag("real-parts")
    void withThatCommandQuotedThePipelineRunsToProductionsDoor() throws Exception {
        String pipeline = pipelineOf("002");
        assertThat(pipeline).containsOnlyOnce(UNQUOTED);
        assumeImages("busybox:latest", "python:3.11-slim");
        Assumptions.assumeTrue(registryAnswers("/v2/"), "no registry at " + REGISTRY);
        takeCertificates();
        commit(pipeline.replace(UNQUOTED, "    - 'echo \"✅ Unit tests passed: 43/43\"'"));
        String image = REGISTRY + "/telecom/mts-deploy-ai";

        Outcome run;
        try (EngineRelay engine = EngineRelay.at(gateway());
                StandIns images = new StandIns(folder.resolve("images"))) {
            images.dockerClient("docker:24-dind", gateway(), engine.port());
            images.script("aquasec/trivy:latest", "trivy", "echo \"trivy $*\"\n");
            images.script("bitnami/kubectl:latest", "kubectl", "echo \"kubectl $*\"\n");
            run = sluice(
                    "push",
                    "--var",
                    "DOCKER_REGISTRY=" + REGISTRY,
                    "--var",
                    "CI_REGISTRY_USER=builder",
                    "--secret",
                    "CI_REGISTRY_PASSWORD=correct-horse");
        } finally {
            removeImages(image);
        }

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        String commit = commitId();
        assertThat(run.out())
                .contains("passed: 5 jobs, 1 manual in ")
                .contains("coverage: ")
                .containsPattern("build +\\| Login Succeeded")
                .containsPattern("test:unit +\\| ✅ Unit tests passed: 43/43")
                .containsPattern("test:integration +\\| qa: the heaviest parcel goes to 3 zones")
                .containsPattern("security:sast +\\| ✅ SAST scan completed")
                .contains("| trivy image --severity HIGH,CRITICAL " + image + ":" + commit)
                .containsPattern("security:sast +\\| Fetching artifacts")
                .containsPattern("manual +deploy:production")
                .doesNotContain("deploy:staging", "correct-horse");
        assertThat(registryAnswers("/v2/telecom/mts-deploy-ai/manifests/" + commit))
                .isTrue();
    }

    private String commitId() throws Exception {
        Process git = new ProcessBuilder("git", "rev-parse", "HEAD")
                .directory(project.folder().toFile())
                .start();
        return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static boolean registryAnswers(String path) throws Exception {
        return succeeds(
                "curl",
                "-fsS",
                "-H",
                "Accept: application/vnd.docker.distribution.manifest.v2+json",
                "http://" + REGISTRY + path);
    }

    private static void removeImages(String image) throws Exception {
        for (String id :
                docker("image", "ls", "--quiet", image).lines().distinct().toList()) {
            docker("image", "rm", "--force", id);
        }
    }
}
