package dev.sluice.adapters.git;

import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger.Commit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A bare repository that the server keeps. Git runs without any configuration of the machine; ids and names are passed
 * so that they cannot be read as options. Safe for use by many threads.
 */
public final class BareRepository {
    /** As git itself counts a ref that is not there. */
    public static final String NO_COMMIT = Refs.NO_COMMIT;

    private final Path folder;
    private final Git git;
    private final Refs refs;

    private BareRepository(Path folder, Git git) {
        this.folder = folder.toAbsolutePath().normalize();
        this.git = git;
        this.refs = new Refs(this.folder, this.folder);
    }

    /** A repository that is there already; nothing is read until it is asked. */
    public static BareRepository at(Path folder) {
        return new BareRepository(folder, Git.ofServer());
    }

    /**
     * Makes an empty repository, or completes one that a crash left half made. What is pushed is checked
     * ({@code receive.fsckObjects}); refs that are ours ({@code refs/sluice/}) are hidden from clients.
     */
    public static BareRepository create(Path folder, String defaultBranch) throws IOException {
        Files.createDirectories(folder);
        BareRepository repository = at(folder);
        repository.git.run(
                repository.folder,
                List.of("init", "--quiet", "--bare", "--template=", "--initial-branch=" + defaultBranch, "."));
        Files.writeString(repository.folder.resolve("config"), config(), StandardCharsets.UTF_8);
        return repository;
    }

    private static String config() {
        return """
            [core]
            \trepositoryformatversion = 0
            \tfilemode = true
            \tbare = true
            \tlogallrefupdates = false
            \thooksPath = /dev/null
            \tfsmonitor = false
            [transfer]
            \tfsckObjects = true
            \thideRefs = refs/sluice
            [receive]
            \tfsckObjects = true
            \tautogc = false
            \tdenyDeleteCurrent = refuse
            [fsck]
            \tzeroPaddedFilemode = ignore
            \tmissingSpaceBeforeDate = ignore
            \tbadTimezone = ignore
            [uploadpack]
            \tallowFilter = true
            \tallowAnySHA1InWant = false
            [gc]
            \tauto = 0
            [http]
            \treceivepack = true
            """;
    }

    public Path folder() {
        return folder;
    }

    /** {@code sha1} or {@code sha256}. */
    public String objectFormat() throws IOException {
        return ConfigText.of(folder.resolve("config"))
                .get("extensions.objectformat")
                .orElse("sha1");
    }

    /** The branch that {@code HEAD} names, by its short name. */
    public String defaultBranch() throws IOException {
        return refs.checkedOutBranch().orElse("refs/heads/main").replaceFirst("^refs/heads/", "");
    }

    /** All refs below a prefix that ends in a slash, with the objects they stand for. */
    public SortedMap<String, String> refs(String prefix) throws IOException {
        return refs.all(prefix);
    }

    /** The object that a full ref name stands for. */
    public Optional<String> resolve(String ref) throws IOException {
        return refs.resolve(ref);
    }

    /** A commit by its id (or the id of a tag on it); empty where there is none. */
    public Optional<Commit> commit(String id) throws IOException {
        return object(id).map(CommitObject::commit);
    }

    /** The first parent of a commit; empty for the first commit. */
    public Optional<String> parentOf(String id) throws IOException {
        return object(id).flatMap(commit -> commit.parents().stream().findFirst());
    }

    private Optional<CommitObject> object(String id) throws IOException {
        requireId(id);
        if (id.equals(NO_COMMIT)) {
            return Optional.empty();
        }
        Optional<CommitObject> loose = CommitObject.loose(folder.resolve("objects"), id);
        if (loose.isPresent()) {
            return loose;
        }
        // An annotated tag stands for a tag object; the answer begins with the id of the commit under it.
        byte[] question = (id + "^{commit}\n").getBytes(StandardCharsets.US_ASCII);
        return CommitObject.batch(git.run(folder, Map.of(), List.of("cat-file", "--batch"), question)
                .output());
    }

    /** The commits that the tags stand for, by the tags' short names; tags of other objects are left out. */
    public SortedMap<String, String> tags() throws IOException {
        String format = "--format=%(refname:strip=2) %(objecttype) %(objectname) %(*objecttype) %(*objectname)";
        SortedMap<String, String> tags = new TreeMap<>();
        for (String line : git.run(folder, List.of("for-each-ref", format, "refs/tags/"))
                .text()
                .split("\n")) {
            String[] fields = line.split(" ");
            if (fields.length >= 3 && fields[1].equals("commit")) {
                tags.put(fields[0], fields[2]);
            } else if (fields.length == 5 && fields[3].equals("commit")) {
                tags.put(fields[0], fields[4]);
            }
        }
        return tags;
    }

