package dev.sluice.adapters.git;

import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Actor;
import dev.sluice.core.model.Trigger.Commit;
import dev.sluice.core.model.Trigger.Event;
import dev.sluice.core.model.Trigger.GitRef;
import dev.sluice.core.model.Trigger.MergeRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The repository that a person stands in, as {@code sluice run} sees it. Reads {@code HEAD}, refs, the configuration and
 * a loose commit from their files; git itself is started only for what needs it: the list of files, differences, commits
 * in packs. Safe for use by many threads.
 */
public final class LocalRepository {
    private final GitFolder folder;
    private final Git git;
    private final Refs refs;

    private LocalRepository(GitFolder folder, Git git) {
        this.folder = folder;
        this.git = git;
        this.refs = new Refs(folder.own(), folder.shared());
    }

    /** The repository that a folder lies in; empty where it lies in none. */
    public static Optional<LocalRepository> around(Path start) throws IOException {
        return GitFolder.around(start).map(found -> new LocalRepository(found, Git.ofUser()));
    }

    /** The root of the checked out files. */
    public Path root() {
        return folder.workTree();
    }

    /** Where git keeps what belongs to this work tree ({@code .git}); a place for files that are nobody's commit. */
    public Path gitFolder() {
        return folder.own();
    }

    GitFolder folder() {
        return folder;
    }

    Git git() {
        return git;
    }

    Refs refs() {
        return refs;
    }

    /** The checked out branch by its short name; a commit checked out by itself gets the name of a branch at it, or {@code HEAD}. */
    public String branch() throws IOException {
        Optional<String> head = refs.checkedOutBranch();
        if (head.isPresent()) {
            return head.get().replaceFirst("^refs/heads/", "");
        }
        String commit = head();
        for (String prefix : List.of("refs/heads/", "refs/remotes/origin/")) {
            for (Map.Entry<String, String> ref : refs.all(prefix).entrySet()) {
                if (ref.getValue().equals(commit)) {
                    return ref.getKey().substring(prefix.length());
                }
            }
        }
        return "HEAD";
    }

    /** The commit that is checked out; forty zeros before the first commit. */
    public String head() throws IOException {
        return refs.resolve("HEAD").orElse(Refs.NO_COMMIT);
    }

    /** The default branch: what the remote says, else {@code main}, else {@code master}, else the one checked out. */
    public String defaultBranch() throws IOException {
        Optional<String> remote = refs.symbolicTarget("refs/remotes/origin/HEAD");
        if (remote.isPresent()) {
            return remote.get().replaceFirst("^refs/remotes/origin/", "");
        }
        for (String name : List.of("main", "master")) {
            if (refs.resolve("refs/heads/" + name).isPresent()
                    || refs.resolve("refs/remotes/origin/" + name).isPresent()) {
                return name;
            }
        }
        return branch();
    }

    /** The files of the working tree, with what an event of this kind counts as changed. */
    public WorkingTree tree(Event event) {
        return new WorkingTree(this, event);
    }

    /** The files of a commit that a branch, a tag or an id names; empty where there is none such. */
    public Optional<SourceTree> treeOf(String name) throws IOException {
        Optional<String> id = Optional.of(name).filter(Refs::isObjectId);
        List<String> refs = name.startsWith("refs/")
                ? List.of(name)
                : List.of("refs/heads/" + name, "refs/tags/" + name, "refs/remotes/origin/" + name);
        for (String ref : refs) {
            id = id.isPresent() ? id : this.refs.resolve(ref);
        }
        if (id.isEmpty()) {
            return Optional.empty();
        }
        BareRepository objects = BareRepository.at(folder.shared());
        return objects.commit(id.get()).map(commit -> objects.tree(commit.sha(), Refs.NO_COMMIT));
    }

    /**
     * Why a run for this event is made.
     *
     * @param variables given by the person
     * @throws GitException where the repository has not what the event needs, e.g. no tag at {@code HEAD}
     */
    public Trigger trigger(Event event, Map<String, String> variables) throws IOException {
        String branch = branch();
        String defaultBranch = defaultBranch();
        String head = head();
        Optional<CommitObject> object = commit(head);
        Commit commit = object.map(CommitObject::commit)
                .orElseGet(() -> new Commit(Refs.NO_COMMIT, "", "", "1970-01-01T00:00:00Z"));
        GitRef ref = event == Event.TAG ? tagAtHead() : new GitRef.Branch(branch);
        Optional<MergeRequest> mergeRequest = event == Event.MERGE_REQUEST
                ? Optional.of(new MergeRequest(1, commit.title(), branch, defaultBranch, mergeBase(defaultBranch)))
                : Optional.empty();
        ConfigText config = ConfigText.of(folder.shared().resolve("config"));
        return new Trigger(
                event,
                ref,
                commit,
                before(event, branch, defaultBranch, object),
                defaultBranch,
                actor(config, commit),
                project(config),
                mergeRequest,
                variables);
    }

    /** The path of the project, {@code group/name}, as the remote has it. */
    public String projectPath() throws IOException {
        return project(ConfigText.of(folder.shared().resolve("config"))).path();
    }

    private Trigger.ProjectInfo project(ConfigText config) {
        return RemoteAddress.project(
                config.get("remote.origin.url").orElse(""),
                String.valueOf(folder.workTree().getFileName()));
    }

