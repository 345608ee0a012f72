package dev.sluice.cli.serve;

import dev.sluice.adapters.git.ServerRepositories;
import dev.sluice.app.project.Project;
import dev.sluice.server.git.GitBackend;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Git in the server's repositories, for the git host. */
record HostedGit(ServerRepositories repositories) implements GitBackend {
    @Override
    public ProcessBuilder command(Project project, Map<String, String> variables, List<String> arguments) {
        return repositories.command(project, variables, arguments);
    }

    @Override
    public ProcessBuilder commandInEmpty(Map<String, String> variables, List<String> arguments) throws IOException {
        return repositories.commandInEmpty(variables, arguments);
    }
}
