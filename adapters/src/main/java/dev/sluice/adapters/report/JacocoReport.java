package dev.sluice.adapters.report;

import dev.sluice.adapters.report.XmlEvents.Event;
import dev.sluice.app.report.CoveredLines;
import dev.sluice.app.report.FileCoverage;
import dev.sluice.app.report.ReportReader.Unreadable;
import dev.sluice.app.report.ReportSink;
import java.io.IOException;

/**
 * Reads JaCoCo's XML: the lines of each source file of each package. A line was run where one of its instructions was. The
 * names of files are those of packages, without the folder of the sources.
 */
final class JacocoReport {
    private JacocoReport() {}

    /** @param xml behind the begin of its root */
    static void read(XmlEvents xml, ReportSink sink) throws IOException, Unreadable {
        String folder = "";
        String file = "";
        CoveredLines lines = new CoveredLines();
        for (Event event = xml.next(); event != Event.OVER; event = xml.next()) {
            if (event == Event.BEGIN) {
                switch (xml.name()) {
                    case "package" -> folder = Texts.path(xml.attribute("name"));
                    case "sourcefile" -> {
                        file = Texts.path(xml.attribute("name"));
                        lines = new CoveredLines();
                    }
                    case "line" -> {
                        int run = xml.number("ci");
                        if (run + xml.number("mi") > 0) {
                            lines.add(xml.number("nr"), run > 0);
                        }
                    }
                    default -> {
                        // Counters, classes and methods tell the same in sums.
                    }
                }
            } else if (event == Event.END && xml.name().equals("sourcefile") && !file.isEmpty()) {
                sink.file(new FileCoverage(folder.isEmpty() ? file : folder + "/" + file, lines));
                file = "";
            }
        }
    }
}
