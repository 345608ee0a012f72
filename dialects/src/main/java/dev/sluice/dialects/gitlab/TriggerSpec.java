package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.DownstreamProgram.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code trigger} (docs.gitlab.com, "CI/CD YAML syntax reference"). Texts are as written, with variables; inputs are JSON
 * texts by name.
 *
 * @param yamlVariables whether the variables of the file and the job are handed down
 * @param pipelineVariables whether those of whoever started this pipeline are
 */
public record TriggerSpec(Target target, Outcome outcome, boolean yamlVariables, boolean pipelineVariables) {

    /** What is started. */
    public sealed interface Target {
        /** Nothing: the job goes by the newest pipeline of that project ({@code needs:pipeline}). */
        record Upstream(String project) implements Target {}

        /** A pipeline below this one, of one to three files. */
        record Child(List<ChildFile> files) implements Target {
            public Child {
                files = List.copyOf(files);
            }
        }

        /** A pipeline of another project. */
        record Project(String path, Optional<String> branch, Map<String, String> inputs) implements Target {
            public Project {
                inputs = Map.copyOf(inputs);
            }
        }
    }

    /** One file of a child pipeline. */
    public sealed interface ChildFile {
        /** Values for what it declares, as JSON or plain text, with variables. */
        Map<String, String> inputs();

        /** {@code local}. */
        record Local(String path, Map<String, String> inputs) implements ChildFile {
            public Local {
                inputs = Map.copyOf(inputs);
            }
        }

        /** {@code artifact} with {@code job}. */
        record Artifact(String job, String path, Map<String, String> inputs) implements ChildFile {
            public Artifact {
                inputs = Map.copyOf(inputs);
            }
        }

        /** {@code project} with {@code file}; an empty ref is the default branch. */
        record OfProject(String project, String path, String ref, Map<String, String> inputs) implements ChildFile {
            public OfProject {
                inputs = Map.copyOf(inputs);
            }
        }

        /**
         * What an {@code include} of a pipeline file names as well.
         *
         * @param kind {@code remote}, {@code template} or {@code component}
         * @param integrity as written; empty text where there is none
         */
        record Included(String kind, String name, String integrity, Map<String, String> inputs) implements ChildFile {
            public Included {
                inputs = Map.copyOf(inputs);
            }
        }
    }
}
