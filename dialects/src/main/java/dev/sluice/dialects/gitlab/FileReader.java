package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.FileSpec.Workflow;
import dev.sluice.dialects.yaml.NearName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a configuration in which includes, extends and references are resolved. */
final class FileReader {
    /** Jobs of one file, copies of a matrix not counted. */
    static final int JOBS_MAX = 5_000;

    /** Letters of the workflow's name. */
    private static final int NAME_MAX = 255;

    private static final List<String> DEFAULTS = List.of(
            "after_script",
            "artifacts",
            "before_script",
            "cache",
            "hooks",
            "image",
            "interruptible",
            "retry",
            "services",
            "tags",
            "timeout",
            "id_tokens",
            "identity");
    private static final List<String> OLD_DEFAULTS =
            List.of("image", "services", "cache", "before_script", "after_script");

    private final Hash config;
    private final FieldReader top;
    private final Problems problems;

    FileReader(Hash config, Problems problems) {
        this.config = config;
        this.problems = problems;
        this.top = new FieldReader(config, "file", problems);
    }

    FileSpec read() {
        Map<String, Field> defaults = defaults();
        Map<String, JobSpec> jobs = new LinkedHashMap<>();
        int entries = 0;
        for (Map.Entry<String, Field> entry : config.fields().entrySet()) {
            String name = entry.getKey();
            if (Keywords.TOP.knows(name) || name.startsWith(".")) {
                continue;
            }
            if (++entries > JOBS_MAX) {
                problems.error(
                        entry.getValue().at(),
                        "limit",
                        "the file has more than " + JOBS_MAX + " jobs, the limit of this installation");
                break;
            }
            job(name, entry.getValue(), defaults).ifPresent(job -> jobs.put(name, job));
        }
        if (entries == 0) {
            problems.error(
                    config.at(),
                    "no-jobs",
                    "the file has no job; what begins with a dot is hidden",
                    "a job is a name with a \"script\" below it");
        }
        return new FileSpec(stages(), workflow(), VariablesReader.read(top, VariablesReader.Form.DESCRIBED), jobs);
    }

    private Optional<JobSpec> job(String name, Field field, Map<String, Field> defaults) {
        if (!field.textual()) {
            problems.error(
                    field.at(),
                    "job-name",
                    "the job's name " + Keywords.shown(name) + " is read as a number, a boolean or null",
                    "put it into quotes, or choose another name");
            return Optional.empty();
        }
        if (!(field.value() instanceof Hash hash)) {
            problems.error(
                    field.at(),
                    "not-a-job",
                    "job \"" + Keywords.shown(name) + "\" must be a mapping with a \"script\", not "
                            + field.value().kind(),
                    nearTop(name));
            return Optional.empty();
        }
        if (!hash.has("script")
                && !hash.has("run")
                && !hash.has("trigger")
                && !OtherNeedsReader.isMirror(hash)
                && !nearTop(name).isEmpty()) {
            problems.error(
                    field.at(),
                    "unknown-key",
                    "\"" + Keywords.shown(name) + "\" is neither a keyword nor a job with a \"script\"",
                    nearTop(name));
            return Optional.empty();
        }
        String owner = "job \"" + Keywords.shown(name) + "\"";
        Hash whole = JobInputs.applied(new FieldReader(withDefaults(hash, defaults), owner, problems));
        return JobReader.read(name, field, whole, config.fields().keySet(), problems);
    }

    private static String nearTop(String name) {
        return NearName.hint(name, Keywords.TOP.names());
    }

    private Hash withDefaults(Hash job, Map<String, Field> defaults) {
        if (defaults.isEmpty() && !job.has("inherit")) {
            return job;
        }
        boolean runs = !JobReader.isTriggerJob(job);
        Optional<Set<String>> taken = taken(job);
        Map<String, Field> fields = new LinkedHashMap<>(job.fields());
        defaults.forEach((name, field) -> {
            if (!job.has(name)
                    && (runs || Keywords.TRIGGER_JOB.knows(name))
                    && taken.map(names -> names.contains(name)).orElse(true)) {
                fields.put(name, field);
            }
        });
        return new Hash(job.at(), fields);
    }

