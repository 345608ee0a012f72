package dev.sluice.dialects.yaml;

import dev.sluice.core.model.Problem;
import dev.sluice.dialects.yaml.YamlNode.Entry;
import dev.sluice.dialects.yaml.YamlNode.Mapping;
import dev.sluice.dialects.yaml.YamlNode.Scalar;
import dev.sluice.dialects.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The merge key {@code <<} of YAML 1.1 (yaml.org/type/merge.html). */
public final class Merges {
    private Merges() {}

    /**
     * The entries of a mapping with those that {@code <<} brings in: a mapping's own entries win, of several merged ones
     * the earlier wins. Own duplicate keys are still there. Merged entries come first, so that the last of a name wins.
     */
    public static List<Entry> resolve(Mapping mapping, Consumer<Problem> problems) {
        List<YamlNode> sources = new ArrayList<>();
        List<Entry> own = new ArrayList<>();
        for (Entry entry : mapping.entries()) {
            if (isMerge(entry.key())) {
                collect(entry.value(), sources, problems);
            } else {
                own.add(entry);
            }
        }
        if (sources.isEmpty()) {
            return own;
        }
        Set<String> taken = new HashSet<>();
        for (Entry entry : own) {
            if (entry.key() instanceof Scalar key) {
                taken.add(key.text());
            }
        }
        List<Entry> merged = new ArrayList<>();
        for (YamlNode source : sources) {
            if (source instanceof Mapping from) {
                merge(from, taken, merged, problems);
            }
        }
        merged.addAll(own);
        return merged;
    }

    private static void merge(Mapping from, Set<String> taken, List<Entry> merged, Consumer<Problem> problems) {
        List<Entry> entries = resolve(from, problems);
        Set<String> here = new HashSet<>();
        for (Entry entry : entries) {
            if (entry.key() instanceof Scalar key && !taken.contains(key.text())) {
                merged.add(entry);
                here.add(key.text());
            }
        }
        taken.addAll(here);
    }

    private static void collect(YamlNode value, List<YamlNode> sources, Consumer<Problem> problems) {
        switch (value) {
            case Mapping mapping -> sources.add(mapping);
            case Sequence sequence -> {
                for (YamlNode item : sequence.items()) {
                    if (item instanceof Mapping) {
                        sources.add(item);
                    } else {
                        problems.accept(notAMapping(item));
                    }
                }
            }
            case Scalar scalar -> problems.accept(notAMapping(scalar));
        }
    }

    private static Problem notAMapping(YamlNode node) {
        return Problem.error(
                node.used(), "yaml/merge", "\"<<\" takes a mapping or a list of mappings", "name one with *anchor");
    }

    private static boolean isMerge(YamlNode key) {
        return key instanceof Scalar scalar
                && scalar.style() == Scalar.Style.PLAIN
                && scalar.text().equals("<<");
    }
}
