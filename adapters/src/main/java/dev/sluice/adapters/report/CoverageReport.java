package dev.sluice.adapters.report;

import dev.sluice.adapters.report.XmlEvents.Event;
import dev.sluice.app.report.ReportReader.Unreadable;
import dev.sluice.app.report.ReportSink;
import java.io.IOException;

/** Reads a coverage report of either format: its root says which it is. */
final class CoverageReport {
    private CoverageReport() {}

    static void read(XmlEvents xml, ReportSink sink) throws IOException, Unreadable {
        Event event = xml.next();
        while (event == Event.TEXT) {
            event = xml.next();
        }
        String root = event == Event.BEGIN ? xml.name() : "";
        switch (root) {
            case "coverage" -> CoberturaReport.read(xml, sink);
            case "report" -> JacocoReport.read(xml, sink);
            default ->
                throw new Unreadable("its root is <" + Texts.oneLine(root, 80)
                        + ">, and not Cobertura's <coverage> or JaCoCo's <report>");
        }
    }
}
