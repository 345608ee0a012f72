package dev.sluice.cli;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.cli.term.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the JVM watches while it makes the cache of a fast start (see {@code bin/train}): real commands on a small
 * project in the working folder. What is not run here is loaded from the jars at the first use, which costs time alone.
 */
final class StartTraining {
    /** Uses the keywords of everyday files, so that the classes which read and run them are seen. */
    private static final String PIPELINE = """
        stages: [build, test]
        default: {retry: 1, interruptible: true}
        variables: {NAME: world, GREETING: "hello $NAME"}
        workflow:
          rules:
            - if: $CI_COMMIT_BRANCH == "main" && $NAME =~ /^w/
            - when: never
        .base: &base
          before_script: [echo before]
        build:
          <<: *base
          stage: build
          script: [echo "$GREETING" > greeting.txt, echo "A=1" > build.env]
          artifacts:
            paths: [greeting.txt]
            exclude: ["*.tmp"]
            reports: {dotenv: build.env}
          cache: {key: "$CI_COMMIT_REF_SLUG", paths: [.cache/]}
        test:
          extends: .base
          stage: test
          needs: [build]
          parallel: {matrix: [{SIDE: [left, right]}]}
          script:
            - !reference [.base, before_script]
            - cat greeting.txt
            - echo "$SIDE $A"
          after_script: [echo after]
          timeout: 1 minute
          rules: [{exists: [greeting.txt], when: never}, {when: on_success}]
        optional:
          stage: test
          script: ["false"]
          allow_failure: true
        by hand:
          stage: test
          script: ["true"]
          when: manual
          environment: {name: staging, url: "https://staging.example.com"}
        """;

    private static final String BROKEN = "build:\n  scripts: [make]\n  stage: nowhere\n";

    /** What a server answers about the runs of a project. */
    private static final String RUNS = """
        {"runs": [{"number": 1, "status": "success", "warnings": false, "ref": "main", "commit": "0123456789",
          "title": "Begin", "actor": "admin", "created_at": "2026-01-02T03:04:05.678Z"}]}
        """;

    private StartTraining() {}

    static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of("").toAbsolutePath();
        if (List.of(args).contains("serve")) {
            ServeTraining.watch(folder);
            System.exit(Exit.OK);
        }
        makeProject(folder);
        if (List.of(args).contains("docker")) {
            // The image does not exist: the way to the engine is taken, if there is one, and nothing is fetched or
            // started.
            List<String> containers =
                    List.of("--executor", "docker", "--docker-image", "sluice/training:none", "--pull", "never");
            for (String format : List.of("text", "ndjson")) {
                List<String> words = new ArrayList<>(List.of("run", "--format", format));
                call(folder, List.copyOf(words), false);
                words.addAll(containers);
                call(folder, words, false);
            }
            Sluice.main(new String[] {"validate"});
            return;
        }
        for (List<String> words : List.of(
                List.of("--help"),
                List.of("validate"),
                List.of("validate", "--format", "json"),
                List.of("validate", "--file", "broken.yml"),
                List.of("list"),
                List.of("list", "--format", "json"),
                List.of("run"),
                List.of("run", "--format", "ndjson"))) {
            call(folder, words, false);
        }
        call(folder, List.of("run"), true);
        callServer(folder);
        // Last, as it ends the process: the way that every start takes.
        Sluice.main(new String[] {"validate"});
    }

    private static void makeProject(Path folder) throws IOException, InterruptedException {
        Files.writeString(folder.resolve(".gitlab-ci.yml"), PIPELINE);
        Files.writeString(folder.resolve("broken.yml"), BROKEN);
        git(folder, "init", "-q", "-b", "main");
        git(folder, "add", "-A");
        git(folder, "-c", "user.name=Dev", "-c", "user.email=dev@example.com", "commit", "-q", "-m", "Begin");
    }

    private static void git(Path folder, String... words) throws InterruptedException {
        ProcessBuilder git = new ProcessBuilder("git").directory(folder.toFile());
        git.command().addAll(List.of(words));
        try {
            git.inheritIO().start().waitFor();
        } catch (IOException e) {
            System.err.println("training goes on without a repository: " + e.getMessage());
        }
    }

    /** A command that asks a server; one of no more than an answer does, as the way there is what takes the time. */
    private static void callServer(Path folder) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = RUNS.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            Map<String, String> environment = new HashMap<>(System.getenv());
            environment.putAll(Map.of("SLUICE_SERVER", address, "SLUICE_PROJECT", "a/b", "SLUICE_TOKEN", "none"));
            call(folder, List.of("status"), false, environment);
        } finally {
            server.stop(0);
        }
    }

    /** One command as the command line would run it; its answer does not matter here. */
    private static void call(Path folder, List<String> words, boolean interactive) {
        call(folder, words, interactive, System.getenv());
    }

    private static void call(Path folder, List<String> words, boolean interactive, Map<String, String> environment) {
        Terminal out = new Terminal(System.out, interactive, interactive);
        Terminal err = new Terminal(System.err, interactive, interactive);
        new CommandLine(CommandTable.all(), out, err, InputStream.nullInputStream(), environment, folder).run(words);
    }
}
