package dev.sluice.dialects.delivery;

import dev.sluice.core.delivery.DeliveryConfig;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.ServiceSpec;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.Problem;
import dev.sluice.dialects.yaml.YamlLimits;
import dev.sluice.dialects.yaml.YamlNode;
import dev.sluice.dialects.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code sluice.yml}: a pure function from its text to a {@link DeliveryConfig} or to every mistake in it. Codes of
 * the problems begin with {@code delivery/} (or {@code yaml/}): {@code unknown-key}, {@code wrong-type}, {@code wrong-value},
 * {@code missing}, {@code duplicate-key}, {@code unknown-name}, {@code cycle}, {@code not-supported}. Thread-safe.
 */
public final class DeliveryDialect {
    /** The file's name in a repository. */
    public static final String FILE = "sluice.yml";

    private static final Set<String> KEYS = Set.of("services", "registry", "releases", "environments");

    private DeliveryDialect() {}

    /** Reads the text of a file. */
    public static Parsed<DeliveryConfig> read(String file, String text) {
        return switch (new YamlReader(YamlLimits.DEFAULT, Set.of()).read(file, text, 2)) {
            case Parsed.Invalid<List<YamlNode>>(var problems) -> new Parsed.Invalid<>(problems);
            case Parsed.Valid<List<YamlNode>>(var documents, var _) -> read(file, documents);
        };
    }

    /** The JSON Schema of the file, for editors. */
    public static String schema() {
        try (InputStream in = DeliveryDialect.class.getResourceAsStream("sluice.schema.json")) {
            if (in == null) {
                throw new IllegalStateException("the schema is not part of this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Parsed<DeliveryConfig> read(String file, List<YamlNode> documents) {
        Reading reading = new Reading(file);
        if (documents.isEmpty()) {
            return new Parsed.Invalid<>(List.of(Problem.error(
                    Position.startOf(file),
                    "delivery/missing",
                    "the file is empty",
                    "begin with \"services:\" and \"environments:\"")));
        }
        if (documents.size() > 1) {
            reading.error(documents.get(1), "wrong-value", "the file holds more than one YAML document", "");
        }
        DeliveryConfig config = config(documents.getFirst(), reading);
        List<Problem> problems = reading.problems().stream()
                .sorted(Comparator.comparing(Problem::at))
                .toList();
        boolean usable = problems.stream().noneMatch(problem -> problem.severity() == Problem.Severity.ERROR);
        return usable ? new Parsed.Valid<>(config, problems) : new Parsed.Invalid<>(problems);
    }

    private static DeliveryConfig config(YamlNode root, Reading reading) {
        Fields top = reading.fields(root, "", KEYS);
        top.key("registry")
                .ifPresent(node -> reading.notYet(node, "registry", "services run as processes, without images"));
        List<ServiceSpec> services = ServiceReader.services(top, reading);
        Optional<DeliveryConfig.ReleaseRule> releases =
                top.value("releases").map(node -> ReleaseReader.releases(node, reading));
        List<EnvironmentSpec> environments = EnvironmentReader.environments(top, services, reading);
        Relations.check(top, services, releases, environments, reading);
        return new DeliveryConfig(services, releases, environments);
    }
}
