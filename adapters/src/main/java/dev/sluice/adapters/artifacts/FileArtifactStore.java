package dev.sluice.adapters.artifacts;

import dev.sluice.adapters.files.AtomicFile;
import dev.sluice.adapters.files.Durability;
import dev.sluice.adapters.files.FileNames;
import dev.sluice.adapters.files.FileTree;
import dev.sluice.app.report.ReportFiles;
import dev.sluice.app.run.ArtifactBrowser;
import dev.sluice.app.run.ArtifactFiles;
import dev.sluice.app.run.RunArtifacts;
import dev.sluice.app.run.RunId;
import dev.sluice.core.model.JobSession.ArtifactRequest;
import dev.sluice.core.model.JobSession.Fetched;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Artifacts below one folder: contents by digest in {@code objects}, a manifest for each artifact in
 * {@code artifacts/PROJECT/RUN/JOB/ATTEMPT}. Passing an artifact on copies files (or shares their blocks where the file
 * system can), keeping one costs what is new in it. Safe for use by many threads.
 */
public final class FileArtifactStore implements RunArtifacts, ArtifactFiles, ArtifactBrowser, ReportFiles {
    private static final System.Logger LOG = System.getLogger(FileArtifactStore.class.getName());

    /** In the folder of an attempt: an archive of its was deleted when its time was over. */
    private static final String EXPIRED = "expired";

    private final ManifestFolders folders;
    private final Durability durability;
    private final ArtifactLimits limits;
    private final Clock clock;
    private final ObjectStore objects;

    public FileArtifactStore(Path root, Durability durability, ArtifactLimits limits, Clock clock) {
        this.folders = new ManifestFolders(root);
        this.durability = durability;
        this.limits = limits;
        this.clock = clock;
        this.objects = new ObjectStore(root.resolve("objects"), durability);
    }

    ObjectStore objects() {
        return objects;
    }

    ManifestFolders folders() {
        return folders;
    }

    Durability durability() {
        return durability;
    }

    Clock clock() {
        return clock;
    }

    /**
     * What was kept.
     *
     * @param perPattern for each pattern of the request, in order: how many paths it gave
     * @param notes what was left out and why
     */
    public record Kept(int files, long bytes, List<Integer> perPattern, List<String> notes) {
        public Kept {
            perPattern = List.copyOf(perPattern);
            notes = List.copyOf(notes);
        }
    }

    /** Notes that an attempt began: artifacts of earlier attempts are not handed on any more. */
    public void begin(RunId run, String job, int attempt) throws IOException {
        if (attempt > 1) {
            Files.createDirectories(folders.folder(run, job).resolve(Integer.toString(attempt)));
        }
    }

    /**
     * Keeps files of a workspace.
     *
     * @param untracked further paths of the workspace: what git does not track, where the request wants it
     * @param inspector sees all contents as they are stored
     * @throws LimitReached where it is too large; nothing is kept then
     */
    public Kept keep(
            RunId run,
            String job,
            int attempt,
            ArtifactRequest request,
            Path workspace,
            Collection<String> untracked,
            ContentInspector inspector)
            throws IOException {
        Selection selection = Selection.of(workspace, request.include(), request.exclude(), untracked, limits);
        if (selection.paths().isEmpty()) {
            return new Kept(0, 0, selection.perPattern(), selection.notes());
        }
        Manifest manifest = objects.writing(() -> {
            Instant now = clock.instant();
            Manifest made = new Manifest(
                    request.name(),
                    request.kind().name(),
                    now,
                    request.expireIn().map(now::plus),
                    request.audience(),
                    Packing.pack(workspace, selection.paths(), objects, limits, inspector));
            String name = request.kind().name() + "-" + FileNames.of(request.name()) + ".manifest";
            Path jobFolder = folders.folder(run, job);
            AtomicFile.write(jobFolder.resolve("job"), job.getBytes(StandardCharsets.UTF_8), Durability.CACHED);
            AtomicFile.write(jobFolder.resolve(Integer.toString(attempt)).resolve(name), made.toBytes(), durability);
            return made;
        });
        return new Kept(manifest.files(), manifest.bytes(), selection.perPattern(), selection.notes());
    }

