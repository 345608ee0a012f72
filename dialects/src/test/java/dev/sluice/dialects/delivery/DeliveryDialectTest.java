package dev.sluice.dialects.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.delivery.DeliveryConfig;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.EnvironmentSpec.ApprovalRule;
import dev.sluice.core.delivery.EnvironmentSpec.PathRule;
import dev.sluice.core.delivery.EnvironmentSpec.RouteSpec;
import dev.sluice.core.delivery.EnvironmentSpec.Source;
import dev.sluice.core.delivery.ServiceSpec;
import dev.sluice.core.delivery.Strategy;
import dev.sluice.core.delivery.Strategy.CanaryStep;
import dev.sluice.core.delivery.VersionBump;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Problem;
import dev.sluice.dialects.yaml.YamlLimits;
import dev.sluice.dialects.yaml.YamlNode;
import dev.sluice.dialects.yaml.YamlReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that must be read and files that must be refused. {@code -Dsluice.golden=write} writes the expected problems
 * anew (into {@code src/test/resources}); look at the difference before you keep it.
 */
final class DeliveryDialectTest {

    static Stream<Path> ok() throws IOException, URISyntaxException {
        return files("ok");
    }

    static Stream<Path> err() throws IOException, URISyntaxException {
        return files("err");
    }

    @ParameterizedTest
    @MethodSource("ok")
    void goodFileIsReadAndFitsTheSchema(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(DeliveryDialect.read("sluice.yml", text)).isInstanceOf(Parsed.Valid.class);
        assertThat(schemaProblems(text)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("err")
    void badFileIsRefusedWithAllItsMistakes(Path file) throws IOException {
        String text = Files.readString(file);

        Parsed<DeliveryConfig> parsed = DeliveryDialect.read("sluice.yml", text);

        assertThat(parsed).isInstanceOf(Parsed.Invalid.class);
        String seen = ((Parsed.Invalid<DeliveryConfig>) parsed)
                .problems().stream().map(DeliveryDialectTest::line).collect(Collectors.joining());
        Path expected = Path.of(file.toString().replaceAll("\\.yml$", ".out"));
        if (System.getProperty("sluice.golden", "").equals("write")) {
            String source = expected.toString().replace("target/test-classes", "src/test/resources");
            Files.writeString(Path.of(source), seen);
        } else {
            assertThat(seen).isEqualTo(Files.readString(expected));
        }
    }

    @ParameterizedTest
    @MethodSource("err")
    void schemaRefusesWhatItCanSee(Path file) throws IOException {
        String text = Files.readString(file);
        boolean onlyTheReaderSees = text.startsWith("# schema: accepts");
        boolean readable = new YamlReader(YamlLimits.DEFAULT, Set.of()).read("sluice.yml", text, 1)
                        instanceof Parsed.Valid<List<YamlNode>>(var documents, var _)
                && !documents.isEmpty();

        if (readable) {
            assertThat(schemaProblems(text).isEmpty()).isEqualTo(onlyTheReaderSees);
        }
    }

    @Test
    void everyKeyReachesTheModel() throws IOException, URISyntaxException {
        String text = Files.readString(folder("ok").resolve("everything.yml"));

        DeliveryConfig config = ((Parsed.Valid<DeliveryConfig>) DeliveryDialect.read("sluice.yml", text)).value();

        assertThat(config.services())
                .containsExactly(
                        new ServiceSpec(
                                "web",
                                "java Web.java",
                                "web",
                                new ServiceSpec.HealthCheck("/up", Duration.ofMinutes(2), Duration.ofSeconds(5)),
                                3,
                                Map.of("GREETING", "hello", "LIMIT", "10", "DEBUG", "true")),
                        new ServiceSpec(
                                "api",
                                "./api",
                                ".",
                                new ServiceSpec.HealthCheck("/ready", Duration.ofSeconds(60), Duration.ofSeconds(1)),
                                1,
                                Map.of()));
        assertThat(config.releases()).contains(new DeliveryConfig.ReleaseRule("trunk", VersionBump.Part.PATCH));
        assertThat(config.environments())
                .extracting(EnvironmentSpec::key)
                .containsExactly("dev", "staging", "production", "review", "by-hand");
        assertThat(config.environment("staging").orElseThrow().route())
                .contains(new RouteSpec(
                        "staging.example.com", List.of(new PathRule("/", "web"), new PathRule("/api", "api"))));
        EnvironmentSpec production = config.environment("production").orElseThrow();
        assertThat(production.source()).isEqualTo(new Source.After("staging"));
        assertThat(production.approval())
                .contains(new ApprovalRule(List.of("release-managers", "maintainer"), 2, false));
        assertThat(production.route()).contains(new RouteSpec("example.com", List.of(new PathRule("/", "web"))));
        assertThat(production.strategy())
                .isEqualTo(new Strategy.Canary(List.of(
                        new CanaryStep.Weight(10),
                        new CanaryStep.Pause(Optional.of(Duration.ofMinutes(5))),
                        new CanaryStep.Weight(50),
                        new CanaryStep.Pause(Optional.empty()),
                        new CanaryStep.Weight(90),
                        new CanaryStep.Pause(Optional.of(Duration.ofSeconds(30))))));
        assertThat(production.observe()).isEqualTo(Duration.ofMinutes(90));
        assertThat(config.environment("review").orElseThrow().source()).isEqualTo(new Source.OnBranch("feature/*"));
        assertThat(config.environment("by-hand").orElseThrow().source()).isEqualTo(new Source.ByHand());
        assertThat(config.environment("by-hand").orElseThrow().strategy()).isEqualTo(new Strategy.Rolling());
    }

    private static List<String> schemaProblems(String text) {
        return SchemaCheck.of(DeliveryDialect.schema()).problems(text);
    }

    private static String line(Problem problem) {
        String hint = problem.hint().isEmpty() ? "" : " | " + problem.hint();
        return problem.at() + ": " + problem.message() + " [" + problem.code() + "]" + hint + "\n";
    }

    private static Stream<Path> files(String kind) throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder(kind))) {
            return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList().stream();
        }
    }

    private static Path folder(String kind) throws URISyntaxException {
        return Path.of(DeliveryDialectTest.class.getResource(kind).toURI());
    }
}
