package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.JobSession.LogStyle;
import dev.sluice.core.model.JobSession.ShellCommand;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.Sentence;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.StepCall.Source;
import dev.sluice.dialects.gitlab.StepDefinition.Body;
import dev.sluice.dialects.gitlab.StepDefinition.Declared;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs the steps of a job, one after the other (docs.gitlab.com, "CI/CD functions"). Used once, by the attempt's thread. */
final class StepsRun {
    private static final int DEPTH_MAX = 20;
    private static final int STEPS_MAX = 1_000;
    private static final int FILE_BYTES_MAX = 1 << 20;
    /** How long outputs and exported variables of all steps may be together: they are kept until the job ends. */
    private static final int HELD_MAX = 4 << 20;

    private final JobSession session;
    private final Environment environment;
    private final StepFiles files;
    /** What steps have exported so far. */
    private final Map<String, String> exported = new LinkedHashMap<>();

    private int begun;
    /** How long the outputs are that expressions can name now. */
    private long held;

    private long exportedLength;

    StepsRun(JobSession session, Environment environment) {
        this.session = session;
        this.environment = environment;
        this.files = new StepFiles(session);
    }

    /** The job's variables. */
    record Environment(Map<String, String> values, List<String> files, List<String> masked) {}

    /**
     * Where a step is run from.
     *
     * @param folder of the step that it is a part of, relative to the workspace; empty text: the workspace
     * @param inputs of that step
     * @param env variables that the steps around it set
     */
    private record Around(String folder, Hash inputs, Map<String, String> env, int depth) {}

    /** How a step ended; {@code code} is 0 where it passed. */
    private record Ended(int code, Map<String, ConfigValue> outputs) {}

    /** Runs them; the failure of the first that fails, empty where none does. */
    Optional<Outcome> run(List<StepCall> steps) throws JobStopped {
        for (StepCall step : steps) {
            if (step.source() instanceof Source.Elsewhere(String what)) {
                String message = Sentence.STEP_ELSEWHERE.with(step.name(), Keywords.shown(what));
                return Optional.of(failure(OptionalInt.empty(), message));
            }
        }
        Around job = new Around("", StepValues.hash(Map.of()), Map.of(), 0);
        Map<String, ConfigValue> done = new LinkedHashMap<>();
        for (StepCall step : steps) {
            session.beginSection("step_" + step.name(), "Step " + step.name());
            try {
                Ended ended = step(step, job, done);
                if (ended.code() != 0) {
                    return Optional.of(
                            failure(OptionalInt.of(ended.code()), Sentence.STEP_EXIT.with(step.name(), ended.code())));
                }
            } catch (StepMistake mistake) {
                session.log(LogStyle.ERROR, mistake.what());
                return Optional.of(
                        failure(OptionalInt.empty(), Sentence.STEP_MISTAKE.with(step.name(), mistake.what())));
            }
        }
        return Optional.empty();
    }

    private static Outcome failure(OptionalInt code, String message) {
        return new Outcome.Failure(FailureReason.SCRIPT_FAILURE, code, message);
    }

    /** Runs a step and notes what it gave under its name. */
    private Ended step(StepCall step, Around around, Map<String, ConfigValue> done) throws JobStopped, StepMistake {
        if (++begun > STEPS_MAX || around.depth() > DEPTH_MAX) {
            throw new StepMistake(
                    around.depth() > DEPTH_MAX
                            ? "steps lie more than " + DEPTH_MAX + " deep in each other"
                            : "the job has more than " + STEPS_MAX + " steps");
        }
        StepExpressions expressions = expressions(around, done, Map.of());
        Map<String, String> env = new LinkedHashMap<>(around.env());
        for (Map.Entry<String, String> variable : step.env().entrySet()) {
            env.put(variable.getKey(), expressions.filled(variable.getValue()));
        }
        long before = held;
        Ended ended =
                switch (step.source()) {
                    case Source.Script(String commands) -> script(commands, around, env, done);
                    case Source.Local(String path) -> local(step, expressions.filled(path), around, env, expressions);
                    case Source.Elsewhere(String what) ->
                        throw new StepMistake(
                                "it comes from elsewhere (" + Keywords.shown(what) + "), which is not supported yet");
                };
        Hash outputs = StepValues.hash(ended.outputs());
        // What the steps inside of it gave is gone.
        held = before + StepValues.length(outputs, HELD_MAX);
        checkHeld();
        done.put(step.name(), StepValues.hash(Map.of("outputs", outputs)));
        return ended;
    }

    private void checkHeld() throws StepMistake {
        if (held + exportedLength > HELD_MAX) {
            throw new StepMistake("outputs and exported variables of the job's steps have more than 4 MiB together; "
                    + "write what is large into files of the workspace");
        }
    }

    private Ended script(String commands, Around around, Map<String, String> env, Map<String, ConfigValue> done)
            throws JobStopped, StepMistake {
        StepFiles.Pair pair = files.next();
        Around own = new Around(around.folder(), around.inputs(), env, around.depth());
        String text = expressions(own, done, pair.paths()).filled(commands);
        int code = shell(List.of(text), env);
        return new Ended(code, code == 0 ? taken(pair) : Map.of());
    }

