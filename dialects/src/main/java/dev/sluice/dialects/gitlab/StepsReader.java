package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.yaml.NearName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads {@code run}, a job of steps, or a step that runs others (docs.gitlab.com, "CI/CD functions"). What a step is, is looked for
 * when it runs: earlier steps may have made it. A job with steps from elsewhere is valid, and fails before its first step.
 */
final class StepsReader {
    /** What names of steps, inputs and variables are made of. */
    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private static final Pattern ROOT =
            Pattern.compile("\\$\\{\\{\\s*([A-Za-z_][A-Za-z0-9_]*)?(?:\\.([A-Za-z0-9_-]+))?[^}]*}}");
    private static final List<String> ROOTS = List.of(
            "env", "export_file", "func_dir", "inputs", "job", "output_file", "step_dir", "steps", "vars", "work_dir");

    private final FieldReader owner;
    private final List<String> earlier = new ArrayList<>();

    private StepsReader(FieldReader owner) {
        this.owner = owner;
    }

    /** The steps of a job or of a step; none where it has no {@code run}. */
    static List<StepCall> read(FieldReader owner) {
        return new StepsReader(owner).steps();
    }

    /** Variables under {@code env}, as written. */
    static Map<String, String> env(FieldReader owner) {
        return new StepsReader(owner).variables(owner);
    }

    private List<StepCall> steps() {
        switch (owner.value("run")) {
            case Absent _ -> {
                return List.of();
            }
            case Items items -> {
                if (owner.has("script")) {
                    owner.problems()
                            .error(
                                    owner.keyAt("run"),
                                    "exclusive",
                                    owner.owner() + ": \"run\" and \"script\" exclude each other");
                }
                List<StepCall> steps = new ArrayList<>();
                for (ConfigValue item : items.items()) {
                    if (item instanceof Hash hash) {
                        step(owner.below(hash, "run")).ifPresent(steps::add);
                    } else {
                        owner.wrong(item, "run", "a list of steps");
                    }
                }
                return steps;
            }
            case ConfigValue other -> {
                owner.wrong(other, "run", "a list of steps");
                return List.of();
            }
        }
    }

    private Optional<StepCall> step(FieldReader step) {
        Keywords.STEP.check(step.hash(), step.owner(), step.problems());
        Optional<Text> name = step.filledText("name");
        if (!step.has("name")) {
            missing(step, "name");
        } else if (name.isPresent() && !NAME.matcher(name.get().text()).matches()) {
            step.problems()
                    .error(
                            name.get().at(),
                            "step-name",
                            step.owner() + ": \"name\" may have letters, digits and _, and no digit first");
        }
        List<String> kinds =
                Stream.of("script", "func", "step").filter(step::has).toList();
        if (kinds.size() != 1) {
            step.problems()
                    .error(
                            step.hash().at(),
                            kinds.isEmpty() ? "missing" : "exclusive",
                            step.owner() + ": exactly one of \"script\", \"func\" and \"step\" says what is done");
            return Optional.empty();
        }
        String known = name.map(Text::text).orElse("");
        Map<String, String> env = variables(step);
        boolean script = kinds.getFirst().equals("script");
        if (script && step.has("inputs")) {
            step.problems()
                    .error(
                            step.keyAt("inputs"),
                            "exclusive",
                            step.owner() + ": \"inputs\" goes with \"step\", not with \"script\"");
        }
        Map<String, String> inputs = script ? Map.of() : values(step);
        Optional<StepCall.Source> source = script
                ? step.filledText("script").map(this::checked).map(StepCall.Source.Script::new)
                : source(step, kinds.getFirst(), known);
        earlier.add(known);
        return source.map(found -> new StepCall(known, found, env, inputs));
    }

    private Map<String, String> variables(FieldReader step) {
        Map<String, String> variables = new LinkedHashMap<>();
        switch (step.value("env")) {
            case Absent _ -> {}
            case Hash env -> {
                FieldReader reader = step.below(env, "env");
                for (String name : env.fields().keySet()) {
                    if (!NAME.matcher(name).matches()) {
                        reader.problems()
                                .error(
                                        reader.keyAt(name),
                                        "variable-name",
                                        reader.owner() + ": \"" + Keywords.shown(name) + "\" is no name of a variable");
                    } else if (env.get(name) instanceof Text value) {
                        variables.put(name, checked(value));
                    } else {
                        reader.wrong(env.get(name), name, "a text");
                    }
                }
            }
            case ConfigValue other -> step.wrong(other, "env", "a mapping of names to texts");
        }
        return variables;
    }

