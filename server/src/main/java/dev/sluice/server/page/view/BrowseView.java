package dev.sluice.server.page.view;

import java.util.List;
import java.util.Optional;

/**
 * A folder or a file within an artifact.
 *
 * @param path the folders from the artifact down to here
 * @param entries of a folder
 * @param file of a file
 * @param more how many entries are not listed
 */
public record BrowseView(
        RunHead head,
        String job,
        String jobHref,
        List<Link> path,
        List<Entry> entries,
        int more,
        Optional<File> file,
        String download) {
    public BrowseView {
        path = List.copyOf(path);
        entries = List.copyOf(entries);
    }

    /**
     * Something in a folder.
     *
     * @param href where it is shown, or empty text for a link, which leads nowhere here
     * @param raw address of a file's content, or empty text
     * @param files in a folder, below it
     * @param sizeBytes of a file, or of all files below a folder
     */
    public record Entry(String name, boolean folder, String href, String raw, int files, long sizeBytes) {}

    /**
     * A file.
     *
     * @param raw address of its content
     * @param image it is shown as a picture
     * @param sandbox address where it is shown as a page without scripts, or empty text
     * @param inside address of what is in it, of a zip, or empty text
     * @param lines of a text; none where it is not one
     * @param cut there are more lines
     */
    public record File(
            String name,
            long sizeBytes,
            String raw,
            boolean image,
            String sandbox,
            String inside,
            List<String> lines,
            boolean cut) {
        public File {
            lines = List.copyOf(lines);
        }
    }
}