    private int shell(List<String> commands, Map<String, String> env) throws JobStopped {
        Map<String, String> variables = new LinkedHashMap<>(environment.values());
        variables.putAll(exported);
        variables.putAll(env);
        variables.put("CI_JOB_STATUS", "running");
        List<String> fileVariables = environment.files().stream()
                .filter(name -> !exported.containsKey(name) && !env.containsKey(name))
                .toList();
        boolean traced = variables.getOrDefault("CI_DEBUG_TRACE", "").equals("true");
        return session.shell(new ShellCommand(
                ScriptText.of(commands, traced), variables, fileVariables, environment.masked(), Optional.empty()));
    }

    /** What a step wrote into its files: exports count from now on, outputs are its own. */
    private Map<String, ConfigValue> taken(StepFiles.Pair pair) throws JobStopped, StepMistake {
        for (Map.Entry<String, ConfigValue> one : files.read(pair.export()).entrySet()) {
            if (!StepsReader.NAME.matcher(one.getKey()).matches()) {
                throw new StepMistake(
                        "it exports \"" + Keywords.shown(one.getKey()) + "\", which is no name of a variable");
            }
            if (!(one.getValue() instanceof Text text)) {
                throw new StepMistake("what is exported as " + one.getKey() + " must be a text, not "
                        + one.getValue().kind());
            }
            String old = exported.put(one.getKey(), text.text());
            exportedLength += text.text().length() - (old == null ? 0 : old.length());
            checkHeld();
        }
        return files.read(pair.output());
    }

    private Ended local(StepCall step, String path, Around around, Map<String, String> env, StepExpressions expressions)
            throws JobStopped, StepMistake {
        String folder = inside(around.folder(), path);
        String prefix = folder.isEmpty() ? "" : folder + "/";
        String file = prefix + "step.yml";
        Optional<byte[]> content = session.readFile(file, FILE_BYTES_MAX + 1);
        if (content.isEmpty()) {
            file = prefix + "func.yml";
            content = session.readFile(file, FILE_BYTES_MAX + 1);
        }
        if (content.isEmpty()) {
            throw new StepMistake(Sentence.STEP_NO_FILE.with(prefix + "step.yml", prefix + "func.yml"));
        }
        if (content.get().length > FILE_BYTES_MAX) {
            throw new StepMistake(file + " has more than " + FILE_BYTES_MAX + " bytes");
        }
        StepDefinition definition = StepDefinition.read(file, new String(content.get(), StandardCharsets.UTF_8));
        Hash inputs = inputs(step, definition, expressions);
        Map<String, String> all = new LinkedHashMap<>(env);
        Around outside = new Around(folder, inputs, env, around.depth() + 1);
        StepExpressions own = expressions(outside, Map.of(), Map.of());
        for (Map.Entry<String, String> variable : definition.env().entrySet()) {
            all.put(variable.getKey(), own.filled(variable.getValue()));
        }
        Around inside = new Around(folder, inputs, all, around.depth() + 1);
        return switch (definition.body()) {
            case Body.Exec exec -> exec(exec, definition, inside);
            case Body.Run(List<StepCall> steps) -> sequence(steps, definition, inside);
        };
    }

    /** A path relative to the workspace. */
    private static String inside(String folder, String path) throws StepMistake {
        if (!path.startsWith(".")) {
            throw new StepMistake("the path " + Keywords.shown(path) + " does not begin with a dot");
        }
        String normal = Path.of(folder, path.replace("\0", "")).normalize().toString();
        if (normal.equals("..") || normal.startsWith("../")) {
            throw new StepMistake(Sentence.STEP_LEADS_OUT.with(Keywords.shown(path)));
        }
        return normal;
    }

    private static Hash inputs(StepCall step, StepDefinition definition, StepExpressions expressions)
            throws StepMistake {
        Map<String, ConfigValue> inputs = new LinkedHashMap<>();
        for (String name : step.inputs().keySet()) {
            if (!definition.inputs().containsKey(name)) {
                throw new StepMistake("it has no input \"" + Keywords.shown(name) + "\"; its inputs are "
                        + String.join(", ", definition.inputs().keySet()));
            }
        }
        for (Map.Entry<String, Declared> declared : definition.inputs().entrySet()) {
            String name = declared.getKey();
            Optional<ConfigValue> given = Optional.ofNullable(step.inputs().get(name))
                    .map(json -> JsonReader.read(json).orElse(Text.unplaced(json)));
            if (given.isEmpty() && declared.getValue().standard().isEmpty()) {
                throw new StepMistake(Sentence.STEP_INPUT_MISSING.with(name));
            }
            ConfigValue value = given.isPresent()
                    ? typed(
                            Sentence.JOB_INPUT_TYPE,
                            name,
                            bounded(name, expressions.value(given.get())),
                            declared.getValue())
                    : declared.getValue().standard().get();
            inputs.put(name, value);
        }
        return StepValues.hash(inputs);
    }

