package dev.sluice.dialects.delivery;

import dev.sluice.core.delivery.DeliveryConfig.ReleaseRule;
import dev.sluice.core.delivery.VersionBump;
import dev.sluice.dialects.yaml.YamlNode;
import java.util.List;
import java.util.Set;

/** The part {@code releases}. */
final class ReleaseReader {
    private static final Set<String> KEYS = Set.of("branch", "version", "bump");

    private ReleaseReader() {}

    static ReleaseRule releases(YamlNode node, Reading reading) {
        Fields fields = reading.fields(node, "releases", KEYS);
        String branch = fields.value("branch")
                .flatMap(value -> reading.filledText(value, "releases.branch"))
                .orElse("main");
        fields.value("version").ifPresent(value -> reading.word(value, "releases.version", List.of("semver")));
        VersionBump.Part bump = fields.value("bump")
                .flatMap(value -> reading.word(value, "releases.bump", List.of("major", "minor", "patch", "none")))
                .flatMap(VersionBump.Part::of)
                .orElse(VersionBump.Part.MINOR);
        return new ReleaseRule(branch, bump);
    }
}
