package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.AutoCancel;
import dev.sluice.core.model.Job.AllowFailure;
import dev.sluice.core.model.OnJobFailure;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import dev.sluice.dialects.gitlab.JobSpec.AutoCancelSpec;
import dev.sluice.dialects.gitlab.JobSpec.Changes;
import dev.sluice.dialects.gitlab.JobSpec.Exists;
import dev.sluice.dialects.gitlab.JobSpec.PolicySpec;
import dev.sluice.dialects.gitlab.JobSpec.RuleSpec;
import dev.sluice.dialects.gitlab.JobSpec.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@code rules} of jobs, includes and the workflow, and {@code only} and {@code except}. */
final class RulesReader {
    private static final int NESTING_MAX = 10;
    private static final int PATHS_MAX = 50;
    private static final Duration DELAY_MAX = Duration.ofDays(7);

    /** Where rules stand decides which keys they take and which words {@code when} has. */
    enum Place {
        JOB(Keywords.RULE, List.of("on_success", "on_failure", "never", "always", "manual", "delayed")),
        WORKFLOW(Keywords.WORKFLOW_RULE, List.of("always", "never")),
        INCLUDE(Keywords.INCLUDE_RULE, List.of("always", "never"));

        private final Keywords keywords;
        private final List<String> when;

        Place(Keywords keywords, List<String> when) {
            this.keywords = keywords;
            this.when = when;
        }
    }

    private RulesReader() {}

    /** The rules; empty where there is no such key. */
    static Optional<List<RuleSpec>> rules(FieldReader owner, Place place) {
        return switch (owner.value("rules")) {
            case Absent _ -> Optional.empty();
            case Items items -> {
                List<RuleSpec> rules = new ArrayList<>();
                flatten(items, 1, owner, place, rules);
                if (rules.isEmpty() && items.items().isEmpty()) {
                    owner.problems().error(items.at(), "empty", owner.owner() + ": \"rules\" may not be empty");
                }
                yield Optional.of(rules);
            }
            case ConfigValue other -> {
                owner.wrong(other, "rules", "a list of rules");
                yield Optional.empty();
            }
        };
    }

    private static void flatten(Items items, int depth, FieldReader owner, Place place, List<RuleSpec> into) {
        for (ConfigValue item : items.items()) {
            switch (item) {
                case Hash hash -> into.add(rule(hash, owner, place));
                case Items nested when depth < NESTING_MAX -> flatten(nested, depth + 1, owner, place, into);
                case Items nested ->
                    owner.problems()
                            .error(
                                    nested.at(),
                                    "limit",
                                    owner.owner() + ": \"rules\" is nested deeper than " + NESTING_MAX + " levels");
                case ConfigValue other ->
                    owner.wrong(other, "rules", "a list of mappings with \"if\", \"when\" and so on");
            }
        }
    }

    private static RuleSpec rule(Hash hash, FieldReader owner, Place place) {
        FieldReader reader = owner.below(hash, "rules");
        if (hash.fields().isEmpty()) {
            owner.problems().error(hash.at(), "empty", owner.owner() + ": a rule may not be empty");
        }
        place.keywords.check(hash, reader.owner(), owner.problems());
        OtherNeedsReader.refuse(reader);
        Optional<When> when = reader.word("when", place.when).map(word -> when(word.text()));
        return new RuleSpec(
                hash.at(),
                written(hash),
                condition(reader, "if"),
                changes(reader),
                exists(reader),
                when,
                startIn(reader, when),
                reader.flag("allow_failure").map(RulesReader::allow),
                place == Place.JOB && reader.has("needs") ? NeedsReader.needs(reader) : Optional.empty(),
                place == Place.INCLUDE ? List.of() : VariablesReader.read(reader, VariablesReader.Form.PLAIN),
                place == Place.JOB ? reader.flag("interruptible") : Optional.empty(),
                place == Place.WORKFLOW ? autoCancel(reader) : AutoCancelSpec.NONE);
    }

    private static String written(Hash hash) {
        return hash.fields().entrySet().stream()
                .map(entry -> entry.getKey() + ": "
                        + Scalars.json(entry.getValue().value()).replaceAll("\\s+", " "))
                .collect(Collectors.joining(", "));
    }

