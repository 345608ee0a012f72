package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What jobs report, from a push to the pages and the API: a whole server, real jobs. */
@Timeout(180)
final class ReportsTest {
    private static final String RUNS = "/api/v1/projects/group%2Fshop/runs/";

    private static final String PIPELINE = """
        unit:
          script:
            - if [ -e "%s" ]; then cp good.xml junit.xml; else cp bad.xml junit.xml; fi
            - 'echo "TOTAL 200 29 85.50%%"'
            - cmp good.xml junit.xml
          coverage: '/TOTAL.* (\\d+\\.\\d+)%%/'
          artifacts:
            when: always
            paths: [site]
            expose_as: Site
            reports:
              junit: junit.xml
              sast: sast.json
              coverage_report: {coverage_format: cobertura, path: cov.xml}
        """;

    private static String junit(String second) {
        return """
            <testsuites><testsuite name="shop"><testcase classname="CartTest" name="adds" time="0.01"/>
            <testcase classname="CartTest" name="&lt;b&gt;pays" time="1.5">%s</testcase></testsuite></testsuites>
            """.formatted(second);
    }

    private static final String SAST = """
        {"vulnerabilities": [{"name": "Key <b>", "severity": "High", "location": {"file": "app.py", "start_line": 2}}]}
        """;

    private static final String COVERAGE = """
        <coverage><sources><source>/somewhere</source></sources><class filename="app.py"><lines><line number="1" hits="1"/>
        <line number="2" hits="0"/></lines></class></coverage>
        """;

    @TempDir
    private Path folder;

    private TestServer server;
    private String token = "";

