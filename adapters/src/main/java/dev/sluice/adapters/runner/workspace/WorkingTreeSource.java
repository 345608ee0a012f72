package dev.sluice.adapters.runner.workspace;

import dev.sluice.adapters.files.FileNames;
import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.adapters.git.WorkingTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The working tree of the person at the terminal: tracked files and untracked ones that are not ignored, as they lie
 * there, with executable bits and symbolic links. Deleted files are left out.
 *
 * <p>Files are copied with {@link Files#copy}, which on Linux asks the kernel ({@code copy_file_range}) and so shares
 * blocks where the file system can (btrfs, XFS) without starting a process; never by hard links.
 */
public final class WorkingTreeSource implements WorkspaceSource {
    private final LocalRepository repository;
    private final WorkingTree tree;

    /**
     * @param tree whose list of files is taken; git is asked for it once for all workspaces
     */
    public WorkingTreeSource(LocalRepository repository, WorkingTree tree) {
        this.repository = repository;
        this.tree = tree;
    }

    @Override
    public void fill(Path workspace) throws IOException {
        Set<Path> made = new HashSet<>();
        made.add(workspace);
        for (String name : tree.files()) {
            Path target = workspace.resolve(name);
            makeFolder(FileNames.folderOf(target), made);
            copy(repository.root().resolve(name), target);
        }
        for (String folder : tree.folders()) {
            makeFolder(workspace.resolve(folder), made);
        }
        repository.lend(workspace.resolve(".git"));
    }

    @Override
    public boolean isSteady() {
        return true;
    }

    @Override
    public List<Path> borrowed() {
        return List.of(repository.objects());
    }

    @Override
    public Optional<String> lastCommitOf(List<String> paths) throws IOException {
        return repository.lastCommitOf(paths);
    }

    private static void makeFolder(Path folder, Set<Path> made) throws IOException {
        if (made.add(folder)) {
            Files.createDirectories(folder);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
                throw e;
            }
            // Deleted since the files were listed: the person goes on working meanwhile.
        }
    }
}