    /** {@code auto_cancel}: what a newer commit and what the failure of a job do to a run. */
    static AutoCancelSpec autoCancel(FieldReader owner) {
        Optional<FieldReader> reader = owner.mapping("auto_cancel", Keywords.AUTO_CANCEL);
        return new AutoCancelSpec(
                reader.flatMap(inner -> inner.word("on_new_commit", List.of("conservative", "interruptible", "none")))
                        .map(word -> AutoCancel.valueOf(word.text().toUpperCase(Locale.ROOT))),
                reader.flatMap(inner -> inner.word("on_job_failure", List.of("none", "all")))
                        .map(word -> OnJobFailure.valueOf(word.text().toUpperCase(Locale.ROOT))));
    }

    static When when(String word) {
        return When.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The delay; zero where there is none. It must be there for {@code delayed}, and only then. */
    static Duration startIn(FieldReader reader, Optional<When> when) {
        boolean delayed = when.filter(w -> w == When.DELAYED).isPresent();
        if (!reader.has("start_in")) {
            if (delayed) {
                reader.problems()
                        .error(
                                reader.keyAt("when"),
                                "start-in",
                                reader.owner() + ": \"when: delayed\" needs \"start_in\"");
            }
            return Duration.ZERO;
        }
        Duration delay = reader.duration("start_in").orElse(Duration.ZERO);
        if (!delayed) {
            reader.problems()
                    .error(
                            reader.keyAt("start_in"),
                            "start-in",
                            reader.owner() + ": \"start_in\" needs \"when: delayed\"");
        } else if (delay.compareTo(DELAY_MAX) > 0) {
            reader.problems()
                    .error(
                            reader.keyAt("start_in"),
                            "start-in",
                            reader.owner() + ": \"start_in\" may be one week at most");
        }
        return delay;
    }

    private static Optional<Condition> condition(FieldReader reader, String name) {
        return switch (reader.value(name)) {
            case Absent _ -> Optional.empty();
            case Text text -> ConditionParser.parse(text, reader.problems());
            case ConfigValue other -> {
                reader.wrong(other, name, "a condition such as $CI_COMMIT_BRANCH == \"main\"");
                yield Optional.empty();
            }
        };
    }

    private static Optional<Changes> changes(FieldReader reader) {
        if (reader.value("changes") instanceof Hash) {
            return reader.mapping("changes", Keywords.CHANGES).map(inner -> {
                Optional<List<String>> paths = paths(inner, "paths");
                if (paths.isEmpty()) {
                    inner.problems().error(inner.hash().at(), "missing", inner.owner() + ": \"paths\" is missing");
                }
                return new Changes(
                        paths.orElse(List.of()), inner.filledText("compare_to").map(Text::text));
            });
        }
        return paths(reader, "changes").map(paths -> new Changes(paths, Optional.empty()));
    }

    private static Optional<Exists> exists(FieldReader reader) {
        if (reader.value("exists") instanceof Hash) {
            return reader.mapping("exists", Keywords.EXISTS).flatMap(inner -> {
                if (!inner.has("paths")) {
                    inner.problems().error(inner.hash().at(), "missing", inner.owner() + ": \"paths\" is missing");
                }
                Optional<Text> project = inner.filledText("project");
                Optional<Text> ref = inner.filledText("ref");
                if (ref.isPresent() && !inner.has("project")) {
                    inner.problems()
                            .error(ref.get().at(), "exclusive", inner.owner() + ": \"ref\" goes with \"project\"");
                }
                return paths(inner, "paths")
                        .filter(paths -> !paths.isEmpty())
                        .map(paths ->
                                new Exists(paths, project, ref.map(Text::text).orElse("")));
            });
        }
        if (reader.value("exists") instanceof Text path) {
            return Optional.of(new Exists(List.of(path.text()), Optional.empty(), ""));
        }
        return paths(reader, "exists")
                .filter(paths -> !paths.isEmpty())
                .map(paths -> new Exists(paths, Optional.empty(), ""));
    }

    private static Optional<List<String>> paths(FieldReader reader, String name) {
        Optional<List<Text>> texts = reader.texts(name, false);
        texts.ifPresent(paths -> {
            if (paths.size() > PATHS_MAX) {
                reader.problems()
                        .error(
                                reader.keyAt(name),
                                "limit",
                                reader.owner() + ": \"" + name + "\" has " + paths.size() + " entries, the limit is "
                                        + PATHS_MAX);
            }
            for (Text path : paths) {
                if (PathGlob.of(path.text()).isEmpty()) {
                    reader.problems()
                            .error(
                                    path.at(),
                                    "limit",
                                    reader.owner() + ": the braces of this pattern stand for more than 100 paths");
                }
            }
        });
        return texts.map(paths -> paths.stream().map(Text::text).toList());
    }

    private static AllowFailure allow(boolean allowed) {
        return allowed ? new AllowFailure.Always() : new AllowFailure.Never();
    }

    /** {@code allow_failure} of a job: a boolean, or exit codes. */
    static Optional<AllowFailure> allowFailure(FieldReader reader) {
        return switch (reader.value("allow_failure")) {
            case Absent _ -> Optional.empty();
            case Truth truth -> Optional.of(allow(truth.value()));
            case Hash _ ->
                reader.mapping("allow_failure", Keywords.ALLOW_FAILURE)
                        .flatMap(inner -> exitCodes(inner))
                        .map(AllowFailure.ForExitCodes::new);
            case ConfigValue other -> {
                reader.wrong(other, "allow_failure", "true, false or a mapping with \"exit_codes\"");
                yield Optional.empty();
            }
        };
    }

    /** {@code exit_codes}: a number or a list of numbers. */
    static Optional<Set<Integer>> exitCodes(FieldReader reader) {
        List<ConfigValue> values =
                switch (reader.value("exit_codes")) {
                    case Absent _ -> List.of();
                    case Items items -> items.items();
                    case ConfigValue single -> List.of(single);
                };
        Set<Integer> codes = new HashSet<>();
        for (ConfigValue value : values) {
            if (value instanceof Whole whole) {
                // Windows has codes beyond these; no process here ends with one.
                codes.add(whole.number().bitLength() < 32 ? whole.number().intValue() : Integer.MIN_VALUE);
            } else {
                reader.wrong(value, "exit_codes", "a number or a list of numbers");
            }
        }
        return codes.isEmpty() ? Optional.empty() : Optional.of(codes);
    }

    /** {@code only} or {@code except}. */
    static Optional<PolicySpec> policy(FieldReader owner, String name) {
        return switch (owner.value(name)) {
            case Absent _ -> Optional.empty();
            case Items items ->
                Optional.of(new PolicySpec(refs(owner.texts(items, name), owner), List.of(), List.of(), false));
            case Hash hash -> {
                if (hash.fields().isEmpty()) {
                    owner.problems().error(hash.at(), "empty", owner.owner() + ": \"" + name + "\" may not be empty");
                }
                yield owner.mapping(name, Keywords.POLICY).map(RulesReader::policy);
            }
            case ConfigValue other -> {
                owner.wrong(other, name, "a list of refs or a mapping with refs, variables or changes");
                yield Optional.empty();
            }
        };
    }

    private static PolicySpec policy(FieldReader reader) {
        List<Condition> conditions = new ArrayList<>();
        for (Text text : reader.texts("variables", false).orElse(List.of())) {
            ConditionParser.parse(text, reader.problems()).ifPresent(conditions::add);
        }
        boolean kubernetes = reader.word("kubernetes", List.of("active")).isPresent();
        return new PolicySpec(
                refs(reader.texts("refs", false).orElse(List.of()), reader),
                conditions,
                paths(reader, "changes").orElse(List.of()),
                kubernetes);
    }

    private static List<String> refs(List<Text> texts, FieldReader owner) {
        for (Text text : texts) {
            int at = Policies.projectSign(text.text());
            String ref = at > 0 ? text.text().substring(0, at) : text.text();
            int end = ref.lastIndexOf('/');
            if (ref.startsWith("/") && end > 0) {
                String flags = ref.substring(end + 1);
                if (RegularExpression.compile(ref.substring(1, end), flags)
                        instanceof RegularExpression.Refused(String why)) {
                    owner.problems().error(text.at(), "regex", owner.owner() + ": " + why);
                }
            }
        }
        return texts.stream().map(Text::text).toList();
    }
}
