package dev.sluice.adapters.runner.workspace;

import dev.sluice.adapters.git.BareRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A commit of a bare repository on this machine. The workspace borrows its objects; one git process writes the files.
 * Nothing of the commit runs: there are no hooks, no filters are configured, no network is used.
 */
public final class CommitSource implements WorkspaceSource {
    private final BareRepository repository;
    private final String commit;
    private final String remote;

    /**
     * @param commit its id in full
     * @param remote address of {@code origin} in the workspaces, without log-in data; empty text: none
     */
    public CommitSource(BareRepository repository, String commit, String remote) {
        this.repository = repository;
        this.commit = commit;
        this.remote = remote;
    }

    @Override
    public void fill(Path workspace) throws IOException {
        repository.checkOut(commit, workspace, remote);
    }

    @Override
    public List<Path> borrowed() {
        return List.of(repository.objects());
    }

    @Override
    public Optional<String> lastCommitOf(List<String> paths) throws IOException {
        return repository.lastCommitOf(commit, paths);
    }
}
