package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code run}, a job of steps (docs.gitlab.com, CI/CD YAML syntax, run). Steps that are scripts run one after the other,
 * each with variables of its own; steps from elsewhere and expressions are not supported yet.
 */
final class StepsReader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final FieldReader job;

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
                if (items.items().isEmpty()) {
                    job.problems().error(job.keyAt("run"), "empty", job.owner() + ": \"run\" may not be empty");
                }
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
                return commands;
            }
            case ConfigValue other -> {
                job.wrong(other, "run", "a list of steps");
                return List.of();
            }
        }
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
                            step.owner() + ": \"name\" may have letters, digits, - and _, and no digit first");
        }
        Optional<String> exports = exports(step);
        boolean script = step.has("script");
        if (script == step.has("step")) {
            step.problems()
                    .error(
                            step.hash().at(),
                            script ? "exclusive" : "missing",
                            step.owner()
                                    + (script
                                            ? ": \"script\" and \"step\" exclude each other"
                                            : ": \"script\" or \"step\" is missing"));
            return Optional.empty();
        }
        if (!script) {
            fromElsewhere(step);
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
        commands.ifPresent(text -> withoutExpressions(step, text));
        return commands.isPresent() && exports.isPresent()
                ? Optional.of("( # " + name.map(Text::text).orElse("") + "\n" + exports.get()
                        + commands.get().text().stripTrailing() + "\n)")
                : Optional.empty();
    }

    /** The step's own variables as commands of a shell. */
    private static Optional<String> exports(FieldReader step) {
        StringBuilder exports = new StringBuilder();
        switch (step.value("env")) {
            case Absent _ -> {}
            case Hash env -> {
                FieldReader reader = step.below(env, "env");
                for (String name : env.fields().keySet()) {
                    if (!VARIABLE.matcher(name).matches()) {
                        reader.problems()
                                .error(
                                        reader.keyAt(name),
                                        "variable-name",
                                        reader.owner() + ": \"" + Keywords.shown(name) + "\" is no name of a variable");
                        return Optional.empty();
                    }
                    Optional<String> value = Scalars.text(env.get(name));
                    if (value.isEmpty()) {
                        reader.wrong(env.get(name), name, "a text");
                        return Optional.empty();
                    }
                    if (env.get(name) instanceof Text text) {
                        withoutExpressions(reader, text);
                    }
                    exports.append("export ")
                            .append(name)
                            .append("='")
                            .append(value.get().replace("'", "'\\''"))
                            .append("'\n");
                }
            }
            case ConfigValue other -> {
                step.wrong(other, "env", "a mapping of names to texts");
                return Optional.empty();
            }
        }
        return Optional.of(exports.toString());
    }

    private static void withoutExpressions(FieldReader step, Text text) {
        int at = text.text().indexOf("${{");
        if (at >= 0) {
            step.problems().notYet(text.placeOf(at), step.owner() + ": an expression of steps (${{ }})");
        }
    }

    private static void fromElsewhere(FieldReader step) {
        switch (step.value("step")) {
            case Text _ -> {}
            case Hash hash -> {
                FieldReader reader = step.below(hash, "step");
                Keywords.STEP_SOURCE.check(hash, reader.owner(), reader.problems());
                if (hash.get("git") instanceof Hash git) {
                    FieldReader source = reader.below(git, "git");
                    Keywords.STEP_GIT.check(git, source.owner(), source.problems());
                    for (String key : List.of("url", "rev")) {
                        source.filledText(key);
                        if (!source.has(key)) {
                            missing(source, key);
                        }
                    }
                }
            }
            case ConfigValue other -> step.wrong(other, "step", "a text or a mapping");
        }
        step.problems().notYet(step.keyAt("step"), step.owner() + ": a step from elsewhere (step)");
    }

    private static void missing(FieldReader owner, String key) {
        owner.problems().error(owner.hash().at(), "missing", owner.owner() + ": \"" + key + "\" is missing");
    }
}
