package dev.sluice.adapters.report;

import dev.sluice.app.report.ReportReader;
import dev.sluice.app.report.ReportSink;
import java.io.IOException;
import java.io.InputStream;

/** All formats that are read. Safe for many threads. */
public final class Reports implements ReportReader {

    @Override
    public boolean reads(String kind) {
        return kind.equals("junit");
    }

    @Override
    public boolean finds(String kind) {
        return false;
    }

    @Override
    public void read(String kind, InputStream in, ReportSink sink) throws IOException, Unreadable {
        JunitReport.read(XmlEvents.of(in), sink);
    }
}
