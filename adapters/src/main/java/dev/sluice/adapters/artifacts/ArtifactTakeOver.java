package dev.sluice.adapters.artifacts;

import dev.sluice.adapters.files.AtomicFile;
import dev.sluice.adapters.files.FileNames;
import dev.sluice.app.run.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Lets a run have the artifacts that a job left in another run, perhaps in another store: the manifests are copied, the
 * contents shared where the file system can. Nothing that a job can reach is shared: jobs get copies.
 */
public final class ArtifactTakeOver {
    private ArtifactTakeOver() {}

    /**
     * Gives a run all that the newest attempt of a job left in another one.
     *
     * @return whether there was anything
     */
    public static boolean of(FileArtifactStore from, RunId earlier, FileArtifactStore to, RunId run, String job)
            throws IOException {
        Optional<Path> attempt = ManifestFolders.newestAttempt(from.folders().folder(earlier, job));
        if (attempt.isEmpty()) {
            return false;
        }
        Path folder = to.folders().folder(run, job);
        AtomicFile.write(folder.resolve("job"), job.getBytes(StandardCharsets.UTF_8), to.durability());
        for (Path file : ManifestFolders.manifests(attempt.get())) {
            Manifest manifest = Manifest.read(file);
            for (Manifest.Entry entry : manifest.entries()) {
                if (entry instanceof Manifest.FileEntry stored) {
                    share(from.objects().path(stored.digest()), to.objects().path(stored.digest()));
                }
            }
            AtomicFile.write(
                    folder.resolve("1").resolve(String.valueOf(file.getFileName())),
                    Files.readAllBytes(file),
                    to.durability());
        }
        return true;
    }

    private static void share(Path content, Path target) throws IOException {
        if (Files.exists(target)) {
            return;
        }
        Files.createDirectories(FileNames.folderOf(target));
        try {
            Files.createLink(target, content);
        } catch (UnsupportedOperationException | IOException e) {
            // Another file system, or one without links.
            Files.copy(content, target);
        }
    }
}