    /** The text, with a warning for each expression that cannot work. */
    private String checked(Text text) {
        Matcher found = ROOT.matcher(text.text());
        while (found.find()) {
            String root = found.group(1) == null ? "" : found.group(1);
            String below = found.group(2) == null ? "" : found.group(2);
            if (!ROOTS.contains(root)) {
                warn(text, found, "there is no \"" + root + "\"", NearName.hint(root, ROOTS));
            } else if (root.equals("steps") && !earlier.contains(below)) {
                warn(text, found, "there is no step \"" + below + "\" before it", NearName.hint(below, earlier));
            }
        }
        return text.text();
    }

    private void warn(Text text, MatchResult expression, String why, String hint) {
        owner.problems()
                .warning(
                        text.placeOf(expression.start()),
                        "steps",
                        owner.owner() + ": " + expression.group().strip() + ": " + why
                                + "; the job will fail at this step",
                        hint);
    }

    private Optional<StepCall.Source> source(FieldReader step, String kind, String name) {
        switch (step.value(kind)) {
            case Text path
            when path.text().startsWith(".") -> {
                return Optional.of(new StepCall.Source.Local(checked(path)));
            }
            case Text address -> {
                notHere(step, kind, name);
                return Optional.of(new StepCall.Source.Elsewhere(address.text()));
            }
            case Hash hash -> {
                source(step.below(hash, kind));
                notHere(step, kind, name);
                return Optional.of(new StepCall.Source.Elsewhere(
                        String.join(", ", hash.fields().keySet())));
            }
            case ConfigValue other -> {
                step.wrong(other, kind, "a text or a mapping");
                return Optional.empty();
            }
        }
    }

    private static void notHere(FieldReader step, String kind, String name) {
        step.problems()
                .warning(
                        step.keyAt(kind),
                        "steps",
                        step.owner() + ": the step \"" + Keywords.shown(name)
                                + "\" comes from elsewhere; the job will fail before its first step",
                        "copy it into the repository and name it by its path: ./FOLDER");
    }

    /** The values of {@code inputs}, each as JSON. */
    private Map<String, String> values(FieldReader step) {
        inputs(step);
        Map<String, String> values = new LinkedHashMap<>();
        if (step.value("inputs") instanceof Hash hash) {
            hash.fields().forEach((name, field) -> {
                if (field.value() instanceof Text text) {
                    checked(text);
                }
                values.put(name, Scalars.document(field.value()));
            });
        }
        return values;
    }

    private static void inputs(FieldReader step) {
        switch (step.value("inputs")) {
            case Absent _ -> {}
            case Hash inputs -> {
                for (String name : inputs.fields().keySet()) {
                    if (!NAME.matcher(name).matches()) {
                        FieldReader reader = step.below(inputs, "inputs");
                        step.problems()
                                .error(
                                        reader.keyAt(name),
                                        "input-name",
                                        reader.owner() + ": \"" + Keywords.shown(name) + "\" is no name of an input");
                    }
                }
            }
            case ConfigValue other -> step.wrong(other, "inputs", "a mapping of names to values");
        }
    }

    /** Where a step is: a repository or an image. */
    private static void source(FieldReader reader) {
        Keywords.STEP_SOURCE.check(reader.hash(), reader.owner(), reader.problems());
        if (reader.has("git") == reader.has("oci")) {
            reader.problems()
                    .error(
                            reader.hash().at(),
                            "missing",
                            reader.owner() + ": either \"git\" or \"oci\" says where the step is");
        }
        reader.mapping("git", Keywords.STEP_GIT).ifPresent(git -> texts(git, List.of("url", "rev"), Keywords.STEP_GIT));
        reader.mapping("oci", Keywords.STEP_OCI)
                .ifPresent(oci -> texts(oci, List.of("registry", "repository", "tag"), Keywords.STEP_OCI));
    }

    private static void texts(FieldReader reader, List<String> needed, Keywords keywords) {
        for (String key : keywords.names()) {
            reader.text(key);
            if (needed.contains(key) && !reader.has(key)) {
                missing(reader, key);
            }
        }
    }

    private static void missing(FieldReader owner, String key) {
        owner.problems().error(owner.hash().at(), "missing", owner.owner() + ": \"" + key + "\" is missing");
    }
}
