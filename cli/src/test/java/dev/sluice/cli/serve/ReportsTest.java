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
import java.time.Duration;
import java.util.Optional;
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
            reports: {junit: junit.xml}
        """;

    private static String junit(String second) {
        return """
            <testsuites><testsuite name="shop"><testcase classname="CartTest" name="adds" time="0.01"/>
            <testcase classname="CartTest" name="&lt;b&gt;pays" time="1.5">%s</testcase></testsuite></testsuites>
            """.formatted(second);
    }

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
                    .write(".gitlab-ci.yml", PIPELINE.formatted(good))
                    .commit("Begin");
            clone.must("push", "origin", "main");
            server.finished(new RunId(project.id(), 1));
            JsonObject first = reports(1, 1);
            assertThat(first.get("tests").getAsInt()).isEqualTo(2);
            assertThat(first.get("coverage").getAsDouble()).isEqualTo(85.5);

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