    /** The defaults that {@code inherit:default} takes; empty for all of them. */
    private Optional<Set<String>> taken(Hash job) {
        if (!(job.get("inherit") instanceof Hash inherit)) {
            return Optional.empty();
        }
        FieldReader reader = new FieldReader(inherit, "inherit", problems);
        return switch (inherit.get("default")) {
            case Absent _ -> Optional.empty();
            case Truth truth -> truth.value() ? Optional.empty() : Optional.of(Set.of());
            case Items items -> {
                Set<String> names = new HashSet<>();
                for (Text text : reader.texts(items, "default")) {
                    names.add(text.text());
                    if (!DEFAULTS.contains(text.text())) {
                        reader.unknownWord(text, "default", DEFAULTS);
                    }
                }
                yield Optional.of(names);
            }
            case ConfigValue other -> {
                reader.wrong(other, "default", "true, false or a list of keywords");
                yield Optional.empty();
            }
        };
    }

    private Map<String, Field> defaults() {
        Map<String, Field> defaults = new LinkedHashMap<>();
        switch (config.get("default")) {
            case Absent _ -> {}
            case Hash hash -> {
                Keywords.DEFAULT.check(hash, "default", problems);
                hash.fields().forEach((name, field) -> {
                    if (Keywords.DEFAULT.knows(name) && !(field.value() instanceof Absent)) {
                        defaults.put(name, field);
                    }
                });
            }
            case ConfigValue other -> top.wrong(other, "default", "a mapping");
        }
        for (String name : OLD_DEFAULTS) {
            Field field = config.fields().get(name);
            if (field != null && !(field.value() instanceof Absent)) {
                if (defaults.containsKey(name)) {
                    problems.error(
                            field.at(),
                            "exclusive",
                            "\"" + name + "\" stands at the top of the file and below \"default\"");
                }
                defaults.put(name, field);
            }
        }
        // Checked by themselves, so that a mistake is told as one of the defaults and not of the first job.
        JobReader.readDefaults(new Hash(config.at(), defaults), problems);
        return defaults;
    }

    private List<String> stages() {
        List<String> names = new ArrayList<>();
        switch (config.get("stages")) {
            case Absent _ -> names.addAll(List.of("build", "test", "deploy"));
            case Items items -> {
                if (items.items().isEmpty()) {
                    problems.error(top.keyAt("stages"), "empty", "\"stages\" may not be empty");
                }
                flattenStages(items, 1, names);
            }
            case ConfigValue other -> top.wrong(other, "stages", "a list of names");
        }
        List<String> stages = new ArrayList<>();
        stages.add(".pre");
        for (String name : names) {
            if (!stages.contains(name) && !name.equals(".post")) {
                stages.add(name);
            }
        }
        stages.add(".post");
        return List.copyOf(stages);
    }

    private void flattenStages(Items items, int depth, List<String> into) {
        for (ConfigValue item : items.items()) {
            switch (item) {
                case Text text -> into.add(text.text());
                case Items nested when depth < FieldReader.NESTING_MAX -> flattenStages(nested, depth + 1, into);
                case Items nested -> problems.error(nested.at(), "limit", "\"stages\" is nested deeper than 10 levels");
                case ConfigValue other -> top.wrong(other, "stages", "a list of names");
            }
            if (into.size() > JOBS_MAX) {
                problems.error(items.at(), "limit", "the file has more than " + JOBS_MAX + " stages");
                return;
            }
        }
    }

    private static Optional<String> name(FieldReader workflow) {
        Optional<Text> name = workflow.filledText("name");
        if (name.isPresent() && name.get().text().length() > NAME_MAX) {
            workflow.problems()
                    .error(
                            name.get().at(),
                            "limit",
                            workflow.owner() + ": \"name\" has "
                                    + name.get().text().length() + " characters, the limit is " + NAME_MAX);
        }
        return name.map(Text::text);
    }

    private Workflow workflow() {
        Optional<FieldReader> workflow = top.mapping("workflow", Keywords.WORKFLOW);
        if (workflow.isEmpty()) {
            return new Workflow(Optional.empty(), Optional.empty(), JobSpec.AutoCancelSpec.NONE);
        }
        FieldReader reader = workflow.get();
        return new Workflow(
                name(reader), RulesReader.rules(reader, RulesReader.Place.WORKFLOW), RulesReader.autoCancel(reader));
    }
}
