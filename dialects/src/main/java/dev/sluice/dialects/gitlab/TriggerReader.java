package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.yaml.NearName;
import java.util.List;

/**
 * Checks {@code trigger} (docs.gitlab.com, CI/CD YAML syntax, trigger). It is not supported yet, but its mistakes are told all
 * the same.
 */
final class TriggerReader {
    private TriggerReader() {}

    /** @param config the whole configuration, among whose jobs {@code include:job} must be */
    static void check(FieldReader job, Hash config) {
        if (!(job.value("trigger") instanceof Hash)) {
            job.filledText("trigger");
            return;
        }
        job.mapping("trigger", Keywords.TRIGGER).ifPresent(trigger -> {
            trigger.word("strategy", List.of("depend", "mirror"));
            if (trigger.value("include") instanceof Items items) {
                for (ConfigValue item : items.items()) {
                    if (item instanceof Hash include) {
                        include(trigger.below(include, "include"), config);
                    }
                }
            }
        });
    }

    private static void include(FieldReader include, Hash config) {
        if (include.value("job") instanceof Text name && !config.has(name.text())) {
            include.problems()
                    .error(
                            name.at(),
                            "trigger-unknown",
                            include.owner() + ": \"job\" names \"" + Keywords.shown(name.text())
                                    + "\", which is not in the file",
                            NearName.hint(name.text(), config.fields().keySet()));
        }
    }
}
