package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Job.AllowFailure;
import dev.sluice.core.model.Job.Environment.Action;
import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import dev.sluice.dialects.gitlab.JobSpec.EnvironmentSpec;
import dev.sluice.dialects.gitlab.JobSpec.Globals;
import dev.sluice.dialects.gitlab.JobSpec.PolicySpec;
import dev.sluice.dialects.gitlab.JobSpec.RuleSpec;
import dev.sluice.dialects.gitlab.JobSpec.Start;
import dev.sluice.dialects.gitlab.JobSpec.Taking;
import dev.sluice.dialects.gitlab.JobSpec.When;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one job, defaults already filled in. */
final class JobReader {
    private static final int NAME_MAX = 255;
    /** A twelfth of a year of 365.2425 days. */
    private static final Duration TIMEOUT_MAX = Duration.ofSeconds(2_629_746);

    private static final Pattern ENVIRONMENT = Pattern.compile("[\\w${}. -](?:[\\w/${}. -]*[\\w${}. -])?");

    private JobReader() {}

    /**
     * The job; empty where so much is wrong that nothing else can be said of it.
     *
     * @param names all names at the top of the configuration
     */
    static Optional<JobSpec> read(
            String name, ConfigValue.Field field, Hash hash, Set<String> names, Problems problems) {
        String owner = "job \"" + Keywords.shown(name) + "\"";
        if (name.isBlank() || name.length() > NAME_MAX) {
            problems.error(
                    field.at(),
                    "job-name",
                    name.isBlank()
                            ? "a job's name may not be empty"
                            : "the job's name has " + name.length() + " characters, the limit is " + NAME_MAX);
            return Optional.empty();
        }
        FieldReader reader = new FieldReader(hash, owner, problems);
        Keywords.JOB.check(hash, owner, problems);
        if (isTriggerJob(hash)) {
            checkTriggerJob(reader);
        }
        List<String> script = script(reader, field.at());
        checkExclusions(reader);
        Text stage = reader.filledText("stage")
                .orElseGet(() -> new Text(field.at(), "test", Scalars.plain(new Absent(field.at()))));
        Optional<AllowFailure> allowFailure = RulesReader.allowFailure(reader);
        return Optional.of(new JobSpec(
                name,
                field.at(),
                stage,
                new GitlabProgram.Scripts(
                        reader.script("before_script").orElse(List.of()),
                        script,
                        reader.script("after_script").orElse(List.of()),
                        reader.mapping("hooks", Keywords.HOOKS)
                                .flatMap(hooks -> hooks.script("pre_get_sources_script"))
                                .orElse(List.of()),
                        StepsReader.read(reader)),
                start(reader),
                allowFailure,
                NeedsReader.needs(reader),
                reader.texts("dependencies", false),
                NeedsReader.parallel(reader),
                VariablesReader.read(reader, VariablesReader.Form.DETAILED),
                globals(reader),
                RetryReader.read(reader),
                timeout(reader),
                reader.flag("interruptible").orElse(false),
                reader.text("resource_group").map(Text::text).filter(text -> !text.isBlank()),
                environment(reader),
                tags(reader),
                new JobSpec.Files(FilesReader.artifacts(reader, name), FilesReader.caches(reader)),
                ContainersReader.read(reader),
                coverage(reader),
                TriggerReader.read(reader, names),
                OutsideReader.read(reader),
                JobInputs.declared(reader)));
    }

    /** Whether a job starts a pipeline, or goes by another one, instead of running anything. */
    static boolean isTriggerJob(Hash job) {
        boolean other = job.fields().containsKey("trigger") || OtherNeedsReader.isMirror(job);
        return other && !job.has("script") && !job.has("run");
    }

    /** No runner takes such a job, so most keywords mean nothing there (docs.gitlab.com, CI/CD YAML syntax, trigger). */
    private static void checkTriggerJob(FieldReader reader) {
        for (String name : reader.hash().fields().keySet()) {
            if (Keywords.JOB.knows(name) && !Keywords.TRIGGER_JOB.knows(name)) {
                refuseInTriggerJob(reader, name, "\"" + name + "\"");
            }
        }
        for (Hash need : OtherNeedsReader.others(reader.value("needs"))) {
            if (need.has("job")) {
                refuseInTriggerJob(reader, "needs", "a job of another pipeline");
            }
        }
        if (reader.value("when") instanceof Text when && when.text().equals("delayed")) {
            refuseInTriggerJob(reader, "when", "\"when: delayed\"");
        }
        if (reader.value("parallel") instanceof Whole) {
            refuseInTriggerJob(reader, "parallel", "a number of copies");
        }
        if (reader.value("allow_failure") instanceof Hash) {
            refuseInTriggerJob(reader, "allow_failure", "\"exit_codes\"");
        }
    }

