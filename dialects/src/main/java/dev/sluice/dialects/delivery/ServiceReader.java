package dev.sluice.dialects.delivery;

import dev.sluice.core.delivery.ServiceSpec;
import dev.sluice.core.delivery.ServiceSpec.HealthCheck;
import dev.sluice.dialects.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The part {@code services}. */
final class ServiceReader {
    private static final Set<String> KEYS = Set.of("run", "build", "image", "folder", "health", "copies", "env");
    private static final Set<String> HEALTH_KEYS = Set.of("path", "within", "interval");
    private static final Duration WITHIN_MAX = Duration.ofHours(1);
    private static final Duration INTERVAL_MAX = Duration.ofMinutes(1);
    private static final int COPIES_MAX = 20;

    private ServiceReader() {}

    static List<ServiceSpec> services(Fields top, Reading reading) {
        List<ServiceSpec> services = new ArrayList<>();
        top.value("services").ifPresent(node -> {
            for (Fields.Field field : reading.fields(node, "services").entries().values()) {
                services.add(service(field, reading));
            }
        });
        return services;
    }

    private static ServiceSpec service(Fields.Field field, Reading reading) {
        String name = field.key().text();
        if (!name.matches("[a-z]([a-z0-9-]{0,38}[a-z0-9])?")) {
            reading.error(
                    field.key(),
                    "wrong-value",
                    "\"" + name + "\" cannot be the name of a service",
                    "lower-case letters, digits and hyphens, at most 40, beginning with a letter");
        }
        Fields fields = reading.fields(field.value(), "services." + name, KEYS);
        notYet(fields, reading);
        if (fields.value("run").isEmpty()
                && fields.value("build").isEmpty()
                && fields.value("image").isEmpty()) {
            reading.error(
                    field.key(),
                    "missing",
                    "service \"" + name + "\" does not say what to start",
                    "add run: with the command that starts it");
        }
        String command = fields.value("run")
                .flatMap(node -> reading.filledText(node, fields.at("run")))
                .orElse("");
        int copies = fields.value("copies")
                .flatMap(node -> reading.whole(node, fields.at("copies"), 1, COPIES_MAX))
                .orElse(1);
        Map<String, String> variables = fields.value("env")
                .map(node -> reading.variables(node, fields.at("env")))
                .orElse(Map.of());
        return new ServiceSpec(name, command, folder(fields, reading), health(fields, reading), copies, variables);
    }

    private static void notYet(Fields fields, Reading reading) {
        for (String key : List.of("build", "image")) {
            fields.key(key).ifPresent(node -> reading.notYet(node, key, "start the service as a process with run:"));
        }
    }

    private static String folder(Fields fields, Reading reading) {
        String folder = fields.value("folder")
                .flatMap(node -> reading.filledText(node, fields.at("folder")))
                .orElse(".");
        boolean leaves = folder.startsWith("/")
                || folder.contains("\\")
                || List.of(folder.split("/")).contains("..");
        if (leaves) {
            reading.error(
                    fields.value("folder").orElse(fields.node()),
                    "wrong-value",
                    fields.at("folder") + " is \"" + folder + "\", outside of the repository",
                    "give a folder relative to the repository's root");
            return ".";
        }
        return folder;
    }

    private static HealthCheck health(Fields service, Reading reading) {
        YamlNode node = service.value("health").orElse(null);
        HealthCheck standard = HealthCheck.DEFAULT;
        if (node == null) {
            return standard;
        }
        if (node instanceof YamlNode.Scalar) {
            return new HealthCheck(path(node, service.at("health"), reading), standard.within(), standard.interval());
        }
        Fields fields = reading.fields(node, service.at("health"), HEALTH_KEYS);
        String path = fields.value("path")
                .map(value -> path(value, fields.at("path"), reading))
                .orElse(standard.path());
        Duration within = duration(fields, "within", WITHIN_MAX, standard.within(), reading);
        Duration interval = duration(fields, "interval", INTERVAL_MAX, standard.interval(), reading);
        return new HealthCheck(path, within, interval);
    }

    private static String path(YamlNode node, String where, Reading reading) {
        String path = reading.filledText(node, where).orElse("/");
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c == 0x7f || c == '#')) {
            reading.error(
                    node, "wrong-value", where + " is \"" + path + "\"", "a path begins with / and has no spaces");
        }
        return path;
    }

    private static Duration duration(Fields fields, String key, Duration max, Duration standard, Reading reading) {
        Duration duration = fields.value(key)
                .flatMap(node -> reading.duration(node, fields.at(key), max))
                .orElse(standard);
        if (duration.isZero()) {
            reading.error(
                    fields.value(key).orElse(fields.node()),
                    "wrong-value",
                    fields.at(key) + " is 0, it must be longer",
                    "");
        }
        return duration;
    }
}
