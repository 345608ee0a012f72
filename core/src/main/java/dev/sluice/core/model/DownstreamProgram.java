package dev.sluice.core.model;

import dev.sluice.core.model.JobSession.ProjectVariable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A job that starts another run, below this one or in another project, and needs no runner (GitLab: {@code trigger}). What
 * to start is known when the job's turn has come: earlier jobs may have made the file or the values.
 */
public interface DownstreamProgram extends Program {
    /** The label that keeps such jobs from the runners; the server itself takes them. */
    String LABEL = "sluice:downstream";

    /** What to start. Pure. */
    Request request(Known known);

    /** What makes the job succeed once the other run exists. */
    Outcome outcome();

    /** The project by whose newest run the job goes, as the file names it; empty for one that starts a run. */
    default Optional<String> upstream() {
        return Optional.empty();
    }

    /**
     * What is known when the job's turn has come.
     *
     * @param outputs of earlier jobs, by job name
     * @param variables of the project and the installation, lowest rank first
     * @param handedDown names of those among them that the job that started this run handed down
     * @param runner as {@link JobSession#runnerVariables()}, as far as they are the run's and the job's
     */
    record Known(
            Map<String, Map<String, String>> outputs,
            List<ProjectVariable> variables,
            Set<String> handedDown,
            Map<String, String> runner) {
        public Known {
            runner = Map.copyOf(runner);
            outputs = Map.copyOf(outputs);
            variables = List.copyOf(variables);
            handedDown = Set.copyOf(handedDown);
        }

        /** What is known in a run to which no job handed a masked variable. */
        public Known(Map<String, Map<String, String>> outputs, List<ProjectVariable> variables) {
            this(outputs, variables, Set.of(), Map.of());
        }
    }

    /**
     * Variables for the other run, expanded, each in one of both.
     *
     * @param open those that everybody who sees the run may see
     * @param masked those that hold a masked value: nothing but the other run's jobs may see them
     */
    record HandedDown(Map<String, String> open, Map<String, String> masked) {
        public HandedDown {
            open = Map.copyOf(open);
            masked = Map.copyOf(masked);
        }

        @Override
        public String toString() {
            return "HandedDown[open=" + open + ", masked=" + masked.keySet() + "]";
        }
    }

    /** What to start, or that it cannot be. */
    sealed interface Request {
        /**
         * A run of the same commit from other files.
         *
         * @param files at least one; later ones win
         */
        record Child(List<Source> files, HandedDown variables) implements Request {
            public Child {
                files = List.copyOf(files);
            }
        }

        /**
         * A run of another project by its own file.
         *
         * @param project its path, {@code group/name}
         * @param branch a branch; empty: its default branch
         * @param inputs values for what its file declares, as JSON or plain text
         */
        record OtherProject(String project, Optional<String> branch, HandedDown variables, Map<String, String> inputs)
                implements Request {
            public OtherProject {
                inputs = Map.copyOf(inputs);
            }
        }

        /**
         * Nothing is started: the job ends as the newest run of another project's default branch does.
         *
         * @param project its path
         */
        record Upstream(String project) implements Request {}

        /** Nothing can be started; {@code why} is one sentence for people. */
        record Impossible(String why) implements Request {}
    }

    /**
     * A file of a child run.
     *
     * Inputs are values for what the file declares, as JSON or plain text.
     */
    sealed interface Source {
        Map<String, String> inputs();

        /** A file of the commit, relative to the repository's root. */
        record OfCommit(String path, Map<String, String> inputs) implements Source {
            public OfCommit {
                inputs = Map.copyOf(inputs);
            }
        }

        /** A file among the artifacts of an earlier job. */
        record OfJob(String job, String path, Map<String, String> inputs) implements Source {
            public OfJob {
                inputs = Map.copyOf(inputs);
            }
        }

        /** A file that the job itself makes. */
        record Inline(String name, String text) implements Source {
            @Override
            public Map<String, String> inputs() {
                return Map.of();
            }
        }

        /** A file of another project on this server; an empty ref is its default branch. */
        record OfProject(String project, String path, String ref, Map<String, String> inputs) implements Source {
            public OfProject {
                inputs = Map.copyOf(inputs);
            }
        }
    }

    /** What makes the job succeed. */
    enum Outcome {
        /** The other run exists. */
        CREATED,
        /** The other run succeeded; else the job fails (GitLab: {@code strategy: depend}). */
        DEPENDS,
        /** The job ends as the other run does, cancelled too (GitLab: {@code strategy: mirror}). */
        MIRRORS
    }
}
