package dev.sluice.app.trigger;

import dev.sluice.app.run.RunQueries.SourceFile;
import dev.sluice.app.run.StartForm;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the pipeline files of a commit by the dialect they are written in. Pure; safe for many threads. */
public interface Planner {

    /** What the files of the commit mean for the trigger. */
    default Plan plan(SourceTree tree, Trigger trigger) {
        return plan(tree, trigger, Map.of());
    }

    /**
     * What the files of the commit mean for the trigger.
     *
     * @param inputs values for what the file declares, as JSON or plain text
     */
    Plan plan(SourceTree tree, Trigger trigger, Map<String, String> inputs);

    /**
     * What other files mean in place of the commit's own: those of a child run.
     *
     * @param files at least one; later ones win
     */
    Plan child(List<ChildFile> files, SourceTree tree, Trigger trigger);

    /**
     * A file of a child run.
     *
     * @param path its name as people know it
     * @param inputs values for what it declares, as JSON or plain text
     */
    record ChildFile(String path, String text, Map<String, String> inputs) {
        public ChildFile {
            inputs = Map.copyOf(inputs);
        }
    }

    /**
     * What a person who starts the pipeline by hand is asked; empty where the commit has no pipeline file. It reads the files as
     * {@link #plan} does with the same arguments.
     */
    Optional<List<StartForm.Variable>> offered(SourceTree tree, Trigger trigger, Map<String, String> inputs);

    /** What came of planning. */
    sealed interface Plan {
        /** The commit has no pipeline file that Sluice knows. */
        record NoFile() implements Plan {}

        /** The file wants no run for this trigger; {@code why} is for people. */
        record NotWanted(String why) implements Plan {}

        /** A pipeline with at least one job. */
        record Ready(Pipeline pipeline, List<Problem> warnings, Optional<SourceFile> source) implements Plan {
            public Ready {
                warnings = List.copyOf(warnings);
            }
        }

        /**
         * The file has mistakes.
         *
         * @param dialect whose file it is, e.g. {@code gitlab}
         */
        record Broken(String dialect, List<Problem> problems, Optional<SourceFile> source) implements Plan {
            public Broken {
                problems = List.copyOf(problems);
            }
        }
    }
}
