package dev.sluice.dialects.delivery;

import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.EnvironmentSpec.ApprovalRule;
import dev.sluice.core.delivery.EnvironmentSpec.OnFailure;
import dev.sluice.core.delivery.EnvironmentSpec.Source;
import dev.sluice.core.delivery.EnvironmentSpec.Target;
import dev.sluice.core.delivery.ServiceSpec;
import dev.sluice.core.delivery.Strategy;
import dev.sluice.dialects.yaml.NearName;
import dev.sluice.dialects.yaml.YamlNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The part {@code environments}. */
final class EnvironmentReader {
    private static final Set<String> KEYS = Set.of(
            "on",
            "after",
            "name",
            "approval",
            "window",
            "deploy",
            "route",
            "database",
            "strategy",
            "on_failure",
            "observe",
            "expires",
            "env");
    private static final Set<String> APPROVAL_KEYS = Set.of("by", "count", "author");
    private static final List<String> TARGETS = List.of("process", "compose", "kubernetes", "gitops", "script");
    private static final Duration OBSERVE = Duration.ofSeconds(10);
    private static final Duration OBSERVE_MAX = Duration.ofDays(1);
    private static final int APPROVERS_MAX = 20;
    static final String SLUG = "{slug}";

    private EnvironmentReader() {}

    static List<EnvironmentSpec> environments(Fields top, List<ServiceSpec> services, Reading reading) {
        List<EnvironmentSpec> environments = new ArrayList<>();
        top.value("environments").ifPresent(node -> {
            for (Fields.Field field :
                    reading.fields(node, "environments").entries().values()) {
                environments.add(environment(field, services, reading));
            }
        });
        return environments;
    }

    private static EnvironmentSpec environment(Fields.Field field, List<ServiceSpec> services, Reading reading) {
        String key = field.key().text();
        Fields fields = reading.fields(field.value(), "environments." + key, KEYS);
        checkName(field.key(), key, reading);
        notYet(fields, reading);
        String name = fields.value("name")
                .flatMap(node -> name(node, fields.at("name"), reading))
                .orElse(key);
        Map<String, String> variables = fields.value("env")
                .map(node -> reading.variables(node, fields.at("env")))
                .orElse(Map.of());
        Strategy strategy = fields.value("strategy")
                .map(node -> StrategyReader.strategy(node, fields.at("strategy"), reading))
                .orElse(new Strategy.Rolling());
        fields.value("on_failure").ifPresent(node -> reading.word(node, fields.at("on_failure"), List.of("rollback")));
        Duration observe = fields.value("observe")
                .flatMap(node -> reading.duration(node, fields.at("observe"), OBSERVE_MAX))
                .orElse(OBSERVE);
        return new EnvironmentSpec(
                key,
                name,
                source(fields, reading),
                approval(fields, reading),
                target(fields, reading),
                RouteReader.route(fields, services, reading),
                strategy,
                OnFailure.ROLLBACK,
                observe,
                variables);
    }

    private static void notYet(Fields fields, Reading reading) {
        for (String key : List.of("window", "database", "expires")) {
            fields.key(key).ifPresent(node -> reading.notYet(node, key, "leave it out for now"));
        }
    }

    /** Only plain letters: a name that looks like another one must not be another environment. */
    private static void checkName(YamlNode at, String name, Reading reading) {
        if (!name.matches("[a-z0-9]([a-z0-9/_.-]{0,62}[a-z0-9])?")) {
            String plain = name.strip().toLowerCase(Locale.ROOT);
            String hint = plain.matches("[a-z0-9/_.-]+") && !plain.equals(name)
                    ? "did you mean \"" + plain + "\"?"
                    : "lower-case letters a to z, digits and - _ . /, at most 64";
            reading.error(at, "wrong-value", "\"" + name + "\" cannot be the name of an environment", hint);
        }
    }