    /**
     * Unpacks the archives that the newest attempt of a job left, all of them or, where one has expired, none.
     *
     * @throws RefusedContent where they would leave the target
     */
    public Fetched restore(RunId run, String job, Path target) throws IOException {
        Optional<Path> attempt = ManifestFolders.newestAttempt(folders.folder(run, job));
        if (attempt.isEmpty()) {
            return Fetched.NONE;
        }
        List<Manifest> archives = new ArrayList<>();
        for (Path file : ManifestFolders.manifests(attempt.get())) {
            Manifest manifest = Manifest.read(file);
            if (manifest.kind().equals(ArtifactRequest.Kind.ARCHIVE.name())) {
                archives.add(manifest);
            }
        }
        if (archives.stream().anyMatch(this::isExpired)
                || Files.exists(attempt.get().resolve(EXPIRED))) {
            return Fetched.EXPIRED;
        }
        for (Manifest archive : archives) {
            Unpacking.unpack(archive.entries(), target, objects);
        }
        return archives.isEmpty() ? Fetched.NONE : Fetched.UNPACKED;
    }

    /** Writes the files of all archives of a run below a folder, in the order of the jobs given. */
    public void export(RunId run, List<String> jobs, Path target) throws IOException {
        Files.createDirectories(target);
        for (String job : jobs) {
            restore(run, job, target);
        }
    }

