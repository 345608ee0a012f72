package dev.sluice.adapters.git;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The last commit that touched some paths. */
final class LastCommit {
    private LastCommit() {}

    static Optional<String> of(Git git, Path folder, String from, List<String> paths) throws GitException {
        if (paths.isEmpty()) {
            return Optional.empty();
        }
        List<String> arguments = new ArrayList<>(List.of("log", "-1", "--format=%H", "--end-of-options", from, "--"));
        arguments.addAll(paths);
        // Literal: a path named `:(exclude)x` or `*` is that path and nothing else.
        Map<String, String> variables = Map.of("GIT_LITERAL_PATHSPECS", "1");
        Git.Result result = git.tryRun(folder, variables, arguments, new byte[0]);
        String id = result.text().strip();
        return result.exitCode() == 0 && Refs.isObjectId(id) ? Optional.of(id) : Optional.empty();
    }
}