    private static Optional<String> name(YamlNode node, String path, Reading reading) {
        Optional<String> name = reading.filledText(node, path);
        name.ifPresent(text -> {
            checkName(node, text.replace(SLUG, "slug"), reading);
            if (!text.contains(SLUG)) {
                reading.error(
                        node,
                        "wrong-value",
                        path + " is \"" + text + "\" without {slug}",
                        "leave it out: the key is the name; or write for example review/{slug}");
            }
        });
        return name;
    }

    private static Source source(Fields fields, Reading reading) {
        Optional<YamlNode> on = fields.value("on");
        Optional<YamlNode> after = fields.value("after");
        if (on.isPresent() && after.isPresent()) {
            reading.error(
                    fields.key("after").orElseThrow(),
                    "wrong-value",
                    fields.path() + " has both \"on\" and \"after\"",
                    "keep one of them");
        }
        if (after.isPresent()) {
            return reading.filledText(after.get(), fields.at("after"))
                    .<Source>map(Source.After::new)
                    .orElse(new Source.ByHand());
        }
        return on.flatMap(node -> reading.filledText(node, fields.at("on"))
                        .flatMap(text -> on(text, node, fields.at("on"), reading)))
                .orElse(new Source.ByHand());
    }

    private static Optional<Source> on(String text, YamlNode node, String path, Reading reading) {
        if (text.equals("release")) {
            return Optional.of(new Source.OnRelease());
        }
        if (text.startsWith("branch ") && !text.substring(7).isBlank()) {
            return Optional.of(new Source.OnBranch(text.substring(7).strip()));
        }
        String hint = NearName.hint(text, List.of("release"));
        reading.error(
                node,
                "wrong-value",
                path + " is \"" + text + "\", allowed: release, or branch with a name, for example: branch dev",
                hint);
        return Optional.empty();
    }

    private static Optional<ApprovalRule> approval(Fields environment, Reading reading) {
        return environment.value("approval").map(node -> {
            Fields fields = reading.fields(node, environment.at("approval"), APPROVAL_KEYS);
            List<String> by = fields.value("by")
                    .map(value -> reading.texts(value, fields.at("by")))
                    .orElse(List.of());
            if (by.isEmpty() && (node instanceof YamlNode.Mapping || reading.isAbsent(node))) {
                reading.error(
                        fields.key("by").orElse(environment.key("approval").orElse(node)),
                        "missing",
                        environment.at("approval") + " does not say who may approve",
                        "add by: [maintainer]");
            }
            int count = fields.value("count")
                    .flatMap(value -> reading.whole(value, fields.at("count"), 1, APPROVERS_MAX))
                    .orElse(1);
            boolean author = fields.value("author")
                    .flatMap(value -> reading.truth(value, fields.at("author")))
                    .orElse(false);
            return new ApprovalRule(by, count, author);
        });
    }

    private static Target target(Fields environment, Reading reading) {
        environment.value("deploy").ifPresent(node -> {
            String path = environment.at("deploy");
            if (node instanceof YamlNode.Scalar) {
                reading.word(node, path, TARGETS)
                        .filter(word -> !word.equals("process"))
                        .ifPresent(word -> notYet(node, word, reading));
                return;
            }
            Fields fields = reading.fields(node, path, Set.copyOf(TARGETS));
            fields.entries().forEach((word, field) -> {
                if (word.equals("process")) {
                    reading.fields(field.value(), path + ".process", Set.of());
                } else if (TARGETS.contains(word)) {
                    notYet(field.key(), word, reading);
                }
            });
            if (node instanceof YamlNode.Mapping && fields.entries().size() != 1) {
                reading.error(
                        node,
                        "wrong-value",
                        path + " names " + fields.entries().size() + " targets, it needs exactly one",
                        "write deploy: {process: {}}");
            }
        });
        return new Target.Process();
    }

    private static void notYet(YamlNode node, String target, Reading reading) {
        reading.notYet(node, target, "deploy to processes on this host: deploy: {process: {}}");
    }
}
