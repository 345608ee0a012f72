package dev.sluice.dialects.delivery;

import dev.sluice.core.delivery.DeliveryConfig;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.EnvironmentSpec.Source;
import dev.sluice.core.delivery.ServiceSpec;
import dev.sluice.dialects.yaml.NearName;
import dev.sluice.dialects.yaml.YamlNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks what the parts of a file say about each other. */
final class Relations {
    private final Fields top;
    private final List<EnvironmentSpec> environments;
    private final Reading reading;

    private Relations(Fields top, List<EnvironmentSpec> environments, Reading reading) {
        this.top = top;
        this.environments = environments;
        this.reading = reading;
    }

    static void check(
            Fields top,
            List<ServiceSpec> services,
            Optional<DeliveryConfig.ReleaseRule> releases,
            List<EnvironmentSpec> environments,
            Reading reading) {
        Relations relations = new Relations(top, environments, reading);
        relations.servicesExist(services);
        relations.releasesAreMade(releases);
        relations.orderHasNoCycle();
        relations.hostsAreUnique();
        relations.slugsHaveABranch();
    }

    private void servicesExist(List<ServiceSpec> services) {
        if (!environments.isEmpty() && services.isEmpty()) {
            reading.error(
                    top.key("environments").orElse(top.node()),
                    "missing",
                    "there are environments, but no services to deploy to them",
                    "add services:");
        }
    }

    private void releasesAreMade(Optional<DeliveryConfig.ReleaseRule> releases) {
        for (EnvironmentSpec environment : environments) {
            if (environment.source() instanceof Source.OnRelease && releases.isEmpty()) {
                reading.error(
                        node(environment, "on"),
                        "missing",
                        "environment \"" + environment.key() + "\" waits for releases, but none are made",
                        "add releases: {branch: main, version: semver}");
            }
        }
    }

    private void orderHasNoCycle() {
        List<String> keys = environments.stream().map(EnvironmentSpec::key).toList();
        Map<String, String> before = new HashMap<>();
        for (EnvironmentSpec environment : environments) {
            if (environment.source() instanceof Source.After(var other)) {
                if (keys.contains(other)) {
                    before.put(environment.key(), other);
                } else {
                    reading.error(
                            node(environment, "after"),
                            "unknown-name",
                            "there is no environment \"" + other + "\"",
                            NearName.hint(other, keys));
                }
            }
        }
        for (EnvironmentSpec environment : environments) {
            List<String> way = new ArrayList<>(List.of(environment.key()));
            String at = before.get(environment.key());
            while (at != null && !way.contains(at)) {
                way.add(at);
                at = before.get(at);
            }
            if (environment.key().equals(at)) {
                way.add(at);
                reading.error(
                        node(environment, "after"),
                        "cycle",
                        "environments wait for each other: " + String.join(" after ", way),
                        "");
            }
        }
    }

    private void hostsAreUnique() {
        Map<String, String> owners = new HashMap<>();
        for (EnvironmentSpec environment : environments) {
            environment.route().ifPresent(route -> {
                String other = owners.putIfAbsent(route.host(), environment.key());
                if (other != null) {
                    reading.error(
                            node(environment, "route"),
                            "wrong-value",
                            "host \"" + route.host() + "\" belongs to environment \"" + other + "\" already",
                            "give each environment a host of its own");
                }
            });
        }
    }

    private void slugsHaveABranch() {
        for (EnvironmentSpec environment : environments) {
            boolean perBranch = environment.name().contains(EnvironmentReader.SLUG);
            boolean hostPerBranch = environment
                    .route()
                    .filter(route -> route.host().contains(EnvironmentReader.SLUG))
                    .isPresent();
            if (perBranch && !(environment.source() instanceof Source.OnBranch)) {
                reading.error(
                        node(environment, "name"),
                        "wrong-value",
                        "{slug} stands for the branch, but environment \"" + environment.key() + "\" follows none",
                        "add on: branch feature/*");
            }
            if (perBranch && environment.route().isPresent() && !hostPerBranch) {
                reading.error(
                        node(environment, "route"),
                        "wrong-value",
                        "all environments \"" + environment.name() + "\" would have the same host",
                        "put {slug} into the host too");
            }
            if (hostPerBranch && !perBranch) {
                reading.error(
                        node(environment, "route"),
                        "wrong-value",
                        "{slug} in the host needs a name with {slug}",
                        "add name: \"" + environment.key() + "/{slug}\"");
            }
        }
    }

    /** The value of a key of an environment, for the place of a mistake. */
    private YamlNode node(EnvironmentSpec environment, String key) {
        return top.value("environments")
                .map(node -> new Reading(reading.file()).fields(node, "environments"))
                .flatMap(fields -> fields.value(environment.key()))
                .map(node -> new Reading(reading.file()).fields(node, ""))
                .flatMap(fields -> fields.value(key))
                .orElse(top.node());
    }
}