    /** The commit object of an id; empty for forty zeros. */
    Optional<CommitObject> commit(String id) throws IOException {
        if (id.equals(Refs.NO_COMMIT)) {
            return Optional.empty();
        }
        Optional<CommitObject> loose = CommitObject.loose(folder.shared().resolve("objects"), id);
        if (loose.isPresent()) {
            return loose;
        }
        byte[] content =
                git.run(folder.workTree(), List.of("cat-file", "commit", id)).output();
        return Optional.of(CommitObject.parse(id, content));
    }

    /** The commit of a branch as the remote has it, else as it is here. */
    Optional<String> remoteOrLocal(String branch) throws IOException {
        Optional<String> remote = refs.resolve("refs/remotes/origin/" + branch);
        return remote.isPresent() ? remote : refs.resolve("refs/heads/" + branch);
    }

    private String mergeBase(String branch) throws IOException {
        Optional<String> target = remoteOrLocal(branch);
        if (target.isEmpty()) {
            return Refs.NO_COMMIT;
        }
        Git.Result result =
                git.tryRun(folder.workTree(), Map.of(), List.of("merge-base", target.get(), "HEAD"), new byte[0]);
        return result.exitCode() == 0 ? result.text().strip() : Refs.NO_COMMIT;
    }

    private String before(Event event, String branch, String defaultBranch, Optional<CommitObject> head)
            throws IOException {
        if (event != Event.PUSH || head.isEmpty()) {
            return Refs.NO_COMMIT;
        }
        if (branch.equals(defaultBranch)) {
            List<String> parents = head.get().parents();
            return parents.isEmpty() ? Refs.NO_COMMIT : parents.get(0);
        }
        return refs.resolve("refs/remotes/origin/" + branch).orElse(Refs.NO_COMMIT);
    }

    private GitRef tagAtHead() throws IOException {
        String format = "%(refname:strip=2)%00%(contents:subject)%00";
        List<String> fields = git.run(
                        folder.workTree(),
                        List.of(
                                "for-each-ref",
                                "--points-at=HEAD",
                                "--sort=-creatordate",
                                "--count=1",
                                "--format=" + "%(if:equals=tag)%(objecttype)%(then)a%(else)l%(end)%00" + format,
                                "refs/tags/"))
                .entries();
        if (fields.size() < 3) {
            throw new GitException("no tag points at HEAD: make one with `git tag NAME`, or run another event");
        }
        return new GitRef.Tag(fields.get(1), fields.get(0).equals("a") ? fields.get(2) : "");
    }

    /** Who is at the terminal: the configured name, else the author of the commit. */
    private static Actor actor(ConfigText config, Commit commit) throws IOException {
        String home = System.getenv().getOrDefault("HOME", "");
        String global = System.getenv().getOrDefault("GIT_CONFIG_GLOBAL", home.isEmpty() ? "" : home + "/.gitconfig");
        ConfigText user = global.isEmpty() || !Files.isRegularFile(Path.of(global))
                ? new ConfigText(Map.of())
                : ConfigText.of(Path.of(global));
        int bracket = commit.author().indexOf('<');
        String authorName = bracket < 0
                ? commit.author()
                : commit.author().substring(0, bracket).strip();
        String authorMail =
                bracket < 0 ? "" : commit.author().substring(bracket + 1).replace(">", "");
        String name = config.get("user.name").or(() -> user.get("user.name")).orElse(authorName);
        String mail = config.get("user.email").or(() -> user.get("user.email")).orElse(authorMail);
        int at = mail.indexOf('@');
        return new Actor(at > 0 ? mail.substring(0, at) : name, name, mail);
    }

    /** The bytes of a file below the root, symbolic links followed only as long as they stay below it; empty where there is none. */
    Optional<String> read(String path) throws IOException {
        if (path.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Path file = root().resolve(path).normalize();
        if (!file.startsWith(root()) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        if (!file.toRealPath().startsWith(root().toRealPath())) {
            return Optional.empty();
        }
        return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }

    /** The last commit that changed any of these paths; empty where none is known. */
    public Optional<String> lastCommitOf(List<String> paths) throws IOException {
        return LastCommit.of(git, root(), "HEAD", paths);
    }

    /** The folder of the objects that {@link #lend} lets a copy borrow, absolute. */
    public Path objects() {
        return folder.shared().resolve("objects").toAbsolutePath();
    }

    /**
     * Makes a {@code .git} for a copy of the working tree: the same {@code HEAD}, index and refs, with the objects
     * borrowed. Git commands in the copy work; nothing they do changes this repository.
     */
    public void lend(Path dotGit) throws IOException {
        ConfigText config = ConfigText.of(folder.shared().resolve("config"));
        String remote = config.get("remote.origin.url").orElse("");
        new GitSkeleton(
                        refs.checkedOutBranch().map(name -> "ref: " + name).orElse(head()),
                        GitSkeleton.packed(refs.all("refs/")),
                        folder.shared().resolve("objects"),
                        config.get("extensions.objectformat").orElse("sha1"),
                        RemoteAddress.withoutLogin(remote))
                .writeTo(dotGit);
        copyIfThere(folder.own().resolve("index"), dotGit);
        copyIfThere(folder.shared().resolve("shallow"), dotGit);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder.own(), "sharedindex.*")) {
            for (Path part : parts) {
                copyIfThere(part, dotGit);
            }
        }
    }

    private static void copyIfThere(Path file, Path folder) throws IOException {
        if (Files.isRegularFile(file)) {
            Files.copy(file, folder.resolve(file.getFileName()));
        }
    }
}
