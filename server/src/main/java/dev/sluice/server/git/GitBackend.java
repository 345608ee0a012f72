package dev.sluice.server.git;

import dev.sluice.app.project.Project;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Makes the git processes that serve a project's repository. Safe for many threads. */
public interface GitBackend {

    /**
     * A git call in the project's bare repository, not started yet: hardened, with a cleaned environment.
     *
     * @param variables for git, e.g. {@code GIT_PROTOCOL}
     * @param arguments after {@code git}
     */
    ProcessBuilder command(Project project, Map<String, String> variables, List<String> arguments);

    /** The same in a repository that is empty: what a push to a project that is not made yet is offered. */
    ProcessBuilder commandInEmpty(Map<String, String> variables, List<String> arguments) throws IOException;
}
