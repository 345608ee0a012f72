package dev.sluice.adapters.deploy.release;

import dev.sluice.adapters.git.BareRepository;
import dev.sluice.adapters.git.RefName;
import dev.sluice.app.delivery.ReleaseSource;
import dev.sluice.app.delivery.ReleaseTags;
import dev.sluice.app.run.RunArtifacts;
import dev.sluice.app.run.RunId;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.model.Trigger.Commit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Pattern;

/** Releases out of the server's own bare repositories. Safe for many threads. */
public final class GitReleaseSource implements ReleaseSource, ReleaseTags {
    private static final String TAGS = "refs/tags/";
    private static final String HEADS = "refs/heads/";
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final String TAGGER = "Sluice <sluice@localhost>";

    private final LongFunction<BareRepository> repositories;
    private final RunArtifacts artifacts;
    private final InstantSource clock;

    /**
     * @param repositories the repository of a project, by the project's number
     */
    public GitReleaseSource(LongFunction<BareRepository> repositories, RunArtifacts artifacts, InstantSource clock) {
        this.repositories = repositories;
        this.artifacts = artifacts;
        this.clock = clock;
    }

    @Override
    public Optional<String> file(long project, String commit, String path) {
        return repositories
                .apply(project)
                .tree(commit, BareRepository.NO_COMMIT)
                .read(path);
    }

    @Override
    public Map<String, String> tags(long project) {
        try {
            return repositories.apply(project).tags();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Commit> commits(long project, String from, String to, int limit) {
        try {
            return repositories.apply(project).log(from.isEmpty() ? BareRepository.NO_COMMIT : from, to, limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Difference difference(long project, String from, String to, int bytesMax) {
        try {
            BareRepository.Diff diff =
                    repositories.apply(project).diff(from.isEmpty() ? BareRepository.NO_COMMIT : from, to, bytesMax);
            return new Difference(diff.text(), diff.cut());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean tag(long project, String name, String commit, String message) {
        BareRepository repository = repositories.apply(project);
        try {
            if (repository.createTag(
                    name, commit, message, TAGGER, clock.instant().getEpochSecond())) {
                return true;
            }
            return commit.equals(repository.tags().get(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isTagName(String name) {
        return !name.startsWith("-") && RefName.isValid(TAGS + name);
    }

    @Override
    public Optional<String> commitOfTag(long project, String tag) {
        return isTagName(tag) ? commitAt(project, TAGS + tag) : Optional.empty();
    }

    @Override
    public Optional<String> commitOf(long project, String revision) {
        Optional<String> named = RefName.isValid(HEADS + revision)
                ? commitAt(project, HEADS + revision).or(() -> commitAt(project, TAGS + revision))
                : Optional.empty();
        return named.or(() -> COMMIT.matcher(revision).matches() ? commit(project, revision) : Optional.empty());
    }

    private Optional<String> commitAt(long project, String ref) {
        try {
            return repositories.apply(project).resolve(ref).flatMap(id -> commit(project, id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> commit(long project, String id) {
        try {
            return repositories.apply(project).commit(id).map(Commit::sha);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String titleOf(long project, String commit) {
        try {
            return repositories.apply(project).commit(commit).map(Commit::title).orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> make(long project, String tag, String commit, String message) {
        BareRepository repository = repositories.apply(project);
        try {
            if (repository.resolve(TAGS + tag).isPresent()) {
                return Optional.of("reference already exists");
            }
            String stands = message.isBlank()
                    ? commit
                    : repository.writeTag(
                            tag, commit, message, TAGGER, clock.instant().getEpochSecond());
            return repository.move(TAGS + tag, BareRepository.NO_COMMIT, stands);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Release.Artifact> artifacts(long project, long run) {
        return artifacts.artifacts(new RunId(project, run)).stream()
                .map(one -> new Release.Artifact(one.job(), one.attempt(), one.name(), one.digest()))
                .toList();
    }
}
