package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads {@code run}, a job of steps (docs.gitlab.com, CI/CD YAML syntax, run). Steps that are scripts run one after the other,
 * each with variables of its own. A job with steps from elsewhere or with expressions is valid, and fails before its first
 * step: they need GitLab's own step runner.
 */
final class StepsReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final FieldReader job;
    /** What this job cannot do here, in the order of its steps. */
    private final List<String> notHere = new ArrayList<>();

    private StepsReader(FieldReader job) {
        this.job = job;
    }

    /** The steps as commands, one each; none where the job has no {@code run}. */
    static List<String> read(FieldReader job) {
        return new StepsReader(job).steps();
    }

    private List<String> steps() {
        switch (job.value("run")) {
            case Absent _ -> {
                return List.of();
            }
            case Items items -> {
                if (job.has("script")) {
                    job.problems()
                            .error(
                                    job.keyAt("run"),
                                    "exclusive",
                                    job.owner() + ": \"run\" and \"script\" exclude each other");
                }
                List<String> commands = new ArrayList<>();
                for (ConfigValue item : items.items()) {
                    if (item instanceof Hash hash) {
                        step(job.below(hash, "run")).ifPresent(commands::add);
                    } else {
                        job.wrong(item, "run", "a list of steps");
                    }
                }
                return notHere.isEmpty() ? commands : List.of(refusal());
            }
            case ConfigValue other -> {
                job.wrong(other, "run", "a list of steps");
                return List.of();
            }
        }
    }

    private String refusal() {
        String text = "This job cannot run here: " + String.join("; ", notHere) + ".";
        return "printf '%s\\n' " + ScriptText.quoted(text) + " >&2; exit 1";
    }

    private void notHere(Position at, String what) {
        notHere.add(what);
        job.problems()
                .warning(at, "steps", job.owner() + ": " + what + "; the job will fail before its first step", "");
    }

    private Optional<String> step(FieldReader step) {
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
        Optional<String> exports = exports(step);
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
        if (!kinds.getFirst().equals("script")) {
            fromElsewhere(step, kinds.getFirst(), name.map(Text::text).orElse(""));
            return Optional.empty();
        }
        if (step.has("inputs")) {
            step.problems()
                    .error(
                            step.keyAt("inputs"),
                            "exclusive",
                            step.owner() + ": \"inputs\" goes with \"step\", not with \"script\"");
        }
        Optional<Text> commands = step.filledText("script");
        commands.ifPresent(this::withoutExpressions);
        return commands.isPresent() && exports.isPresent()
                ? Optional.of("( # " + name.map(Text::text).orElse("") + "\n" + exports.get()
                        + commands.get().text().stripTrailing() + "\n)")
                : Optional.empty();
    }

    /** The step's own variables as commands of a shell. */
    private Optional<String> exports(FieldReader step) {
        StringBuilder exports = new StringBuilder();
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
                        return Optional.empty();
                    }
                    if (!(env.get(name) instanceof Text value)) {
                        reader.wrong(env.get(name), name, "a text");
                        return Optional.empty();
                    }
                    withoutExpressions(value);
                    exports.append("export ")
                            .append(name)
                            .append('=')
                            .append(ScriptText.quoted(value.text()))
                            .append('\n');
                }
            }
            case ConfigValue other -> {
                step.wrong(other, "env", "a mapping of names to texts");
                return Optional.empty();
            }
        }
        return Optional.of(exports.toString());
    }

    private void withoutExpressions(Text text) {
        int at = text.text().indexOf("${{");
        if (at >= 0) {
            notHere(text.placeOf(at), "expressions of steps (${{ }}) are not supported yet");
        }
    }

    private void fromElsewhere(FieldReader step, String kind, String name) {
        inputs(step);
        switch (step.value(kind)) {
            case Text _ -> {}
            case Hash hash -> source(step.below(hash, kind));
            case ConfigValue other -> step.wrong(other, kind, "a text or a mapping");
        }
        notHere(step.keyAt(kind), "the step \"" + Keywords.shown(name) + "\" comes from elsewhere");
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
