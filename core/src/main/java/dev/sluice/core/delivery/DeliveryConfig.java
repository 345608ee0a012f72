package dev.sluice.core.delivery;

import java.util.List;
import java.util.Optional;

/**
 * What {@code sluice.yml} says.
 *
 * @param services in the file's order
 * @param releases when a release is made, or empty where none are
 * @param environments in the file's order, which is the order of promotion on the pages
 */
public record DeliveryConfig(
        List<ServiceSpec> services, Optional<ReleaseRule> releases, List<EnvironmentSpec> environments) {
    public DeliveryConfig {
        services = List.copyOf(services);
        environments = List.copyOf(environments);
    }

    /**
     * When a release is made.
     *
     * @param branch a green run of this branch makes one
     * @param defaultBump what grows where no commit message says it
     */
    public record ReleaseRule(String branch, VersionBump.Part defaultBump) {}

    /** The environment with that key. */
    public Optional<EnvironmentSpec> environment(String key) {
        return environments.stream().filter(spec -> spec.key().equals(key)).findFirst();
    }
}
