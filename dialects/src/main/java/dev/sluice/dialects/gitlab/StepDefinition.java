package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Problem;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file of a step: what it takes and gives, and what it does (docs.gitlab.com, "CI/CD functions", Create your own function).
 *
 * @param outputs what it gives; empty also where {@code delegate} says whose outputs they are
 * @param env variables for all that it does, with expressions
 * @param delegate the step of its own whose outputs are its outputs
 * @param given its outputs as values with expressions, where it runs steps
 */
record StepDefinition(
        Map<String, Declared> inputs,
        Map<String, Declared> outputs,
        Map<String, String> env,
        Body body,
        Optional<String> delegate,
        Map<String, ConfigValue> given) {
    private static final Keywords SPEC = Keywords.of("inputs outputs");
    private static final Keywords DECLARED = Keywords.of("default description sensitive type");
    private static final Keywords DEFINITION = Keywords.of("delegate env exec outputs run");
    private static final Keywords EXEC = Keywords.of("command work_dir");

    /**
     * An input or output.
     *
     * @param standard the value where none is given
     */
    record Declared(String type, Optional<ConfigValue> standard) {}

    /** What a step does. */
    sealed interface Body {
        /** Runs a program; words and folder with expressions. */
        record Exec(List<String> command, Optional<String> folder) implements Body {}

        /** Runs other steps. */
        record Run(List<StepCall> steps) implements Body {}
    }

    /** Reads a file; the first mistake in it ends that. */
    static StepDefinition read(String file, String text) throws StepMistake {
        Problems problems = new Problems();
        Optional<ConfigReader.Document> document = new ConfigReader(problems).read(file, text);
        if (document.isPresent() && document.get().header().isEmpty()) {
            throw new StepMistake(
                    file + " has no \"spec\" before its definition: it begins with \"spec:\" and \"---\"");
        }
        Optional<StepDefinition> definition = document.map(found -> new Reading(problems).definition(file, found));
        Optional<Problem> mistake = problems.all().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .findFirst();
        if (mistake.isPresent() || definition.isEmpty()) {
            throw new StepMistake(mistake.map(problem -> problem.at() + ": " + problem.message())
                    .orElse(file + " cannot be read"));
        }
        return definition.get();
    }

    /** Reads the parts of a file. */
    private record Reading(Problems problems) {
        StepDefinition definition(String file, ConfigReader.Document document) {
            FieldReader header = new FieldReader(document.header().orElseThrow(), file, problems);
            Map<String, Declared> inputs = Map.of();
            Map<String, Declared> outputs = Map.of();
            if (header.value("spec") instanceof Hash hash) {
                FieldReader spec = header.below(hash, "spec");
                SPEC.check(hash, spec.owner(), problems);
                inputs = declared(spec, "inputs");
                outputs = isDelegated(spec) ? Map.of() : declared(spec, "outputs");
            }
            FieldReader body = new FieldReader(document.content(), file, problems);
            DEFINITION.check(body.hash(), file, problems);
            if (body.has("exec") == body.has("run")) {
                problems.error(
                        body.hash().at(), "exclusive", file + ": either \"exec\" or \"run\" says what the step does");
            }
            return new StepDefinition(
                    inputs,
                    outputs,
                    env(body),
                    body(body),
                    body.text("delegate").map(Text::text),
                    given(body));
        }

        private static boolean isDelegated(FieldReader spec) {
            return spec.value("outputs") instanceof Text text && text.text().equals("delegate");
        }

        private Map<String, Declared> declared(FieldReader spec, String key) {
            Map<String, Declared> all = new LinkedHashMap<>();
            switch (spec.value(key)) {
                case Absent _ -> {}
                case Hash hash ->
                    hash.fields().forEach((name, field) -> all.put(name, declared(spec, key, name, field)));
                case ConfigValue other -> spec.wrong(other, key, "a mapping of names to their declarations");
            }
            return all;
        }

        private Declared declared(FieldReader spec, String key, String name, Field field) {
            String owner = spec.owner() + ": " + key + ": \"" + Keywords.shown(name) + "\"";
            if (!(field.value() instanceof Hash hash)) {
                problems.error(field.value().at(), "wrong-type", owner + " must be a mapping with its type");
                return new Declared("string", Optional.empty());
            }
            FieldReader reader = new FieldReader(hash, owner, problems);
            DECLARED.check(hash, owner, problems);
            String type = reader.word("type", StepValues.TYPES).map(Text::text).orElse("string");
            if (!reader.has("default")) {
                return new Declared(type, Optional.empty());
            }
            Optional<ConfigValue> standard = StepValues.typed(reader.value("default"), type);
            if (standard.isEmpty()) {
                problems.error(
                        reader.value("default").at(), "input-type", owner + ": \"default\" is not of the type " + type);
            }
            return new Declared(type, standard);
        }

        private static Map<String, String> env(FieldReader body) {
            return StepsReader.env(body);
        }

        private Body body(FieldReader body) {
            if (body.has("run")) {
                return new Body.Run(StepsReader.read(body));
            }
            Optional<FieldReader> exec = body.mapping("exec", EXEC);
            List<String> command = exec.map(reader -> words(reader)).orElse(List.of());
            exec.filter(_ -> command.isEmpty())
                    .ifPresent(reader ->
                            problems.error(reader.hash().at(), "missing", reader.owner() + ": \"command\" is missing"));
            return new Body.Exec(
                    command, exec.flatMap(reader -> reader.text("work_dir")).map(Text::text));
        }

        private static List<String> words(FieldReader exec) {
            if (exec.value("command") instanceof Items items) {
                return items.items().stream()
                        .map(word -> Scalars.text(word).orElse(""))
                        .toList();
            }
            if (exec.has("command")) {
                exec.wrong(exec.value("command"), "command", "a list of words");
            }
            return List.of();
        }

        private static Map<String, ConfigValue> given(FieldReader body) {
            Map<String, ConfigValue> given = new LinkedHashMap<>();
            switch (body.value("outputs")) {
                case Absent _ -> {}
                case Hash hash -> hash.fields().forEach((name, field) -> given.put(name, field.value()));
                case ConfigValue other -> body.wrong(other, "outputs", "a mapping of names to values");
            }
            return given;
        }
    }
}
