package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.yaml.NearName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges the parents of {@code extends} into their children (docs.gitlab.com, CI/CD YAML syntax, extends): mappings
 * deeply, everything else is replaced, later parents win, the job itself wins over all.
 */
final class Extends {
    /** Levels above a job. */
    private static final int LEVELS_MAX = 11;

    private final Hash config;
    private final Problems problems;
    private final Map<String, Hash> resolved = new HashMap<>();
    /** How many levels are above each job that is resolved. */
    private final Map<String, Integer> levels = new HashMap<>();

    private Extends(Hash config, Problems problems) {
        this.config = config;
        this.problems = problems;
    }

    /** The configuration with all parents merged in. */
    static Hash resolve(Hash config, Problems problems) {
        Extends work = new Extends(config, problems);
        Map<String, Field> fields = new LinkedHashMap<>();
        config.fields().forEach((name, field) -> {
            ConfigValue value = field.value() instanceof Hash hash && !Keywords.TOP.knows(name)
                    ? work.merged(name, hash, new ArrayList<>())
                    : field.value();
            fields.put(name, new Field(field.at(), field.textual(), value));
        });
        return new Hash(config.at(), fields);
    }

    /** Deep merge: what {@code over} has wins, its nulls too. */
    static Hash merge(Hash base, Hash over) {
        Map<String, Field> fields = new LinkedHashMap<>(base.fields());
        over.fields().forEach((name, field) -> {
            Field below = fields.get(name);
            if (below != null && below.value() instanceof Hash from && field.value() instanceof Hash to) {
                fields.put(name, new Field(field.at(), field.textual(), merge(from, to)));
            } else {
                fields.put(name, field);
            }
        });
        return new Hash(over.at(), fields);
    }

    private Hash merged(String name, Hash job, List<String> path) {
        Hash known = resolved.get(name);
        if (known != null) {
            return known;
        }
        ConfigValue parents = job.get("extends");
        if (parents instanceof Absent) {
            resolved.put(name, job);
            return job;
        }
        path.add(name);
        Hash base = new Hash(job.at(), Map.of());
        int above = 0;
        for (Text parent : parents(name, parents)) {
            if (job(parent) instanceof Hash found && mayFollow(parent, path)) {
                base = merge(base, without(merged(parent.text(), found, path)));
                int here = levels.getOrDefault(parent.text(), 0) + 1;
                if (here == LEVELS_MAX + 1) {
                    tooHigh(parent, name);
                }
                above = Math.max(above, here);
            }
        }
        levels.put(name, above);
        path.removeLast();
        Hash result = without(merge(base, job));
        resolved.put(name, result);
        return result;
    }

    private boolean mayFollow(Text parent, List<String> path) {
        int start = path.indexOf(parent.text());
        if (start >= 0) {
            List<String> circle = new ArrayList<>(path.subList(start, path.size()));
            circle.add(parent.text());
            String written =
                    String.join(" -> ", circle.stream().map(Keywords::shown).toList());
            problems.error(parent.at(), "extends-circle", "\"extends\" goes in a circle: " + written);
            return false;
        }
        if (path.size() > LEVELS_MAX) {
            tooHigh(parent, path.getFirst());
            return false;
        }
        return true;
    }

    private void tooHigh(Text parent, String job) {
        problems.error(
                parent.at(),
                "limit",
                "\"extends\" of job \"" + Keywords.shown(job) + "\" goes more than " + LEVELS_MAX + " levels up");
    }

    private ConfigValue job(Text parent) {
        Field field = config.fields().get(parent.text());
        Position at = parent.at();
        if (field == null || Keywords.TOP.knows(parent.text())) {
            problems.error(
                    at,
                    "extends-unknown",
                    "\"extends\" names \"" + Keywords.shown(parent.text()) + "\", which is not in the file",
                    NearName.hint(parent.text(), config.fields().keySet()));
            return new Absent(at);
        }
        if (!(field.value() instanceof Hash)) {
            problems.error(
                    at,
                    "extends-unknown",
                    "\"extends\" names \"" + Keywords.shown(parent.text()) + "\", which is no job");
        }
        return field.value();
    }

    private List<Text> parents(String name, ConfigValue value) {
        List<Text> parents = new ArrayList<>();
        switch (value) {
            case Text text -> parents.add(text);
            case Items items -> {
                for (ConfigValue item : items.items()) {
                    if (item instanceof Text text) {
                        parents.add(text);
                    } else {
                        wrong(name, item);
                    }
                }
            }
            case ConfigValue other -> wrong(name, other);
        }
        return parents;
    }

    private void wrong(String name, ConfigValue value) {
        problems.error(
                value.at(),
                "wrong-type",
                "job \"" + Keywords.shown(name) + "\": \"extends\" must be a job's name or a list of names, not "
                        + value.kind());
    }

    private static Hash without(Hash job) {
        if (!job.fields().containsKey("extends")) {
            return job;
        }
        Map<String, Field> fields = new LinkedHashMap<>(job.fields());
        fields.remove("extends");
        return new Hash(job.at(), fields);
    }
}