    private static ConfigValue bounded(String name, ConfigValue value) throws StepMistake {
        if (StepValues.length(value, HELD_MAX) > HELD_MAX) {
            throw new StepMistake("the input \"" + name + "\" has more than 4 MiB");
        }
        return value;
    }

    private static ConfigValue typed(Sentence mistake, String name, ConfigValue value, Declared declared)
            throws StepMistake {
        return StepValues.typed(value, declared.type())
                .orElseThrow(() ->
                        new StepMistake(mistake.with(name, declared.type(), Keywords.shown(StepValues.shown(value)))));
    }

    private Ended exec(Body.Exec exec, StepDefinition definition, Around inside) throws JobStopped, StepMistake {
        StepFiles.Pair pair = files.next();
        StepExpressions expressions = expressions(inside, Map.of(), pair.paths());
        List<String> commands = new ArrayList<>();
        if (exec.folder().isPresent()) {
            commands.add("cd " + word(expressions.filled(exec.folder().get())));
        }
        List<String> words = new ArrayList<>();
        for (String part : exec.command()) {
            words.add(word(expressions.filled(part)));
        }
        commands.add(String.join(" ", words));
        int code = shell(commands, inside.env());
        return new Ended(code, code == 0 ? outputs(taken(pair), definition) : Map.of());
    }

    private static String word(String text) {
        return text.matches("[A-Za-z0-9_./:@%+,-]+") ? text : ScriptText.quoted(text);
    }

    private Ended sequence(List<StepCall> steps, StepDefinition definition, Around inside)
            throws JobStopped, StepMistake {
        Map<String, ConfigValue> done = new LinkedHashMap<>();
        for (StepCall step : steps) {
            session.log(LogStyle.NOTE, "Step " + step.name() + " of " + inside.folder());
            Ended ended = step(step, inside, done);
            if (ended.code() != 0) {
                return ended;
            }
        }
        if (definition.delegate().isPresent()) {
            String name = definition.delegate().get();
            if (!(done.get(name) instanceof Hash hash && hash.get("outputs") instanceof Hash outputs)) {
                throw new StepMistake("\"delegate\" names \"" + Keywords.shown(name) + "\", which is no step of it");
            }
            Map<String, ConfigValue> all = new LinkedHashMap<>();
            outputs.fields().forEach((key, field) -> all.put(key, field.value()));
            return new Ended(0, all);
        }
        StepExpressions expressions = expressions(inside, done, Map.of());
        Map<String, ConfigValue> given = new LinkedHashMap<>();
        for (Map.Entry<String, ConfigValue> output : definition.given().entrySet()) {
            given.put(output.getKey(), expressions.value(output.getValue()));
        }
        return new Ended(0, outputs(given, definition));
    }

    /** The outputs by their declarations. */
    private static Map<String, ConfigValue> outputs(Map<String, ConfigValue> given, StepDefinition definition)
            throws StepMistake {
        Map<String, ConfigValue> outputs = new LinkedHashMap<>();
        for (String name : given.keySet()) {
            if (!definition.outputs().containsKey(name)) {
                throw new StepMistake(
                        "it gives the output \"" + Keywords.shown(name) + "\", which its \"spec\" does not name");
            }
        }
        for (Map.Entry<String, Declared> declared : definition.outputs().entrySet()) {
            String name = declared.getKey();
            ConfigValue value = given.get(name);
            if (value == null || value instanceof Absent) {
                outputs.put(
                        name,
                        declared.getValue()
                                .standard()
                                .orElseThrow(() -> new StepMistake("it did not give its output \"" + name + "\"")));
            } else {
                outputs.put(name, typed(Sentence.STEP_OUTPUT_TYPE, name, value, declared.getValue()));
            }
        }
        return outputs;
    }

    private StepExpressions expressions(Around around, Map<String, ConfigValue> done, Map<String, String> paths) {
        // Of a variable that is a file, the shell gets a path that only the session knows; its content is in no script.
        Map<String, String> job = new LinkedHashMap<>(environment.values());
        job.keySet().removeAll(environment.files());
        Map<String, String> env = new LinkedHashMap<>(job);
        env.putAll(exported);
        env.putAll(around.env());
        Map<String, ConfigValue> known = new LinkedHashMap<>();
        known.put("env", StepValues.texts(env));
        known.put("job", StepValues.texts(job));
        known.put("vars", StepValues.texts(job));
        known.put("inputs", around.inputs());
        known.put("steps", StepValues.hash(done));
        known.put("work_dir", Text.unplaced(session.workspace()));
        Text folder = Text.unplaced(
                around.folder().isEmpty() ? session.workspace() : session.workspace() + "/" + around.folder());
        known.put("step_dir", folder);
        known.put("func_dir", folder);
        paths.forEach((name, path) -> known.put(name, Text.unplaced(path)));
        return new StepExpressions(known, environment.files());
    }
}