    @Override
    public List<ArtifactInfo> artifacts(RunId run) {
        List<ArtifactInfo> found = new ArrayList<>();
        try {
            for (Path job : ManifestFolders.children(folders.folder(run))) {
                Optional<Path> attempt = ManifestFolders.newestAttempt(job);
                // A later attempt has its folder from its start; the job's name is there with the first artifact.
                for (Path file : attempt.isEmpty() ? List.<Path>of() : ManifestFolders.manifests(attempt.get())) {
                    ArtifactInfo info = info(Files.readString(job.resolve("job")), attempt.get(), file);
                    if (!isOver(info.expiresAt())) {
                        found.add(info);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(Comparator.comparing(ArtifactInfo::job).thenComparing(ArtifactInfo::name));
        return found;
    }

    @Override
    public boolean writeZip(RunId run, String job, String name, OutputStream out) throws IOException {
        Optional<Manifest> manifest = manifest(run, job, name);
        if (manifest.isPresent()) {
            ZipWriter.write(manifest.get().entries(), objects, out);
        }
        return manifest.isPresent();
    }

    @Override
    public Optional<String> text(RunId run, String job, String path, int bytesMax) {
        try {
            Optional<Path> attempt = ManifestFolders.newestAttempt(folders.folder(run, job));
            for (Path file : attempt.isEmpty() ? List.<Path>of() : ManifestFolders.manifests(attempt.get())) {
                Manifest manifest = Manifest.read(file);
                Optional<Manifest.FileEntry> entry =
                        manifest.kind().equals(ArtifactRequest.Kind.ARCHIVE.name()) && !isExpired(manifest)
                                ? manifest.file(path)
                                : Optional.empty();
                if (entry.isPresent()) {
                    return Optional.of(read(entry.get(), bytesMax));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<List<ArtifactBrowser.Entry>> entries(RunId run, String job, String name) throws IOException {
        return manifest(run, job, name).map(manifest -> manifest.entries().stream()
                .map(entry -> switch (entry) {
                    case Manifest.FileEntry file -> new Entry(file.path(), Kind.FILE, file.size());
                    case Manifest.FolderEntry folder -> new Entry(folder.path(), Kind.FOLDER, 0);
                    case Manifest.LinkEntry link -> new Entry(link.path(), Kind.LINK, 0);
                })
                .toList());
    }

    @Override
    public Optional<InputStream> open(RunId run, String job, String name, String path) throws IOException {
        Optional<Manifest.FileEntry> file = manifest(run, job, name).flatMap(manifest -> manifest.file(path));
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(Files.newInputStream(objects.path(file.get().digest())));
    }

    @Override
    public Optional<List<ArtifactBrowser.Entry>> packed(RunId run, String job, String name, String archive)
            throws IOException {
        Optional<Manifest.FileEntry> file = manifest(run, job, name).flatMap(manifest -> manifest.file(archive));
        return file.isEmpty()
                ? Optional.empty()
                : PackedFiles.entries(objects.path(file.get().digest()));
    }

    @Override
    public Optional<InputStream> openPacked(RunId run, String job, String name, String archive, String path)
            throws IOException {
        Optional<Manifest.FileEntry> file = manifest(run, job, name).flatMap(manifest -> manifest.file(archive));
        return file.isEmpty()
                ? Optional.empty()
                : PackedFiles.open(objects.path(file.get().digest()), path);
    }

    /** The artifact of that name that a job's newest attempt left, unless its time is over. */
    private Optional<Manifest> manifest(RunId run, String job, String name) throws IOException {
        Optional<Path> attempt = ManifestFolders.newestAttempt(folders.folder(run, job));
        for (Path file : attempt.isEmpty() ? List.<Path>of() : ManifestFolders.manifests(attempt.get())) {
            Manifest manifest = Manifest.read(file);
            if (manifest.name().equals(name) && !isExpired(manifest)) {
                return Optional.of(manifest);
            }
        }
        return Optional.empty();
    }

    @Override
    public List<ReportFile> reports(RunId run, String job, int attempt) throws IOException {
        List<ReportFile> found = new ArrayList<>();
        for (Path file : ManifestFolders.manifests(folders.folder(run, job).resolve(Integer.toString(attempt)))) {
            Manifest manifest = Manifest.read(file);
            if (manifest.kind().equals(ArtifactRequest.Kind.ARCHIVE.name()) || isExpired(manifest)) {
                continue;
            }
            for (Manifest.Entry entry : manifest.entries()) {
                if (entry instanceof Manifest.FileEntry stored) {
                    found.add(new ReportFile(manifest.name(), stored.path(), stored.size(), stored.digest()));
                }
            }
        }
        return found;
    }

    @Override
    public InputStream open(ReportFile file) throws IOException {
        return Files.newInputStream(objects.path(file.content()));
    }

    private String read(Manifest.FileEntry entry, int bytesMax) throws IOException {
        try (InputStream in = Files.newInputStream(objects.path(entry.digest()))) {
            return new String(in.readNBytes(bytesMax), StandardCharsets.UTF_8);
        }
    }

    /** Deletes artifacts whose time is over, and the contents that nobody refers to any more; says how many contents went. */
    public int collectGarbage() throws IOException {
        for (Path file : folders.ofArtifacts()) {
            try {
                Manifest manifest = Manifest.read(file);
                if (isExpired(manifest)) {
                    expire(file, manifest);
                }
            } catch (IOException e) {
                // One that cannot be read is told where its contents are looked for; the others' time is over all the
                // same.
                LOG.log(System.Logger.Level.DEBUG, "manifest left as it is: {0}: {1}", file, e);
            }
        }
        return objects.collect(folders::referred, clock.instant());
    }

    /**
     * Ends the time of all artifacts of a run that have no end of their own; false where there are none. What runs that are
     * over have left is meant: a later job that wants them learns that they have expired.
     */
    public boolean expire(RunId run) throws IOException {
        boolean any = false;
        for (Path file : folders.of(run)) {
            Manifest manifest = Manifest.read(file);
            if (manifest.expires().isEmpty()) {
                expire(file, manifest);
                any = true;
            }
        }
        return any;
    }

    /** Forgets all artifacts of a run; contents that nothing else refers to go with the next collection. */
    public void remove(RunId run) throws IOException {
        FileTree.delete(folders.folder(run));
    }

    /** A later job that wants an archive must learn that there was one. */
    private void expire(Path file, Manifest manifest) throws IOException {
        if (manifest.kind().equals(ArtifactRequest.Kind.ARCHIVE.name())) {
            AtomicFile.write(file.resolveSibling(EXPIRED), new byte[0], durability);
        }
        Files.deleteIfExists(file);
    }

    /**
     * Deletes temporary files whose writer died: those that nobody has written to for two hours by the machine's own clock,
     * which is the one that the files have; says how many.
     */
    public int removeLeftOver() throws IOException {
        return AtomicFile.removeLeftOver(folders.root(), Instant.now().minus(ObjectStore.GRACE));
    }

    private boolean isExpired(Manifest manifest) {
        return isOver(manifest.expires());
    }

    private boolean isOver(Optional<Instant> expires) {
        return expires.map(at -> !at.isAfter(clock.instant())).orElse(false);
    }

    private ArtifactInfo info(String job, Path attempt, Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Manifest manifest = Manifest.parse(new String(bytes, StandardCharsets.UTF_8));
        return new ArtifactInfo(
                job,
                Integer.parseInt(attempt.getFileName().toString()),
                manifest.name(),
                manifest.files(),
                manifest.bytes(),
                "sha256:" + HexFormat.of().formatHex(FileNames.sha256().digest(bytes)),
                manifest.created(),
                manifest.expires(),
                manifest.audience());
    }
}
