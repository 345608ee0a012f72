package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.core.delivery.DeploymentStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which environment has which host name: the one where a live deployment answers it, else the one whose rollout began
 * first. Read from the store each time, so that it holds over restarts and nothing has to be given back. Safe for many
 * threads.
 */
final class RouteHolders {
    private final DeliveryStore store;
    private final Predicate<String> own;

    /**
     * @param own host names that the server itself answers
     */
    RouteHolders(DeliveryStore store, Predicate<String> own) {
        this.store = store;
        this.own = own;
    }

    /** The host name of a deployment's route, if it has one. */
    Optional<String> host(Deployment deployment) {
        return deployment.spec().route().map(route -> host(route.host(), deployment));
    }

    /** The host name of an environment, with the branch in it where the pattern has one. */
    String host(String pattern, Deployment deployment) {
        if (!pattern.contains("{slug}")) {
            return pattern;
        }
        String branch = store.release(deployment.project(), deployment.release())
                .map(stored -> stored.release().branch())
                .orElse("");
        return pattern.replace("{slug}", EnvironmentNames.slug(branch));
    }

    /** Why a deployment cannot have its host name; empty where it can, or needs none. */
    Optional<String> refusal(Deployment deployment) {
        Optional<String> host = host(deployment);
        if (host.filter(own).isPresent()) {
            return Optional.of("route " + host.get() + " is where the server's own pages answer: give "
                    + deployment.spec().key() + " another host name in sluice.yml");
        }
        return host.flatMap(this::holder)
                .filter(holder -> !isSameEnvironment(holder, deployment))
                .map(holder -> "route " + host.get() + " belongs to " + nameOf(holder, deployment) + ": give "
                        + deployment.spec().key() + " another host name in sluice.yml");
    }

    /** Whether the routes of this host name are this deployment's to change. */
    boolean mayChange(String host, Deployment deployment) {
        return !own.test(host)
                && holder(host)
                        .map(holder -> isSameEnvironment(holder, deployment))
                        .orElse(true);
    }

    private Optional<Deployment> holder(String host) {
        Stream<Deployment> live = store.liveEnvironments().stream()
                .flatMap(environment ->
                        environment.live().flatMap(number -> store.deployment(environment.project(), number)).stream())
                .map(StoredDeployment::deployment);
        Stream<Deployment> rolling =
                store.withStatus(List.of(DeploymentStatus.ROLLING, DeploymentStatus.ROLLING_BACK)).stream()
                        .map(StoredDeployment::deployment)
                        .sorted(Comparator.comparing(one -> one.startedAt().orElse(Instant.MAX)));
        return Stream.concat(live, rolling)
                .filter(one -> host(one).filter(host::equals).isPresent())
                .findFirst();
    }

    private static boolean isSameEnvironment(Deployment one, Deployment other) {
        return one.project() == other.project() && one.environment().equals(other.environment());
    }

    /** What another project's environments are called is nobody's business here. */
    private static String nameOf(Deployment holder, Deployment asking) {
        return holder.project() == asking.project()
                ? "environment " + holder.environment()
                : "an environment of another project";
    }
}
