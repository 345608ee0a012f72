package dev.sluice.app.run;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobInput;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.core.model.Sentence;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a person may choose when starting a job of a run, and what was chosen before. Pure. */
public final class ChosenInputs {
    private ChosenInputs() {}

    /** The inputs of a job, each with the value that it has where nobody chooses now: the one chosen last, else the file's. */
    public static List<JobInput> of(RunState run, String job) {
        Map<String, String> chosen = run.job(job).map(JobState::inputs).orElse(Map.of());
        return declared(run, job).stream()
                .map(input -> input.with(chosen.getOrDefault(input.name(), input.value())))
                .toList();
    }

    /** The inputs of a job as its file has them. */
    public static List<JobInput> declared(RunState run, String job) {
        return program(run, job).map(ScriptProgram::inputs).orElse(List.of());
    }

    /** What is wrong with values for a job's inputs, in {@link Sentence}s; empty where they can be used. */
    public static List<String> problems(RunState run, String job, Map<String, String> chosen) {
        return program(run, job).map(program -> program.inputProblems(chosen)).orElseGet(() -> chosen.keySet().stream()
                .sorted()
                .map(Sentence.JOB_WITHOUT_INPUTS::with)
                .toList());
    }

    private static Optional<ScriptProgram> program(RunState run, String job) {
        return run.pipeline()
                .job(job)
                .map(Job::program)
                .filter(ScriptProgram.class::isInstance)
                .map(ScriptProgram.class::cast);
    }

    /** What was chosen for an attempt. */
    static Map<String, String> ofAttempt(RunState run, String job, int attempt) {
        return run.job(job).stream()
                .flatMap(state -> state.attempts().stream())
                .filter(one -> one.number() == attempt)
                .map(JobState.Attempt::inputs)
                .findFirst()
                .orElse(Map.of());
    }
}
