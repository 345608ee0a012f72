package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.sluice.adapters.runner.session.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a job's files are inside of its containers: at GitLab's {@code /builds/GROUP/PROJECT}, with the folder for temporary files
 * beside it (docs.gitlab.com, "Docker executor").
 *
 * @param files absolute path in the container
 */
record Place(Path files) {
    private static final Path BUILDS = Path.of("/builds");

    static Place of(String projectPath) {
        Path files = BUILDS.resolve(
                        projectPath.replaceAll("[^A-Za-z0-9._/-]", "-").replaceAll("^/+", ""))
                .normalize();
        return new Place(files.startsWith(BUILDS) && !files.equals(BUILDS) ? files : BUILDS.resolve("project"));
    }

    /** What the runner hands to the job. */
    Path temporary() {
        return files.resolveSibling(files.getFileName() + ".tmp");
    }

    /** What the job hands to its program. */
    Path exchange() {
        return temporary().resolve("exchange");
    }

    /** The job's folders, and the objects that its repository borrows, at their own path and to be read only. */
    List<Mount> mounts(Attempt attempt) throws IOException {
        Path workspace = attempt.workspace().files();
        List<Mount> mounts = new ArrayList<>();
        mounts.add(bind(workspace, files));
        // Not to be written by the job: a link there would lead our own writing out of the folder.
        mounts.add(bind(attempt.workspace().temporary(), temporary()).withReadOnly(true));
        // Only read by us, file by file, never written.
        mounts.add(bind(Files.createDirectories(attempt.workspace().exchange()), exchange()));
        // As the source says: what the workspace says of itself, a job can have written.
        for (Path borrowed : attempt.source().borrowed()) {
            mounts.add(bind(borrowed, borrowed).withReadOnly(true));
        }
        return List.copyOf(mounts);
    }

    private static Mount bind(Path here, Path inside) {
        return new Mount()
                .withType(MountType.BIND)
                .withSource(here.toAbsolutePath().toString())
                .withTarget(inside.toString());
    }
}