    /**
     * The files of a commit.
     *
     * @param before what it is compared with for {@link SourceTree#changed()}; forty zeros: nothing
     */
    public SourceTree tree(String commit, String before) {
        requireId(commit);
        requireId(before);
        return new CommitTree(this, git, commit, before);
    }

    /** The paths that differ between two commits, both names of a rename; empty where one of them is not there. */
    public Optional<List<String>> changedBetween(String from, String to) throws IOException {
        requireId(from);
        requireId(to);
        Git.Result result = git.tryRun(
                folder,
                Map.of(),
                List.of("diff-tree", "-r", "-z", "--name-only", "--no-renames", "--end-of-options", from, to),
                new byte[0]);
        return result.exitCode() == 0 ? Optional.of(List.copyOf(result.entries())) : Optional.empty();
    }

    /** The best common ancestor of two commits; empty where they have none. */
    public Optional<String> mergeBase(String one, String other) throws IOException {
        requireId(one);
        requireId(other);
        Git.Result result = git.tryRun(folder, Map.of(), List.of("merge-base", one, other), new byte[0]);
        return result.exitCode() == 0 ? Optional.of(result.text().strip()) : Optional.empty();
    }

    /** Whether the first commit is the second or one of its ancestors. */
    public boolean isAncestor(String ancestor, String commit) throws IOException {
        requireId(ancestor);
        requireId(commit);
        List<String> arguments = List.of("merge-base", "--is-ancestor", ancestor, commit);
        return git.tryRun(folder, Map.of(), arguments, new byte[0]).exitCode() == 0;
    }

    /**
     * Commits reachable from {@code to} and not from {@code from}, newest first.
     *
     * @param from forty zeros: from the beginning
     * @param limit at most so many
     */
    public List<Commit> log(String from, String to, int limit) throws IOException {
        requireId(from);
        requireId(to);
        List<String> arguments =
                new ArrayList<>(List.of("log", "-z", "--format=%H%x1f%an <%ae>%x1f%cI%x1f%B", "--max-count=" + limit));
        arguments.add(from.equals(NO_COMMIT) ? to : from + ".." + to);
        arguments.add("--");
        List<Commit> commits = new ArrayList<>();
        for (String entry : git.run(folder, arguments).text().split("\0")) {
            String[] fields = entry.split("\u001f", 4);
            if (fields.length == 4) {
                commits.add(new Commit(fields[0].strip(), fields[3].stripTrailing(), fields[1], fields[2]));
            }
        }
        return commits;
    }

    /**
     * What changed between two commits, as a unified diff.
     *
     * @param cut it was longer, and ends in the middle
     */
    public record Diff(String text, boolean cut) {}

    /** The difference between two commits ({@link #NO_COMMIT}: nothing yet), at most {@code bytesMax} of it. */
    public Diff diff(String from, String to, int bytesMax) throws IOException {
        requireId(from);
        requireId(to);
        String base = from.equals(NO_COMMIT)
                ? git.run(folder, List.of("hash-object", "-t", "tree", "--stdin"))
                        .text()
                        .strip()
                : from;
        List<String> arguments = List.of(
                "diff", "--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", "--end-of-options", base, to);
        Process process = git.builder(folder, Map.of(), arguments).start();
        try {
            process.getOutputStream().close();
            byte[] text = process.getInputStream().readNBytes(bytesMax + 1);
            boolean cut = text.length > bytesMax;
            if (!cut && exitCode(process) != 0) {
                throw new GitException("git diff failed with exit code " + exitCode(process));
            }
            return new Diff(new String(text, 0, Math.min(text.length, bytesMax), StandardCharsets.UTF_8), cut);
        } finally {
            process.destroyForcibly();
        }
    }

