package dev.sluice.dialects.gitlab;

import java.util.Map;

/**
 * A step of a job or of another step, as written: expressions ({@code ${{ }}}) are evaluated just before it runs
 * (docs.gitlab.com, "CI/CD functions").
 *
 * @param env variables for it, with expressions
 * @param inputs values for it, each as JSON, with expressions in texts
 */
public record StepCall(String name, Source source, Map<String, String> env, Map<String, String> inputs) {
    public StepCall {
        env = Map.copyOf(env);
        inputs = Map.copyOf(inputs);
    }

    /** What the step is. */
    public sealed interface Source {
        /** Commands for a shell, with expressions. */
        record Script(String commands) implements Source {}

        /** A folder with a definition, relative to what names it; with expressions. */
        record Local(String path) implements Source {}

        /** Something that is not in the repository; {@code what} is for people. */
        record Elsewhere(String what) implements Source {}
    }
}
