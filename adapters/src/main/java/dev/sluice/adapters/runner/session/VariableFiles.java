package dev.sluice.adapters.runner.session;

import dev.sluice.adapters.files.FileNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The files in which a job gets the values of its file variables, in a folder beside its workspace. */
public final class VariableFiles {
    private static final String NAME = "variables";

    private final Path temporary;
    private final String filePermissions;
    private final String folderPermissions;

    /**
     * @param temporary folder of the job outside of its workspace
     * @param allMayRead whether accounts other than Sluice's must be able to read them, as in a container
     */
    public VariableFiles(Path temporary, boolean allMayRead) {
        this.temporary = temporary;
        this.filePermissions = allMayRead ? "rw-r--r--" : "rw-------";
        this.folderPermissions = allMayRead ? "rwxr-xr-x" : "rwx------";
    }

    /** Writes a value; the path of its file, relative to the folder for temporary files. */
    public Path write(String name, String value) throws IOException {
        Path folder = temporary.resolve(NAME);
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(folderPermissions));
        String fileName = name.matches("[A-Za-z_][A-Za-z0-9_]{0,100}") ? name : FileNames.of(name);
        Path file = folder.resolve(fileName);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, value, StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(filePermissions));
        return Path.of(NAME, fileName);
    }
}
