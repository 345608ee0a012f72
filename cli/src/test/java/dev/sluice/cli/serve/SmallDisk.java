package dev.sluice.cli.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few megabytes in memory, to be filled. Only root may mount one: elsewhere its tests are skipped. */
final class SmallDisk implements AutoCloseable {
    private static final int PIECE = 64 * 1024;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    static SmallDisk mount(Path folder, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int code =
                run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "sluice-test", folder.toString()));
        Assumptions.assumeTrue(code == 0, "a file system in memory cannot be mounted here");
        return new SmallDisk(folder);
    }

    Path folder() {
        return folder;
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    /** Takes all space but so many bytes. */
    void fill(long left) throws IOException {
        try (FileChannel channel = FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            while (Files.getFileStore(folder).getUsableSpace() > left) {
                long rest = Files.getFileStore(folder).getUsableSpace() - left;
                piece.clear().limit((int) Math.min(PIECE, rest));
                channel.write(piece);
            }
        } catch (IOException e) {
            // Full to the last byte, which is what was asked for.
            if (left > 0) {
                throw e;
            }
        }
    }

    /** Gives the space back. */
    void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        int code = run(List.of("umount", folder.toString()));
        if (code != 0) {
            // Something still has a file open there; it goes when that ends.
            run(List.of("umount", "--lazy", folder.toString()));
        }
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String unused = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor();
        } catch (IOException e) {
            // No such program: no such disk.
            return -1;
        }
    }
}
