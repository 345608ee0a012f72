package dev.sluice.core.delivery;

import java.time.Duration;
import java.util.Map;

/**
 * One service of a project, as {@code sluice.yml} describes it.
 *
 * @param name lower-case letters, digits and hyphens
 * @param command shell text that starts it; PORT is given
 * @param folder where it is started, relative to the repository's root; {@code .} for the root itself
 * @param health how to see that it is well
 * @param copies how many run beside each other, 1 to 20
 * @param variables given to it, besides those of the environment
 */
public record ServiceSpec(
        String name, String command, String folder, HealthCheck health, int copies, Map<String, String> variables) {
    public ServiceSpec {
        variables = Map.copyOf(variables);
    }

    /**
     * How a service is asked whether it is well.
     *
     * @param path begins with a slash; an answer of 200 to 399 is healthy
     * @param within a new copy must be healthy this long after its start
     * @param interval between two questions
     */
    public record HealthCheck(String path, Duration within, Duration interval) {
        public static final HealthCheck DEFAULT =
                new HealthCheck("/health", Duration.ofSeconds(60), Duration.ofSeconds(1));
    }
}