    private static void refuseInTriggerJob(FieldReader reader, String name, String what) {
        reader.problems()
                .error(
                        reader.keyAt(name),
                        "trigger-job",
                        reader.owner() + ": " + what + " cannot be used in a job with "
                                + (reader.has("trigger") ? "\"trigger\"" : "\"needs: pipeline\" alone"));
    }

    /** Checks the values below {@code default}. */
    static void readDefaults(Hash defaults, Problems problems) {
        FieldReader reader = new FieldReader(defaults, "default", problems);
        OutsideReader.read(reader);
        reader.script("before_script");
        reader.script("after_script");
        reader.mapping("hooks", Keywords.HOOKS).ifPresent(hooks -> hooks.script("pre_get_sources_script"));
        RetryReader.read(reader);
        timeout(reader);
        reader.flag("interruptible");
        tags(reader);
        FilesReader.artifacts(reader, "");
        FilesReader.caches(reader);
        ContainersReader.read(reader);
    }

    private static List<String> script(FieldReader reader, Position at) {
        boolean other = reader.has("trigger") || reader.has("run") || OtherNeedsReader.isMirror(reader.hash());
        if (!reader.has("script")) {
            if (!other) {
                reader.problems()
                        .error(
                                at,
                                "no-script",
                                reader.owner() + " has no \"script\"",
                                "what is no job gets a name that begins with a dot");
            }
            return List.of();
        }
        if (reader.has("trigger")) {
            reader.problems()
                    .error(
                            reader.keyAt("script"),
                            "exclusive",
                            reader.owner() + ": \"trigger\" and \"script\" exclude each other");
        }
        Optional<List<String>> commands = reader.script("script");
        boolean empty =
                switch (reader.value("script")) {
                    case Items items -> items.items().isEmpty();
                    case Text text -> text.text().isEmpty();
                    case ConfigValue _ -> false;
                };
        if (empty) {
            reader.problems().error(reader.keyAt("script"), "empty", reader.owner() + ": \"script\" may not be empty");
        }
        return commands.orElse(List.of());
    }

    private static void checkExclusions(FieldReader reader) {
        if (reader.has("rules")) {
            for (String old : List.of("only", "except", "start_in")) {
                if (reader.has(old)) {
                    reader.problems()
                            .error(
                                    reader.keyAt(old),
                                    "exclusive",
                                    reader.owner() + ": \"" + old + "\" cannot be used with \"rules\"");
                }
            }
        }
    }

    private static Optional<Duration> timeout(FieldReader reader) {
        Optional<Duration> timeout = reader.duration("timeout");
        if (timeout.isPresent() && timeout.get().compareTo(TIMEOUT_MAX) >= 0) {
            reader.problems()
                    .error(
                            reader.value("timeout").at(),
                            "limit",
                            reader.owner() + ": \"timeout\" may be one month at most");
        }
        return timeout;
    }

    private static Start start(FieldReader reader) {
        List<String> words = List.of("on_success", "on_failure", "always", "manual", "delayed");
        Optional<Text> word = reader.text("when");
        Optional<When> when = Optional.empty();
        if (word.isPresent() && word.get().text().equals("never")) {
            reader.problems()
                    .error(word.get().at(), "unknown-word", reader.owner() + ": \"when: never\" is for rules only");
        } else if (word.isPresent() && !words.contains(word.get().text())) {
            reader.unknownWord(word.get(), "when", words);
        } else {
            when = word.map(text -> RulesReader.when(text.text()));
        }
        Optional<List<RuleSpec>> rules = RulesReader.rules(reader, RulesReader.Place.JOB);
        Optional<PolicySpec> only = RulesReader.policy(reader, "only");
        Optional<PolicySpec> except = RulesReader.policy(reader, "except");
        Taking taking = rules.<Taking>map(Taking.ByRules::new).orElseGet(() -> new Taking.ByPolicy(only, except));
        return new Start(when.orElse(When.ON_SUCCESS), RulesReader.startIn(reader, when), taking, confirmation(reader));
    }

    private static String confirmation(FieldReader reader) {
        return reader.text("manual_confirmation").map(Text::text).orElse("");
    }

    private static Globals globals(FieldReader reader) {
        Optional<FieldReader> inherit = reader.mapping("inherit", Keywords.INHERIT);
        if (inherit.isEmpty()) {
            return new Globals.All();
        }
        return switch (inherit.get().value("variables")) {
            case Absent _ -> new Globals.All();
            case Truth truth -> truth.value() ? new Globals.All() : new Globals.Only(Set.of());
            case Items items -> {
                Set<String> names = new HashSet<>();
                inherit.get().texts(items, "variables").forEach(text -> names.add(text.text()));
                yield new Globals.Only(names);
            }
            case ConfigValue other -> {
                inherit.get().wrong(other, "variables", "true, false or a list of names");
                yield new Globals.All();
            }
        };
    }

