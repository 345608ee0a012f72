package dev.sluice.adapters.git;

import dev.sluice.app.project.Project;
import dev.sluice.app.project.RepositoryHost;
import dev.sluice.app.trigger.PushedRepositories;
import dev.sluice.app.trigger.RefLedger;
import dev.sluice.app.trigger.RefLog;
import dev.sluice.core.model.Trigger.Commit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bare repositories of a server, one folder a project, named by the project's number: no name that somebody chose
 * becomes part of a path. Safe for many threads.
 */
public final class ServerRepositories implements RepositoryHost, PushedRepositories {
    private final Path folder;
    private final Git git = Git.ofServer();

    /** Numbers of the projects whose repository is known to be whole. */
    private final Set<Long> whole = ConcurrentHashMap.newKeySet();

    public ServerRepositories(Path folder) {
        this.folder = folder;
    }

    /** The project's repository. */
    public BareRepository of(long project) {
        return BareRepository.at(path(project));
    }

    /** The folders of all repositories that are there. */
    List<Path> all() {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, "*.git")) {
            folders.forEach(all::add);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("the repositories cannot be listed", e);
        }
        return all;
    }

    /** A git call in the project's repository, not started yet. */
    public ProcessBuilder command(Project project, Map<String, String> variables, List<String> arguments) {
        makeWhole(project);
        return git.builder(path(project.id()), variables, arguments);
    }

    /** A git call in a repository that is empty and stays so, not started yet. */
    public ProcessBuilder commandInEmpty(Map<String, String> variables, List<String> arguments) throws IOException {
        Path empty = folder.resolve("empty.git");
        synchronized (whole) {
            if (!Files.exists(empty.resolve("HEAD"))) {
                BareRepository.create(empty, "main");
            }
        }
        return git.builder(empty, variables, arguments);
    }

    @Override
    public void create(Project project) {
        synchronized (whole) {
            try {
                BareRepository.create(path(project.id()), project.defaultBranch());
            } catch (IOException e) {
                throw new UncheckedIOException("the repository of " + project.path() + " cannot be made", e);
            }
            whole.add(project.id());
        }
    }

    /** The server may have died between making the project and making its repository, or be about to make it. */
    private void makeWhole(Project project) {
        if (whole.contains(project.id())) {
            return;
        }
        synchronized (whole) {
            if (!Files.exists(path(project.id()).resolve("HEAD"))) {
                create(project);
            }
            whole.add(project.id());
        }
    }

    @Override
    public Map<String, String> refs(Project project) {
        makeWhole(project);
        try {
            BareRepository repository = of(project.id());
            SortedMap<String, String> refs = new TreeMap<>(repository.refs("refs/heads/"));
            refs.putAll(repository.refs("refs/tags/"));
            return refs;
        } catch (IOException e) {
            throw new UncheckedIOException("the refs of " + project.path() + " cannot be read", e);
        }
    }

    @Override
    public Map<String, RefLog> logs(Project project, Map<String, RefLedger.Recorded> recorded) {
        try {
            return new ReferenceLogs(path(project.id())).since(recorded);
        } catch (IOException e) {
            throw new UncheckedIOException("the reference logs of " + project.path() + " cannot be read", e);
        }
    }

    @Override
    public Optional<Revision> revision(Project project, String ref, String object, String before) {
        try {
            BareRepository repository = of(project.id());
            boolean tag = ref.startsWith("refs/tags/");
            Optional<String> sha = tag ? peeled(project.id(), object) : Optional.of(object);
            Optional<Commit> commit = sha.isEmpty() ? Optional.empty() : repository.commit(sha.get());
            if (commit.isEmpty()) {
                return Optional.empty();
            }
            String message = tag ? repository.tagMessage(ref.substring("refs/tags/".length())) : "";
            return Optional.of(new Revision(commit.get(), repository.tree(sha.get(), before), message));
        } catch (IOException e) {
            throw new UncheckedIOException("the commit " + object + " of " + project.path() + " cannot be read", e);
        }
    }

    @Override
    public Optional<String> mergeBase(Project project, String commit, String branch) {
        try {
            BareRepository repository = of(project.id());
            Optional<String> head =
                    Optional.ofNullable(repository.refs("refs/heads/").get("refs/heads/" + branch));
            return head.isEmpty() ? Optional.empty() : repository.mergeBase(commit, head.get());
        } catch (IOException e) {
            throw new UncheckedIOException("the branches of " + project.path() + " cannot be compared", e);
        }
    }

    /** The commit that an annotated tag stands for, through any number of tags. */
    private Optional<String> peeled(long project, String object) throws IOException {
        Git.Result result = git.tryRun(
                path(project),
                Map.of(),
                List.of("rev-parse", "--verify", "--quiet", "--end-of-options", object + "^{commit}"),
                new byte[0]);
        return result.exitCode() == 0 ? Optional.of(result.text().strip()) : Optional.empty();
    }

    private Path path(long project) {
        return folder.resolve(project + ".git");
    }
}
