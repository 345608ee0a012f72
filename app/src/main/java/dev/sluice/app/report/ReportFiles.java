package dev.sluice.app.report;

import dev.sluice.app.run.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The files of the reports that attempts kept. Safe for many threads. */
public interface ReportFiles {

    /** The reports of an attempt, by kind and path; none where it kept none or they have expired. */
    List<ReportFile> reports(RunId run, String job, int attempt) throws IOException;

    /** The content of one of them; the caller closes it. */
    InputStream open(ReportFile file) throws IOException;

    /**
     * A file of a report.
     *
     * @param kind by GitLab's word, e.g. {@code junit}
     * @param path relative to the workspace
     * @param content by which the store knows what is in it
     */
    record ReportFile(String kind, String path, long sizeBytes, String content) {}
}
