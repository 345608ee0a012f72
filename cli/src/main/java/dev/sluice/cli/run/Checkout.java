package dev.sluice.cli.run;

import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.adapters.include.IncludeSources;
import dev.sluice.app.trigger.Sight;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.include.IncludeOptions;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.GitlabDialect;
import dev.sluice.dialects.gitlab.GitlabFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the command was called: a repository, or a mere folder.
 *
 * @param root the repository's root, or the folder
 * @param repository empty in a mere folder
 * @param includes what the pipeline file may include from elsewhere
 */
record Checkout(Path root, Optional<LocalRepository> repository, IncludeSources includes) {
    private static final Trigger.Actor NOBODY = new Trigger.Actor("", "", "");

    /** Names the pipeline file. */
    static final Option<Path> FILE =
            Option.path("--file", "FILE", "the pipeline file; without it the repository's own is taken");

    static Checkout around(Invocation invocation) throws CommandFailed {
        IncludeSources includes = new IncludeSources(IncludeOptions.of(invocation), InstantSource.system());
        try {
            Path directory = invocation.directory();
            Optional<LocalRepository> repository = LocalRepository.around(directory);
            return new Checkout(repository.map(LocalRepository::root).orElse(directory), repository, includes);
        } catch (IOException e) {
            throw new CommandFailed(Exit.INVALID, "the repository cannot be read: " + e.getMessage(), "");
        }
    }

    /** The repository, for what cannot be done without one. */
    LocalRepository needRepository() throws CommandFailed {
        if (repository.isEmpty()) {
            throw new CommandFailed(
                    Exit.INVALID, root + " is in no git repository", "make one with git init, or go into one");
        }
        return repository.get();
    }

    PipelineFile file(Invocation invocation) throws CommandFailed {
        Optional<Path> named = invocation.arguments().one(FILE);
        return named.isPresent() ? PipelineFile.named(root, invocation.resolve(named.get())) : PipelineFile.found(root);
    }

    /** The files that a dialect may look at. */
    SourceTree tree(Trigger.Event event) {
        return sight(repository.isPresent() ? repository.get().tree(event) : new FolderTree(root));
    }

    /** The files with what may be included from elsewhere. */
    SourceTree sight(SourceTree tree) {
        return new Sight(tree, new LocalSources(tree, repository), includes.forPlan(), NOBODY);
    }

    /** Checks the file as a push of what is here would have it. */
    Parsed<GitlabFile> check(PipelineFile file, SourceTree tree) throws CommandFailed {
        return switch (file.read()) {
            case Parsed.Invalid<String> invalid -> new Parsed.Invalid<>(invalid.problems());
            case Parsed.Valid<String> valid -> check(file, valid.value(), tree);
        };
    }

    private Parsed<GitlabFile> check(PipelineFile file, String text, SourceTree tree) throws CommandFailed {
        if (repository.isEmpty()) {
            return GitlabDialect.check(file.name(), text, tree);
        }
        try {
            Trigger trigger = repository.get().trigger(Trigger.Event.PUSH, Map.of());
            return GitlabDialect.check(file.name(), text, tree, trigger, List.of(), Map.of());
        } catch (IOException e) {
            throw new CommandFailed(Exit.INVALID, "the repository cannot be read: " + e.getMessage(), "");
        }
    }

    /** The names of all jobs of a file, whatever its rules say; none where it cannot be read. */
    List<String> jobsOf(PipelineFile file, SourceTree tree) {
        try {
            return switch (check(file, tree)) {
                case Parsed.Invalid<GitlabFile> _ -> List.of();
                case Parsed.Valid<GitlabFile> valid ->
                    valid.value().jobs().stream()
                            .map(GitlabFile.ListedJob::name)
                            .toList();
            };
        } catch (CommandFailed e) {
            return List.of();
        }
    }
}
