package dev.sluice.adapters.report;

import dev.sluice.app.report.FileCoverage;
import dev.sluice.app.report.Finding;
import dev.sluice.app.report.ReportReader.Unreadable;
import dev.sluice.app.report.ReportSink;
import dev.sluice.app.report.TestCase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What is read of a report, kept in lists. */
final class Readings implements ReportSink {
    final List<TestCase> tests = new ArrayList<>();
    final List<FileCoverage> files = new ArrayList<>();
    final List<Finding> findings = new ArrayList<>();
    /** Why it could not be read to its end, or empty text. */
    String why = "";

    static Readings of(String kind, String text) {
        return of(kind, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Readings of(String kind, InputStream in) {
        Readings readings = new Readings();
        try {
            new Reports().read(kind, in, readings);
        } catch (Unreadable e) {
            readings.why = e.why();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return readings;
    }

    @Override
    public void test(TestCase test) {
        tests.add(test);
    }

    @Override
    public void file(FileCoverage file) {
        files.add(file);
    }

    @Override
    public void finding(Finding finding) {
        findings.add(finding);
    }
}