    private static Optional<EnvironmentSpec> environment(FieldReader reader) {
        return switch (reader.value("environment")) {
            case Absent _ -> Optional.empty();
            case Text text -> {
                if (text.text().isBlank()) {
                    reader.problems().error(text.at(), "empty", reader.owner() + ": \"environment\" may not be empty");
                }
                checkName(text, reader);
                yield Optional.of(new EnvironmentSpec(
                        text.at(), text.text(), "", Action.START, Optional.empty(), Optional.empty(), ""));
            }
            case Hash _ -> reader.mapping("environment", Keywords.ENVIRONMENT).flatMap(JobReader::detailedEnvironment);
            case ConfigValue other -> {
                reader.wrong(other, "environment", "a name or a mapping with \"name\"");
                yield Optional.empty();
            }
        };
    }

    private static void checkName(Text name, FieldReader reader) {
        if (!name.text().isBlank() && !ENVIRONMENT.matcher(name.text()).matches()) {
            reader.problems()
                    .error(
                            name.at(),
                            "environment-name",
                            reader.owner() + ": the environment's name \"" + Keywords.shown(name.text())
                                    + "\" may have letters, digits, spaces, - _ / $ { } and . only, and no / at its"
                                    + " ends");
        }
    }

    private static Optional<EnvironmentSpec> detailedEnvironment(FieldReader reader) {
        Optional<Text> name = reader.filledText("name");
        if (!reader.has("name")) {
            reader.problems().error(reader.hash().at(), "missing", reader.owner() + ": \"name\" is missing");
        }
        name.ifPresent(text -> checkName(text, reader));
        Optional<Text> url = reader.filledText("url");
        if (url.isPresent() && url.get().text().length() > NAME_MAX) {
            reader.problems()
                    .error(url.get().at(), "limit", reader.owner() + ": \"url\" may have " + NAME_MAX + " characters");
        }
        Action action = reader.word("action", List.of("start", "prepare", "stop", "verify", "access"))
                .map(text -> Action.valueOf(text.text().toUpperCase(Locale.ROOT)))
                .orElse(Action.START);
        KubernetesReader.read(reader);
        Optional<Text> tier = reader.text("deployment_tier");
        List<String> tiers = List.of("production", "staging", "testing", "development", "other");
        if (tier.isPresent()
                && !tiers.contains(tier.get().text())
                && tier.get().text().indexOf('$') < 0) {
            reader.unknownWord(tier.get(), "deployment_tier", tiers);
        }
        return name.map(text -> new EnvironmentSpec(
                text.at(),
                text.text(),
                url.map(Text::text).orElse(""),
                action,
                reader.filledText("on_stop"),
                reader.value("auto_stop_in") instanceof Text stop && stop.text().equals("never")
                                || reader.value("auto_stop_in") instanceof Text variable
                                        && variable.text().contains("$")
                        ? Optional.empty()
                        : reader.duration("auto_stop_in"),
                tier.map(Text::text).orElse("")));
    }

    private static Set<String> tags(FieldReader reader) {
        Set<String> tags = new HashSet<>();
        reader.texts("tags", false).ifPresent(texts -> {
            texts.forEach(text -> tags.add(text.text()));
            if (texts.size() > 50) {
                reader.problems()
                        .error(
                                reader.keyAt("tags"),
                                "limit",
                                reader.owner() + ": \"tags\" has " + texts.size() + " entries, the limit is 50");
            }
        });
        return tags;
    }

    private static Optional<String> coverage(FieldReader reader) {
        Optional<Text> text = reader.text("coverage");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String pattern = text.get().text();
        int end = pattern.lastIndexOf('/');
        if (end < 1 || !pattern.startsWith("/")) {
            reader.problems()
                    .error(
                            text.get().at(),
                            "regex",
                            reader.owner() + ": \"coverage\" must be a regular expression between slashes",
                            "write '/Total: (\\d+)%/'");
            return Optional.empty();
        }
        String flags = pattern.substring(end + 1);
        String body = pattern.substring(1, end);
        if (RegularExpression.compile(body, flags) instanceof RegularExpression.Refused(String why)) {
            reader.problems().error(text.get().at(), "regex", reader.owner() + ": " + why);
            return Optional.empty();
        }
        return Optional.of(flags.isEmpty() ? body : "(?" + flags + ")" + body);
    }
}
