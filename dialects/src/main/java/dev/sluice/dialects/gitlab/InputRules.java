package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options and the default of an input that depend on other inputs (docs.gitlab.com, "CI/CD inputs",
 * {@code spec:inputs:rules}).
 *
 * @param rules asked in order
 */
record InputRules(List<Rule> rules) {
    private static final String INPUT = "inputs.";

    InputRules {
        rules = List.copyOf(rules);
    }

    /**
     * One rule.
     *
     * @param condition of other inputs; empty: it always holds
     * @param options allowed values; empty: any
     * @param fallback the default
     */
    record Rule(Optional<Condition> condition, Optional<Items> options, Optional<ConfigValue> fallback) {}

    /** The rules of a declaration; empty where it has none. */
    static Optional<InputRules> read(FieldReader declared, InputTypes types) {
        return switch (declared.value("rules")) {
            case Absent _ -> Optional.empty();
            case Items items -> {
                for (String other : List.of("options", "default")) {
                    if (declared.hash().fields().containsKey(other)) {
                        declared.problems()
                                .error(
                                        declared.keyAt(other),
                                        "exclusive",
                                        declared.owner() + ": \"" + other + "\" stands in the rules where there are"
                                                + " \"rules\"");
                    }
                }
                List<Rule> rules = new ArrayList<>();
                for (ConfigValue item : items.items()) {
                    if (item instanceof Hash hash) {
                        rules.add(rule(declared.below(hash, "rules"), types));
                    } else {
                        declared.wrong(item, "rules", "a list of mappings with \"if\", \"options\" and \"default\"");
                    }
                }
                yield Optional.of(new InputRules(rules));
            }
            case ConfigValue other -> {
                declared.wrong(other, "rules", "a list of rules");
                yield Optional.empty();
            }
        };
    }

    private static Rule rule(FieldReader rule, InputTypes types) {
        Keywords.INPUT_RULE.check(rule.hash(), rule.owner(), rule.problems());
        Optional<Text> condition = rule.filledText("if");
        Optional<Items> options = types.options(rule);
        Field fallback = rule.hash().fields().get("default");
        if (options.isEmpty() && (fallback == null || condition.isEmpty())) {
            rule.problems()
                    .error(
                            rule.hash().at(),
                            "missing",
                            rule.owner()
                                    + (condition.isPresent()
                                            ? ": a rule with \"if\" needs \"options\" or \"default\""
                                            : ": a rule without \"if\" needs \"options\""));
        }
        return new Rule(
                condition.flatMap(text -> ConditionParser.ofInputs(text, rule.problems())),
                options,
                Optional.ofNullable(fallback).map(Field::value));
    }

    /** Names of the inputs that the conditions ask for. */
    Set<String> asked() {
        Set<String> names = new HashSet<>();
        rules.forEach(rule -> rule.condition().ifPresent(condition -> condition.variables().stream()
                .filter(name -> name.startsWith(INPUT))
                .forEach(name -> names.add(name.substring(INPUT.length())))));
        return names;
    }

    /** Whether a value need not be given. */
    boolean hasDefault() {
        return rules.stream()
                .anyMatch(
                        rule -> rule.fallback().isPresent() || rule.condition().isEmpty());
    }

    /** The first rule that holds. */
    Optional<Rule> chosen(Map<String, ConfigValue> values) {
        Condition.Lookup lookup = name -> name.startsWith(INPUT)
                ? Optional.ofNullable(values.get(name.substring(INPUT.length())))
                        .flatMap(Scalars::text)
                : Optional.empty();
        return rules.stream()
                .filter(rule -> rule.condition()
                        .map(condition -> condition.holds(lookup))
                        .orElse(true))
                .findFirst();
    }
}
