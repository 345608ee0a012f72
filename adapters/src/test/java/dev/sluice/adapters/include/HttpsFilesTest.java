package dev.sluice.adapters.include;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.model.Fetched;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetching from a real server with TLS: what is allowed comes, all else is refused before a byte goes out. */
final class HttpsFilesTest {
    private static final String TEXT = "job: {script: x}\n";
    private static final HttpsFiles.Limits LIMITS = new HttpsFiles.Limits(1000, Duration.ofSeconds(30), 3);
    private static final HttpsFiles.Limits SHORT = new HttpsFiles.Limits(1000, Duration.ofSeconds(1), 3);
    private static final CountDownLatch END = new CountDownLatch(1);

    @TempDir
    private static Path folder;

    private static TestHttps server;
    private static TrustedServers trusted;

    @BeforeAll
    static void start() throws Exception {
        server = TestHttps.start(folder, exchange -> {
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/ci/a.yml", "/open/Go.gitlab-ci.yml", "/open/Pages/HTML.gitlab-ci.yml" ->
                    TestHttps.send(exchange, 200, TEXT);
                case "/ci/twice.yml" -> TestHttps.redirect(exchange, "/ci/once.yml");
                case "/ci/once.yml" -> TestHttps.redirect(exchange, "a.yml");
                case "/ci/for-ever.yml" -> TestHttps.redirect(exchange, "/ci/for-ever.yml");
                case "/ci/out.yml" -> TestHttps.redirect(exchange, "/secret/a.yml");
                case "/ci/plain.yml" -> TestHttps.redirect(exchange, "http://localhost/ci/a.yml");
                case "/ci/inward.yml" ->
                    TestHttps.redirect(
                            exchange,
                            "https://127.0.0.1:" + exchange.getLocalAddress().getPort() + "/admin");
                case "/ci/large.yml" -> TestHttps.send(exchange, 200, "x".repeat(1001));
                case "/ci/slow.yml" -> {
                    exchange.sendResponseHeaders(200, 0);
                    OutputStream body = exchange.getResponseBody();
                    for (int i = 0; i < 600 && END.getCount() > 0; i++) {
                        body.write('x');
                        body.flush();
                        END.await(50, TimeUnit.MILLISECONDS);
                    }
                }
                default -> TestHttps.send(exchange, 404, "none");
            }
        });
        trusted = new TrustedServers(Optional.of(server.certificate()));
    }

    @AfterAll
    static void stop() {
        END.countDown();
        server.close();
    }

    private static Fetched fetch(String address, String... allowed) {
        return fetch(LIMITS, address, allowed);
    }

    private static Fetched fetch(HttpsFiles.Limits limits, String address, String... allowed) {
        HttpsFiles https = new HttpsFiles(trusted, limits);
        return https.fetch(address, AllowedAddresses.of(List.of(allowed)));
    }

    private static String why(Fetched fetched) {
        assertThat(fetched).isInstanceOf(Fetched.None.class);
        return ((Fetched.None) fetched).why();
    }

    private static String site(String path) {
        return "localhost:" + server.port() + path;
    }

    @Test
    void whatIsAllowedComesWithItsDigest() {
        Fetched fetched = fetch(server.url("/ci/a.yml"), site(""), "127.0.0.1");

        assertThat(fetched).isEqualTo(HttpsFiles.here(TEXT.getBytes()));
        assertThat(fetch(server.url("/ci/a.yml"), "https://" + site("/ci/"), "127.0.0.0/8"))
                .isEqualTo(fetched);
        assertThat(fetch(server.url("/ci/twice.yml"), site("/ci"), "127.0.0.0/8"))
                .isEqualTo(fetched);
    }

    @Test
    void nothingElseIsAskedFor() {
        int before = server.asked().size();

        assertThat(why(fetch(server.url("/ci/a.yml")))).contains("is not among the addresses");
        assertThat(why(fetch(server.url("/ci/a.yml"), "example.com")))
                .contains("localhost:" + server.port() + " is not");
        assertThat(why(fetch(server.url("/cider/a.yml"), site("/ci"), "127.0.0.1")))
                .contains("is not among");
        assertThat(why(fetch("https://localhost/ci/a.yml", site(""), "127.0.0.1")))
                .contains("localhost is not among");
        assertThat(why(fetch("https://localhost.:" + server.port() + "/ci/a.yml", site(""))))
                .contains("is not among");
        assertThat(server.asked()).hasSize(before);
    }

    @Test
    void aHostInAPrivateNetworkNeedsTheNetworkNamed() {
        int before = server.asked().size();

        assertThat(why(fetch(server.url("/ci/a.yml"), site(""))))
                .isEqualTo("its host is in a private network, at 127.0.0.1");
        assertThat(why(fetch(server.url("/ci/a.yml"), site(""), "10.0.0.0/8"))).contains("private network");
        assertThat(server.asked()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/a.yml",
                "file:///etc/passwd",
                "gopher://localhost/a.yml",
                "ftp://localhost/a.yml",
                "jar:https://localhost/a.jar!/a.yml",
                "https://user:password@localhost/a.yml",
                "https://localhost/ci/../secret.yml",
                "https://localhost/ci/%2e%2e/secret.yml",
                "https://localhost/ci/..%2fsecret.yml",
                "https://localhost/ci\\..\\secret.yml",
                "https:///a.yml",
                "https://local host/a.yml",
                "https://localhost/a.yml#x",
                "https://lоcalhost/a.yml",
            })
    void crookedAddressesAreRefused(String address) {
        assertThat(why(fetch(address, "localhost", "127.0.0.0/8"))).isEqualTo("it is no plain https address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "[::1]",
                "169.254.169.254",
                "10.1.2.3",
                "192.168.0.1",
                "0.0.0.0",
                "100.64.0.1",
                "[fd00::1]",
                "2130706433"
            })
    void privateAddressesNamedByNumberNeedTheirPlaceOnTheList(String host) {
        assertThat(why(fetch("https://" + host + "/a.yml", "example.com"))).contains("is not among the addresses");
    }

    @Test
    void redirectsAreCheckedAtEachStep() {
        String[] allowed = {site("/ci"), "127.0.0.1"};
        int before = server.asked().size();

        assertThat(why(fetch(server.url("/ci/out.yml"), allowed))).contains("it leads on, and ", "is not among");
        assertThat(why(fetch(server.url("/ci/inward.yml"), allowed))).contains("it leads on, and 127.0.0.1:");
        assertThat(why(fetch(server.url("/ci/plain.yml"), allowed))).isEqualTo("it leads on to no plain https address");
        assertThat(why(fetch(server.url("/ci/for-ever.yml"), allowed))).isEqualTo("it leads on more than 3 times");
        assertThat(server.asked())
                .hasSize(before + 3 + 4)
                .noneMatch(path -> path.startsWith("/secret") || path.equals("/admin"));
    }

    @Test
    void sizeAndTimeAreLimited() throws Exception {
        String[] allowed = {site(""), "127.0.0.1"};

        assertThat(why(fetch(server.url("/ci/large.yml"), allowed))).isEqualTo("it is larger than 0 KiB");
        assertThat(why(fetch(SHORT, server.url("/ci/slow.yml"), allowed))).isEqualTo("it took longer than 1 s");
        assertThat(why(fetch(server.url("/ci/none.yml"), allowed))).isEqualTo("its server answers with status 404");
        try (ServerSocket silent = new ServerSocket(0)) {
            String there = "localhost:" + silent.getLocalPort();
            assertThat(why(fetch(SHORT, "https://" + there + "/a.yml", there, "127.0.0.1", "::1")))
                    .isEqualTo("it took longer than 1 s");
        }
    }

    @Test
    void anotherAuthorityIsNotTrusted() {
        HttpsFiles https = new HttpsFiles(new TrustedServers(Optional.empty()), LIMITS);

        assertThat(why(https.fetch(server.url("/ci/a.yml"), AllowedAddresses.of(List.of(site(""), "127.0.0.1")))))
                .startsWith("its server cannot be trusted");
    }

    private static IncludeSources sources(Optional<TemplateSource> templates, InstantSource clock) {
        AllowedAddresses allowed = AllowedAddresses.of(List.of(site("/ci"), "127.0.0.1"));
        return new IncludeSources(
                new IncludeSources.Settings(allowed, templates, Optional.of(server.certificate())), LIMITS, clock);
    }

    @Test
    void copiesAreKeptForAsLongAsAFileAllows() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        IncludeSources sources = sources(Optional.empty(), now::get);
        int before = server.asked().size();
        List<Integer> asked = new ArrayList<>();
        Duration hour = Duration.ofHours(1);

        for (Duration passed : List.of(Duration.ZERO, Duration.ofMinutes(59), Duration.ofMinutes(2))) {
            now.updateAndGet(instant -> instant.plus(passed));
            assertThat(sources.forPlan().remote(server.url("/ci/a.yml"), hour)).isInstanceOf(Fetched.Here.class);
            asked.add(server.asked().size() - before);
        }
        sources.forPlan().remote(server.url("/ci/a.yml"), Duration.ZERO);
        asked.add(server.asked().size() - before);

        assertThat(asked).containsExactly(1, 1, 2, 3);
    }

    @Test
    void onePlanAsksOnce() {
        var plan = sources(Optional.empty(), InstantSource.system()).forPlan();
        int before = server.asked().size();

        assertThat(plan.remote(server.url("/ci/a.yml"), Duration.ZERO))
                .isEqualTo(plan.remote(server.url("/ci/a.yml"), Duration.ZERO));
        assertThat(server.asked()).hasSize(before + 1);
    }

    @Test
    void templatesComeFromAnAddress() {
        Optional<TemplateSource> source = Optional.of(TemplateSource.of(server.url("/open/"), folder));
        var plan = sources(source, InstantSource.system()).forPlan();

        assertThat(plan.template("Go.gitlab-ci.yml")).isInstanceOf(Fetched.Here.class);
        assertThat(plan.template("HTML.gitlab-ci.yml")).isInstanceOf(Fetched.Here.class);
        assertThat(why(plan.template("No.gitlab-ci.yml"))).isEqualTo("its server answers with status 404");
        assertThat(why(plan.remote(server.url("/open/Go.gitlab-ci.yml"), Duration.ZERO)))
                .contains("is not among");
    }

    @Test
    void templatesComeFromAFolderAndNotFromBesideIt() throws Exception {
        Path templates = Files.createDirectories(folder.resolve("templates/Jobs"));
        Files.writeString(templates.resolve("Build.gitlab-ci.yml"), TEXT);
        Files.writeString(folder.resolve("Beside.gitlab-ci.yml"), TEXT);
        Files.createSymbolicLink(templates.resolve("Link.gitlab-ci.yml"), folder.resolve("Beside.gitlab-ci.yml"));
        var plan = sources(Optional.of(TemplateSource.of("templates", folder)), InstantSource.system())
                .forPlan();

        assertThat(plan.template("Jobs/Build.gitlab-ci.yml")).isInstanceOf(Fetched.Here.class);
        assertThat(why(plan.template("Jobs/Link.gitlab-ci.yml"))).startsWith("there is no such template in ");
        assertThat(why(plan.template("../Beside.gitlab-ci.yml"))).startsWith("there is no such template in ");
        assertThat(why(sources(Optional.empty(), InstantSource.system())
                        .forPlan()
                        .template("Go.gitlab-ci.yml")))
                .isEqualTo("no source of templates is configured");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.com", "", "ex ample.com", "ftp://example.com/", "10.0.0.0/33x y", "*"})
    void entriesOfTheListThatAreNone(String text) {
        assertThatThrownBy(() -> AllowedAddresses.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no host");
    }
}
