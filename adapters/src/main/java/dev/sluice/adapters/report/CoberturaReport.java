package dev.sluice.adapters.report;

import dev.sluice.adapters.report.XmlEvents.Event;
import dev.sluice.app.report.CoveredLines;
import dev.sluice.app.report.FileCoverage;
import dev.sluice.app.report.ReportReader.Unreadable;
import dev.sluice.app.report.ReportSink;
import java.io.IOException;

/**
 * Reads Cobertura's XML (coverage.py, Istanbul, gcovr, Coverlet ...): the lines of each class. A file may have several
 * classes. Lines of methods are told once more among those of their class, which changes nothing. File names are below one
 * of the folders that {@code source} names; the first one stands before them, for those who look for the file.
 */
final class CoberturaReport {
    private final XmlEvents xml;
    private final ReportSink sink;
    private String source = "";

    private CoberturaReport(XmlEvents xml, ReportSink sink) {
        this.xml = xml;
        this.sink = sink;
    }

    /** @param xml behind the begin of its root */
    static void read(XmlEvents xml, ReportSink sink) throws IOException, Unreadable {
        new CoberturaReport(xml, sink).read();
    }

    private void read() throws IOException, Unreadable {
        for (Event event = xml.next(); event != Event.OVER; event = xml.next()) {
            if (event == Event.BEGIN && xml.name().equals("source")) {
                String folder = Texts.path(xml.textOfElement(Texts.NAME));
                source = source.isEmpty() ? folder : source;
            } else if (event == Event.BEGIN && xml.name().equals("class")) {
                oneClass();
            }
        }
    }

    private void oneClass() throws IOException, Unreadable {
        String file = Texts.path(xml.attribute("filename"));
        CoveredLines lines = new CoveredLines();
        int until = xml.depth();
        while (true) {
            Event event = xml.next();
            if (event == Event.BEGIN && xml.name().equals("line")) {
                lines.add(xml.number("number"), isPositive(xml.attribute("hits")));
            } else if (event == Event.END && xml.depth() < until) {
                break;
            } else if (event == Event.OVER) {
                throw new Unreadable("it ends in the middle of a class");
            }
        }
        if (!file.isEmpty()) {
            sink.file(new FileCoverage(placed(file), lines));
        }
    }

    private String placed(String file) {
        boolean whole = file.startsWith("/") || source.isEmpty() || source.equals(".");
        return whole ? file : source.endsWith("/") ? source + file : source + "/" + file;
    }

    /** Counts may be beyond any number of ours. */
    private static boolean isPositive(String count) {
        return count.chars().anyMatch(c -> c >= '1' && c <= '9') && !count.startsWith("-");
    }
}
