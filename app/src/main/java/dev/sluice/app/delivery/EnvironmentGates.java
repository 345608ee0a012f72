package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryQueries.Refusal;
import dev.sluice.app.delivery.DeliveryStore.ConfigRecord;
import dev.sluice.core.delivery.DeliveryConfig;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.Release;
import java.util.Comparator;
import java.util.Optional;

/**
 * Who may come into an environment says the default branch's {@code sluice.yml}, not that of the commit which wants to:
 * whoever may push any branch could otherwise write himself a production without approval. What is started there and how
 * stays the commit's own.
 */
final class EnvironmentGates {
    private static final String SLUG = "{slug}";

    private EnvironmentGates() {}

    /** An environment as a release may use it. */
    sealed interface Gate {
        /** With the key, source rule, approval and route of the default branch. */
        record Open(EnvironmentSpec spec) implements Gate {}

        /** Not at all. */
        record Shut(Refusal why) implements Gate {}
    }

    /** The rules that count for a project: the newest of its default branch that could be read. */
    static Optional<DeliveryConfig> governing(DeliveryStore store, long project) {
        return store.config(project).flatMap(ConfigRecord::config);
    }

    /** The environment's full name for a release: {@code review/{slug}} has the branch in it. */
    static String fullName(EnvironmentSpec spec, Release release) {
        return spec.name().replace(SLUG, EnvironmentNames.slug(release.branch()));
    }

    /** The gate between a release and an environment that the release's own file has. */
    static Gate of(DeliveryStore store, Release release, EnvironmentSpec own) {
        String name = fullName(own, release);
        // A plain name wins over a pattern: a branch must not be named so that it falls under weaker rules.
        Optional<EnvironmentSpec> rules = governing(store, release.project()).stream()
                .flatMap(config -> config.environments().stream())
                .filter(spec -> fullName(spec, release).equals(name))
                .min(Comparator.comparing(spec -> spec.name().contains(SLUG)));
        return rules.<Gate>map(found -> new Gate.Open(governed(own, found)))
                .orElseGet(() -> new Gate.Shut(
                        new Refusal.Unknown("environment " + name + " in sluice.yml of the default branch", "")));
    }

    private static EnvironmentSpec governed(EnvironmentSpec own, EnvironmentSpec rules) {
        return new EnvironmentSpec(
                rules.key(),
                rules.name(),
                rules.source(),
                rules.approval(),
                own.target(),
                rules.route(),
                own.strategy(),
                own.onFailure(),
                own.observe(),
                own.variables());
    }
}
