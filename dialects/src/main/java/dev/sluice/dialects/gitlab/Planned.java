package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Problem;
import java.util.List;

/** What a file means for one trigger. */
public sealed interface Planned {

    /** A pipeline to run. */
    record Ready(Pipeline pipeline, List<Problem> warnings) implements Planned {
        public Ready {
            warnings = List.copyOf(warnings);
        }
    }

    /** The file is valid, but nothing of it runs for this trigger; {@code reason} is a sentence for people. */
    record NothingToRun(String reason, List<Problem> warnings) implements Planned {
        public NothingToRun {
            warnings = List.copyOf(warnings);
        }
    }

    /** The file cannot be used; all mistakes, ordered by place. */
    record Refused(List<Problem> problems) implements Planned {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
