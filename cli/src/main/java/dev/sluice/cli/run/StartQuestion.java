package dev.sluice.cli.run;

import dev.sluice.cli.Invocation;
import dev.sluice.cli.term.SafeText;
import dev.sluice.cli.term.Terminals;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Asks what a file wants to be asked before a manual job starts (docs.gitlab.com, {@code manual_confirmation}), where a person is
 * there to answer; for a program the job's name is word enough.
 */
final class StartQuestion {
    private StartQuestion() {}

    /** Whether all the named jobs may start. */
    static boolean isAnswered(Invocation invocation, Pipeline pipeline, Set<String> named) {
        for (Job job : pipeline.jobs()) {
            Optional<String> question =
                    job.when() instanceof Job.When.Manual manual ? manual.confirmation() : Optional.empty();
            if (named.contains(job.name())
                    && question.isPresent()
                    && Terminals.isInputInteractive()
                    && !isYes(invocation, job.name(), question.get())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isYes(Invocation invocation, String job, String question) {
        invocation.err().write(SafeText.name(job) + ": " + SafeText.name(question) + " [y/N] ");
        try {
            String answer =
                    new BufferedReader(new InputStreamReader(invocation.in(), StandardCharsets.UTF_8)).readLine();
            return answer != null && Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
        } catch (IOException e) {
            // Nobody is there any more.
            return false;
        }
    }
}
