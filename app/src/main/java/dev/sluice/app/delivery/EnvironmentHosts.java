package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryStore.ConfigRecord;
import dev.sluice.core.delivery.DeliveryConfig;
import dev.sluice.core.delivery.HostName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Host names that the environments of the default branches' {@code sluice.yml} have, whether anything is live there or
 * not. Kept in memory, because it is asked for requests. Safe for many threads.
 */
final class EnvironmentHosts implements Predicate<String> {
    private static final String SLUG = "{slug}";

    private final Map<Long, List<Pattern>> byProject = new ConcurrentHashMap<>();

    /** What the project's file says now. */
    void set(long project, DeliveryConfig config) {
        byProject.put(
                project,
                config.environments().stream()
                        .flatMap(environment -> environment.route().stream())
                        .map(route -> pattern(HostName.plain(route.host())))
                        .toList());
    }

    /** What the store has of these projects. */
    void recover(DeliveryStore store, List<Long> projects) {
        projects.forEach(project ->
                store.config(project).flatMap(ConfigRecord::config).ifPresent(config -> set(project, config)));
    }

    /** Whether an environment has the host name; letters' case and a final dot do not matter. */
    @Override
    public boolean test(String host) {
        String name = HostName.plain(host);
        return byProject.values().stream().flatMap(List::stream).anyMatch(pattern -> pattern.matcher(name)
                .matches());
    }

    private static Pattern pattern(String host) {
        int slug = host.indexOf(SLUG);
        return Pattern.compile(
                slug < 0
                        ? Pattern.quote(host)
                        : Pattern.quote(host.substring(0, slug)) + "[a-z0-9-]+"
                                + Pattern.quote(host.substring(slug + SLUG.length())));
    }
}
