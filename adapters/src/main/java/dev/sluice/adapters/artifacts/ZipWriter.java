package dev.sluice.adapters.artifacts;

import dev.sluice.adapters.artifacts.Manifest.Entry;
import dev.sluice.adapters.artifacts.Manifest.FileEntry;
import dev.sluice.adapters.artifacts.Manifest.FolderEntry;
import dev.sluice.adapters.artifacts.Manifest.LinkEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes an artifact as a zip stream, without a temporary file. */
final class ZipWriter {
    private ZipWriter() {}

    static void write(List<Entry> entries, ObjectStore objects, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Entry entry : entries) {
            switch (entry) {
                case FileEntry file -> {
                    ZipEntry head = new ZipEntry(file.path());
                    head.setTime(file.modifiedMs());
                    zip.putNextEntry(head);
                    Files.copy(objects.path(file.digest()), zip);
                    zip.closeEntry();
                }
                case FolderEntry folder -> {
                    zip.putNextEntry(new ZipEntry(folder.path() + "/"));
                    zip.closeEntry();
                }
                case LinkEntry link -> {
                    // Many programs that unpack a zip follow links out of the target: none are written.
                }
            }
        }
        zip.finish();
    }
}