    private static int exitCode(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while git worked");
        }
    }

    /** The last commit up to {@code commit} that changed any of these paths. */
    public Optional<String> lastCommitOf(String commit, List<String> paths) throws IOException {
        requireId(commit);
        return LastCommit.of(git, folder, commit, paths);
    }

    /** The tags that stand for this commit, annotated or not, by short name. */
    public List<String> tagsAt(String commit) throws IOException {
        requireId(commit);
        return git.run(
                        folder,
                        List.of("for-each-ref", "--points-at=" + commit, "--format=%(refname:strip=2)", "refs/tags/"))
                .text()
                .lines()
                .toList();
    }

    /** The annotation of a tag; empty text for a lightweight one or none. */
    public String tagMessage(String name) throws IOException {
        Optional<String> id = resolve("refs/tags/" + name);
        if (id.isEmpty()) {
            return "";
        }
        Git.Result result = git.tryRun(folder, Map.of(), List.of("cat-file", "tag", id.get()), new byte[0]);
        String text = result.text();
        int start = text.indexOf("\n\n");
        return result.exitCode() != 0 || start < 0
                ? ""
                : text.substring(start + 2).stripTrailing();
    }

    /**
     * Makes an annotated tag, if there is none of that name.
     *
     * @param name short name; git's rules for names hold
     * @param tagger {@code Name <mail>}
     * @param seconds since 1970, the tag's date
     * @return false where the name is taken
     */
    public boolean createTag(String name, String commit, String message, String tagger, long seconds)
            throws IOException {
        requireId(commit);
        requireRefName("refs/tags/" + name);
        return resolve("refs/tags/" + name).isEmpty()
                && compareAndSet("refs/tags/" + name, NO_COMMIT, writeTag(name, commit, message, tagger, seconds));
    }

    /** Writes the object of an annotated tag, which no name stands for yet, and gives its id; as {@link #createTag}. */
    public String writeTag(String name, String commit, String message, String tagger, long seconds) throws IOException {
        requireId(commit);
        requireRefName("refs/tags/" + name);
        String object = "object " + commit + "\ntype commit\ntag " + name + "\ntagger "
                + tagger.replaceAll("[\\n\\r]", " ") + " " + seconds + " +0000\n\n" + message.stripTrailing() + "\n";
        return git.run(folder, Map.of(), List.of("mktag"), object.getBytes(StandardCharsets.UTF_8))
                .text()
                .strip();
    }

    /**
     * Moves a ref if it still stands where the caller saw it.
     *
     * @param before forty zeros: it must not be there
     * @param after forty zeros: it is deleted
     * @return false where it stands elsewhere
     */
    public boolean compareAndSet(String ref, String before, String after) throws IOException {
        return move(ref, before, after).isEmpty();
    }

    /** As {@link #compareAndSet}; why git does not move the ref, empty where it has. Names no folder of the server. */
    public Optional<String> move(String ref, String before, String after) throws IOException {
        requireRefName(ref);
        requireId(before);
        requireId(after);
        // The transaction is given as text with NUL ends, so that no name is ever an argument.
        String input = "update " + ref + "\0" + after + "\0" + before + "\0";
        Git.Result result = git.tryRun(
                folder, Map.of(), List.of("update-ref", "--stdin", "-z"), input.getBytes(StandardCharsets.UTF_8));
        return result.exitCode() == 0
                ? Optional.empty()
                : Optional.of(result.errorText()
                        .strip()
                        .lines()
                        .findFirst()
                        .orElse("exit code " + result.exitCode())
                        .replaceFirst("^fatal: ", "")
                        .replace(folder.toAbsolutePath() + "/", ""));
    }

    /** The folder of the objects that {@link #checkOut} lets a workspace borrow, absolute. */
    public Path objects() {
        return folder.resolve("objects").toAbsolutePath();
    }

    /**
     * Writes a commit's files and a {@code .git} that borrows this repository's objects into an empty folder, with a
     * single git process. {@code HEAD} is the commit itself, branches are {@code origin}'s.
     *
     * @param remote address of {@code origin}, without log-in data; empty text: none
     */
    public void checkOut(String commit, Path workspace, String remote) throws IOException {
        requireId(commit);
        SortedMap<String, String> lent = new TreeMap<>(refs("refs/tags/"));
        String heads = "refs/heads/";
        refs(heads).forEach((name, id) -> lent.put("refs/remotes/origin/" + name.substring(heads.length()), id));
        new GitSkeleton(commit, GitSkeleton.packed(lent), folder.resolve("objects"), objectFormat(), remote)
                .writeTo(workspace.resolve(".git"));
        Map<String, String> variables =
                Map.of("GIT_DIR", workspace.resolve(".git").toString());
        git.run(workspace, variables, List.of("read-tree", "--reset", "-u", commit), new byte[0]);
    }

    private static void requireId(String id) {
        if (!Refs.isObjectId(id)) {
            throw new IllegalArgumentException("not an object id: " + id);
        }
    }

    private static void requireRefName(String ref) throws GitException {
        if (!RefName.isValid(ref)) {
            throw new GitException("git does not allow the name " + ref);
        }
    }
}
