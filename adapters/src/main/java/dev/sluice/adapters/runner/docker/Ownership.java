package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.WaitResponse;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets the accounts of a container and that of Sluice work on the same files: before a script a container's own account
 * may write the workspace; after it, what a container's root made is given to Sluice's account, which must read and
 * remove it. Safe for use by many threads.
 */
final class Ownership {
    private static final String INSIDE = "/sluice";
    private static final Set<PosixFilePermission> FOLDER_FOR_ALL = PosixFilePermissions.fromString("rwxrwxrwx");
    private static final Set<PosixFilePermission> FILE_FOR_ALL = PosixFilePermissions.fromString("rw-rw-rw-");

    private Ownership() {}

    /** Lets every account read and write the files, as GitLab Runner's umask of 0 does; the folder above is closed to all but ours. */
    static void open(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                add(path, FOLDER_FOR_ALL);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    add(path, FILE_FOR_ALL);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void add(Path path, Set<PosixFilePermission> more) throws IOException {
        Set<PosixFilePermission> all = EnumSet.copyOf(more);
        Set<PosixFilePermission> has = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        all.addAll(has);
        if (!all.equals(has) && isOurs(path)) {
            Files.setPosixFilePermissions(path, all);
        }
    }

    private static boolean isOurs(Path path) throws IOException {
        return own() == 0 || uid(path) == own();
    }

    /** Whether there is a file below the folder that is not this account's; root can do with all. */
    static boolean isForeign(Path folder) {
        if (own() == 0) {
            return false;
        }
        AtomicBoolean foreign = new AtomicBoolean();
        FileVisitor<Path> visitor = new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) throws IOException {
                return look(path);
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                return look(path);
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) {
                foreign.set(true);
                return FileVisitResult.TERMINATE;
            }

            private FileVisitResult look(Path path) throws IOException {
                foreign.set(uid(path) != own());
                return foreign.get() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }
        };
        try {
            Files.walkFileTree(folder, visitor);
        } catch (IOException e) {
            return true;
        }
        return foreign.get();
    }

    /**
     * Gives everything below the folder to this account, by a container of the job's own image as root.
     *
     * @throws EngineTrouble where the image or the engine cannot do it
     */
    static void take(DockerClient client, String image, Path folder, Map<String, String> labels) throws EngineTrouble {
        String id = "";
        try {
            id = client.createContainerCmd(image)
                    .withLabels(labels)
                    .withUser("0:0")
                    .withEntrypoint("chown")
                    .withCmd("-hR", own() + ":" + group(), INSIDE)
                    .withNetworkDisabled(true)
                    .withHostConfig(HostConfig.newHostConfig()
                            .withMounts(List.of(new Mount()
                                    .withType(MountType.BIND)
                                    .withSource(folder.toString())
                                    .withTarget(INSIDE))))
                    .exec()
                    .getId();
            client.startContainerCmd(id).exec();
            Listening<WaitResponse> end = client.waitContainerCmd(id).exec(new Listening<>(_ -> {}, () -> {}));
            end.awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            throw new EngineTrouble("files of the container's root cannot be taken over: " + EngineTrouble.words(e), e);
        } finally {
            if (!id.isEmpty()) {
                Leftovers.removeContainer(client, id);
            }
        }
    }

    private static int uid(Path path) throws IOException {
        return (int) Objects.requireNonNull(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    private static int own() {
        return Own.UID;
    }

    private static int group() {
        return Own.GID;
    }

    /** Number of this process's account and group, as the system says of the process itself. */
    private static final class Own {
        static final int UID = attribute("unix:uid");
        static final int GID = attribute("unix:gid");

        private static int attribute(String name) {
            try {
                return (int) Objects.requireNonNull(Files.getAttribute(Path.of("/proc/self/stat"), name));
            } catch (IOException | RuntimeException e) {
                // No /proc: engines of such systems (macOS) map the owner themselves.
                return 0;
            }
        }
    }
}
