package dev.sluice.dialects.delivery;

import dev.sluice.core.delivery.Strategy;
import dev.sluice.core.delivery.Strategy.CanaryStep;
import dev.sluice.dialects.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The key {@code strategy}: a word, or a word with its settings. */
final class StrategyReader {
    private static final List<String> WORDS = List.of("rolling", "bluegreen", "canary", "recreate");
    private static final Set<String> CANARY_KEYS = Set.of("steps", "check");
    private static final Set<String> STEP_KEYS = Set.of("weight", "pause");
    private static final Duration PAUSE_MAX = Duration.ofDays(30);
    private static final int STEPS_MAX = 100;

    private StrategyReader() {}

    static Strategy strategy(YamlNode node, String path, Reading reading) {
        if (node instanceof YamlNode.Scalar) {
            String word = reading.word(node, path, WORDS).orElse("rolling");
            if (word.equals("canary")) {
                reading.error(
                        node,
                        "missing",
                        path + " is canary without steps",
                        "add canary: {steps: [{weight: 10}, {pause: 5m}]}");
            }
            return ofWord(word, List.of());
        }
        Fields fields = reading.fields(node, path, Set.copyOf(WORDS));
        if (node instanceof YamlNode.Mapping && fields.entries().size() != 1) {
            reading.error(
                    node,
                    "wrong-value",
                    path + " names " + fields.entries().size() + " strategies, it needs exactly one",
                    "one of: " + String.join(", ", WORDS));
        }
        for (Fields.Field field : fields.entries().values()) {
            String word = field.key().text();
            if (word.equals("canary")) {
                return new Strategy.Canary(canary(field, path + ".canary", reading));
            }
            if (WORDS.contains(word)) {
                reading.fields(field.value(), path + "." + word, Set.of());
                return ofWord(word, List.of());
            }
        }
        return new Strategy.Rolling();
    }

    private static Strategy ofWord(String word, List<CanaryStep> steps) {
        return switch (word) {
            case "bluegreen" -> new Strategy.BlueGreen();
            case "recreate" -> new Strategy.Recreate();
            case "canary" -> new Strategy.Canary(steps);
            default -> new Strategy.Rolling();
        };
    }

    private static List<CanaryStep> canary(Fields.Field canary, String path, Reading reading) {
        Fields fields = reading.fields(canary.value(), path, CANARY_KEYS);
        fields.key("check")
                .ifPresent(node -> reading.notYet(
                        node, "check", "health is asked through the whole rollout; leave the metric out for now"));
        List<CanaryStep> steps = new ArrayList<>();
        YamlNode list = fields.value("steps").orElse(null);
        if (list == null) {
            reading.error(canary.key(), "missing", path + " has no steps", "add steps: [{weight: 10}, {pause: 5m}]");
            return steps;
        }
        if (!(list instanceof YamlNode.Sequence sequence)) {
            reading.wrongType(list, path + ".steps", "a list");
            return steps;
        }
        if (sequence.items().isEmpty() || sequence.items().size() > STEPS_MAX) {
            reading.error(
                    list,
                    "wrong-value",
                    path + ".steps has " + sequence.items().size() + " steps, allowed are 1 to " + STEPS_MAX,
                    "");
        }
        for (int i = 0; i < sequence.items().size(); i++) {
            step(sequence.items().get(i), path + ".steps[" + i + "]", reading).ifPresent(steps::add);
        }
        return steps;
    }

    private static Optional<CanaryStep> step(YamlNode node, String path, Reading reading) {
        Fields fields = reading.fields(node, path, STEP_KEYS);
        if (node instanceof YamlNode.Mapping && fields.entries().size() != 1) {
            reading.error(
                    node,
                    "wrong-value",
                    path + " has " + fields.entries().size() + " keys, a step has exactly one",
                    "write {weight: 10} or {pause: 5m}");
            return Optional.empty();
        }
        Optional<YamlNode> weight = fields.value("weight");
        if (weight.isPresent()) {
            return reading.whole(weight.get(), path + ".weight", 0, 100).map(CanaryStep.Weight::new);
        }
        return fields.value("pause").flatMap(value -> pause(value, path + ".pause", reading));
    }

    /** {@code pause: {}} waits for a person, as Argo Rollouts has it. */
    private static Optional<CanaryStep> pause(YamlNode node, String path, Reading reading) {
        if (node instanceof YamlNode.Mapping || reading.isAbsent(node)) {
            reading.fields(node, path, Set.of());
            return Optional.of(new CanaryStep.Pause(Optional.empty()));
        }
        return reading.duration(node, path, PAUSE_MAX).map(duration -> new CanaryStep.Pause(Optional.of(duration)));
    }
}
