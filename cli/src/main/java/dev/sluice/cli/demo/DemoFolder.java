package dev.sluice.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Everything the demo keeps between two starts: the server's data, the project's working tree, the password of its account
 * and, while it runs, its address. Only the user can read it.
 */
final class DemoFolder {
    private final Path root;

    private DemoFolder(Path root) {
        this.root = root;
    }

    /** Finds or makes the folder. */
    static DemoFolder open(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root.toAbsolutePath().getParent());
            Files.createDirectory(
                    root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return new DemoFolder(root.toAbsolutePath());
    }

    Path root() {
        return root;
    }

    /** The server's data. */
    Path data() {
        return root.resolve("server");
    }

    /** The shop as a developer has it checked out. */
    Path shop() {
        return root.resolve("shop");
    }

    /** What the account {@code admin} logs in with, made at the first start. */
    Optional<String> password() throws IOException {
        return read("password");
    }

    void keepPassword(String password) throws IOException {
        write("password", password);
    }

    /** What {@code git push} and the command line identify themselves with. */
    Optional<String> token() throws IOException {
        return read("token");
    }

    void keepToken(String token) throws IOException {
        write("token", token);
    }

    /** Where the running demo answers; may be left over from one that was killed. */
    Optional<String> address() throws IOException {
        return read("address");
    }

    void keepAddress(String url) throws IOException {
        write("address", url);
    }

    void forgetAddress() throws IOException {
        Files.deleteIfExists(root.resolve("address"));
    }

    private Optional<String> read(String name) throws IOException {
        Path file = root.resolve(name);
        return Files.isRegularFile(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(
                root.resolve(name),
                text + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }
}
