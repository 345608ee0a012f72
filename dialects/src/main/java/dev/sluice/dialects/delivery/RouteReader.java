package dev.sluice.dialects.delivery;

import dev.sluice.core.delivery.EnvironmentSpec.PathRule;
import dev.sluice.core.delivery.EnvironmentSpec.RouteSpec;
import dev.sluice.core.delivery.HostName;
import dev.sluice.core.delivery.ServiceSpec;
import dev.sluice.dialects.yaml.NearName;
import dev.sluice.dialects.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The key {@code route}: a host name, or a host name and which service answers which path. */
final class RouteReader {
    private static final Set<String> KEYS = Set.of("host", "paths");

    private RouteReader() {}

    static Optional<RouteSpec> route(Fields environment, List<ServiceSpec> services, Reading reading) {
        return environment.value("route").flatMap(node -> {
            String path = environment.at("route");
            if (node instanceof YamlNode.Scalar) {
                return host(node, path, reading).map(host -> new RouteSpec(host, toFirst(services)));
            }
            Fields fields = reading.fields(node, path, KEYS);
            if (fields.value("host").isEmpty() && node instanceof YamlNode.Mapping) {
                reading.error(node, "missing", path + " has no host", "add host: with the name requests come for");
            }
            List<PathRule> paths = fields.value("paths")
                    .map(value -> paths(value, fields.at("paths"), services, reading))
                    .orElse(toFirst(services));
            return fields.value("host")
                    .flatMap(value -> host(value, fields.at("host"), reading))
                    .map(host -> new RouteSpec(host, paths));
        });
    }

    /** Without paths the first service of the file answers everything. */
    private static List<PathRule> toFirst(List<ServiceSpec> services) {
        return services.isEmpty()
                ? List.of()
                : List.of(new PathRule("/", services.getFirst().name()));
    }

    private static Optional<String> host(YamlNode node, String path, Reading reading) {
        Optional<String> host = reading.filledText(node, path);
        String plain = host.orElse("a").replace(EnvironmentReader.SLUG, "slug");
        if (!plain.matches("[a-z0-9]([a-z0-9-]{0,62})(\\.[a-z0-9]([a-z0-9-]{0,62}))*") || plain.length() > 253) {
            reading.error(
                    node,
                    "wrong-value",
                    path + " is \"" + host.orElse("") + "\", not a host name",
                    "lower-case letters, digits, hyphens and dots, without http:// and without a port");
            return Optional.empty();
        }
        if (HostName.isReserved(plain)) {
            reading.error(
                    node,
                    "wrong-value",
                    path + " is \"" + host.orElse("") + "\", where the server's own pages answer",
                    "a name of the environment's own and no IP address, for example: shop.localhost");
            return Optional.empty();
        }
        return host;
    }

    private static List<PathRule> paths(YamlNode node, String path, List<ServiceSpec> services, Reading reading) {
        List<PathRule> rules = new ArrayList<>();
        List<String> names = services.stream().map(ServiceSpec::name).toList();
        for (Fields.Field field : reading.fields(node, path).entries().values()) {
            String prefix = field.key().text();
            if (!prefix.startsWith("/")) {
                reading.error(field.key(), "wrong-value", "\"" + prefix + "\" is no path", "a path begins with /");
            }
            reading.filledText(field.value(), path + "." + prefix).ifPresent(service -> {
                if (names.contains(service)) {
                    rules.add(new PathRule(prefix, service));
                } else {
                    reading.error(
                            field.value(),
                            "unknown-name",
                            "there is no service \"" + service + "\"",
                            NearName.hint(service, names));
                }
            });
        }
        return rules;
    }
}
