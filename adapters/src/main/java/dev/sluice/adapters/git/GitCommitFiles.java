package dev.sluice.adapters.git;

import dev.sluice.app.report.CommitFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** Files of commits in the server's own bare repositories. Safe for many threads. */
public final class GitCommitFiles implements CommitFiles {
    private final LongFunction<BareRepository> repositories;

    /** @param repositories the repository of a project, by the project's number */
    public GitCommitFiles(LongFunction<BareRepository> repositories) {
        this.repositories = repositories;
    }

    @Override
    public List<String> files(long project, String commit) {
        BareRepository repository = repositories.apply(project);
        try {
            return repository.commit(commit).isEmpty()
                    ? List.of()
                    : repository.tree(commit, BareRepository.NO_COMMIT).files();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> text(long project, String commit, String path) {
        return repositories
                .apply(project)
                .tree(commit, BareRepository.NO_COMMIT)
                .read(path);
    }

    @Override
    public Changes changes(long project, String commit, String branch, int bytesMax) {
        BareRepository repository = repositories.apply(project);
        try {
            if (repository.commit(commit).isEmpty()) {
                return new Changes("", "", false);
            }
            Optional<String> tip = repository.resolve("refs/heads/" + branch);
            Optional<String> left = tip.isEmpty() ? tip : repository.mergeBase(tip.get(), commit);
            Optional<String> base = left.isEmpty() || left.get().equals(commit) ? repository.parentOf(commit) : left;
            BareRepository.Diff diff = repository.diff(base.orElse(BareRepository.NO_COMMIT), commit, bytesMax);
            return new Changes(base.orElse(""), diff.text(), diff.cut());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