    @Test
    void areReadAndComparedAndRemembered() throws Exception {
        try (TestServer started = TestServer.start(folder.resolve("data"))) {
            server = started;
            token = server.token();
            Project project = server.project("group/shop");
            Path good = folder.resolve("good");
            Files.writeString(good, "");
            Clone clone = Clone.init(folder.resolve("clone"));
            clone.must("remote", "add", "origin", server.gitUrl("group/shop"));
            clone.write("good.xml", junit(""))
                    .write("bad.xml", junit("<failure message=\"expected 402 but was 500\">at CartTest:57</failure>"))
                    .write("sast.json", SAST)
                    .write("cov.xml", COVERAGE)
                    .write("site/index.html", "<script>alert(1)</script>")
                    .write("site/deep/a;\"b.txt", "one\n<b>two")
                    .write("app.py", "one\ntwo\n")
                    .write(".gitlab-ci.yml", PIPELINE.formatted(good))
                    .commit("Begin");
            clone.must("push", "origin", "main");
            server.finished(new RunId(project.id(), 1));
            JsonObject first = reports(1, 1);
            assertThat(first.get("tests").getAsInt()).isEqualTo(2);
            assertThat(first.get("coverage").getAsDouble()).isEqualTo(85.5);

            findingsAndLines();
            artifacts();

            Files.delete(good);
            clone.must("checkout", "-q", "-b", "feature");
            clone.write("more", "x").commit("Break");
            clone.must("push", "origin", "feature");
            server.finished(new RunId(project.id(), 2));
            assertThat(reports(2, 1).get("failed").getAsInt()).isEqualTo(1);
            JsonObject fresh = json(RUNS + "2/tests?show=new");
            assertThat(fresh.get("compared_with").getAsInt()).isEqualTo(1);
            assertThat(fresh.getAsJsonArray("tests")).hasSize(1);
            JsonObject test = fresh.getAsJsonArray("tests").get(0).getAsJsonObject();
            assertThat(test.get("message").getAsString()).isEqualTo("expected 402 but was 500");
            assertThat(page("/p/group/shop/runs/2/tests"))
                    .contains("&lt;b&gt;pays")
                    .contains("at CartTest:57")
                    .contains(">new<");

            Files.writeString(good, "");
            server.http()
                    .send(
                            HttpRequest.newBuilder(URI.create(server.url() + RUNS + "2/jobs/unit/retry"))
                                    .header("Authorization", "Bearer " + token)
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            server.finished(new RunId(project.id(), 2));
            assertThat(reports(2, 2).get("failed").getAsInt()).isZero();
            assertThat(json(RUNS + "2/tests?show=flaky").get("total").getAsInt())
                    .isEqualTo(1);
            String history = page("/p/group/shop/tests/" + test.get("key").getAsString());
            assertThat(history).contains("#2").contains("#1").contains("flaky: failed and passed on 1 commit");
        }
        whatACrashLeftUnreadIsReadAtTheNextStart();
    }

    /** As after a kill before anything of the first run was read, and in the middle of the second attempt of the second. */
    private void whatACrashLeftUnreadIsReadAtTheNextStart() throws Exception {
        Path database;
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            database = files.filter(file -> file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update runs set reports_read = 0");
            statement.executeUpdate("pragma foreign_keys = on");
            statement.executeUpdate("delete from job_reports where run = 1");
            statement.executeUpdate("update job_reports set finished = 0 where run = 2 and attempt = 2");
        }
        try (TestServer started = TestServer.start(folder.resolve("data"))) {
            server = started;
            token = server.token();
            assertThat(reports(1, 1).get("tests").getAsInt()).isEqualTo(2);
            assertThat(reports(2, 2).get("tests").getAsInt()).isEqualTo(2);
            assertThat(json(RUNS + "2/tests").get("total").getAsInt()).isEqualTo(2);
        }
    }

    private void findingsAndLines() {
        assertThat(page("/p/group/shop/runs/1/findings"))
                .contains("Key &lt;b&gt;")
                .contains("/source?from=findings&amp;path=app.py&amp;line=2#S2");
        assertThat(page("/p/group/shop/runs/1/coverage"))
                .contains("1 of 2 lines")
                .contains("app.py");
        assertThat(page("/p/group/shop/runs/1/source?path=app.py"))
                .contains("cov-run")
                .contains("cov-missed");
        assertThat(page("/p/group/shop")).contains("Coverage of main");
    }

    /** A stranger's files are looked at, never run. */
    private void artifacts() throws Exception {
        String one = "/p/group/shop/runs/1/artifacts/";
        String of = "?job=unit&name=artifacts";
        assertThat(page("/p/group/shop/runs/1")).contains(">Site<");
        assertThat(page(one + "browse" + of + "&path=site"))
                .contains("index.html")
                .contains("deep/");
        assertThat(page(one + "browse" + of + "&path=site/deep/a%3B%22b.txt")).contains("&lt;b&gt;two");
        HttpResponse<String> raw = get(one + "raw" + of + "&path=site/index.html");
        assertThat(raw.headers().firstValue("Content-Disposition").orElse("")).startsWith("attachment");
        assertThat(raw.headers().firstValue("Content-Type").orElse("")).isEqualTo("application/octet-stream");
        HttpResponse<String> shown = get(one + "raw" + of + "&path=site/index.html&sandbox=1");
        assertThat(shown.headers().allValues("Content-Security-Policy"))
                .hasSize(1)
                .allMatch(policy -> policy.startsWith("sandbox; default-src 'none'"));
        assertThat(get(one + "raw" + of + "&path=site/deep/a%3B%22b.txt")
                        .headers()
                        .firstValue("Content-Disposition")
                        .orElse(""))
                .isEqualTo("attachment; filename=\"a-b.txt\"");
        for (String path :
                new String[] {"../junit.xml", "..%2f..%2fdb", "%252e%252e/x", "/etc/passwd", "site/", "none"}) {
            assertThat(get(one + "raw" + of + "&path=" + path).statusCode())
                    .as(path)
                    .isIn(400, 404);
        }
        assertThat(get(one + "browse?job=unit&name=nothing").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return server.get(path, "Authorization", "Bearer " + token);
    }

    /** What a run reported, once that attempt has been read. */
    private JsonObject reports(long run, int attempt) throws Exception {
        return Await.until(Duration.ofSeconds(20), () -> {
            JsonObject json = json(RUNS + run + "/reports");
            return json.getAsJsonArray("jobs").asList().stream()
                            .anyMatch(
                                    job -> job.getAsJsonObject().get("attempt").getAsInt() == attempt)
                    ? Optional.of(json)
                    : Optional.empty();
        });
    }

    private JsonObject json(String path) {
        return JsonParser.parseString(page(path)).getAsJsonObject();
    }

    private String page(String path) {
        try {
            var answer = server.get(path, "Authorization", "Bearer " + token);
            assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
            return answer.body();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
