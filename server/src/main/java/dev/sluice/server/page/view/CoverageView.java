package dev.sluice.server.page.view;

import java.util.List;

/**
 * Which lines the jobs of a run went through.
 *
 * @param number what the logs tell, or empty text
 * @param share of the lines of all files
 * @param base the commit that changes are told against, or empty text
 * @param changedShare of the changed lines, or empty text where none of them can be run
 * @param cut there are more changes
 * @param from the number of the first file of the list, 1-based
 * @param previous address of the files before these, or empty text
 * @param next address of those after them, or empty text
 */
public record CoverageView(
        RunHead head,
        String number,
        int covered,
        int total,
        String share,
        String base,
        int changedCovered,
        int changedTotal,
        String changedShare,
        List<Changed> changed,
        boolean cut,
        int fileCount,
        int from,
        List<File> files,
        String previous,
        String next,
        List<TestsView.Note> notes) {
    public CoverageView {
        changed = List.copyOf(changed);
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    /**
     * A file.
     *
     * @param href page of its lines, or empty text where the repository has no such file
     */
    public record File(String path, String href, int covered, int total, String share) {}

    /** A changed file with the lines of the change and those around them. */
    public record Changed(File file, List<SourceView.Line> lines) {
        public Changed {
            lines = List.copyOf(lines);
        }
    }
}
