package dev.sluice.adapters.report;

import dev.sluice.app.report.ReportReader;
import dev.sluice.app.report.ReportSink;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** All formats that are read. Safe for many threads. */
public final class Reports implements ReportReader {
    private static final String TESTS = "junit";
    private static final String COVERAGE = "coverage_report";
    private static final Set<String> FINDINGS = Set.of(
            "api_fuzzing",
            "cluster_image_scanning",
            "codequality",
            "container_scanning",
            "coverage_fuzzing",
            "dast",
            "dependency_scanning",
            "sast",
            "secret_detection");

    @Override
    public boolean reads(String kind) {
        return kind.equals(TESTS) || kind.equals(COVERAGE) || finds(kind);
    }

    @Override
    public boolean finds(String kind) {
        return FINDINGS.contains(kind);
    }

    @Override
    public void read(String kind, InputStream in, ReportSink sink) throws IOException, Unreadable {
        switch (kind) {
            case TESTS -> JunitReport.read(XmlEvents.of(in), sink);
            case COVERAGE -> CoverageReport.read(XmlEvents.of(in), sink);
            default -> FindingsReport.read(kind, JsonDocument.of(in), sink);
        }
    }
}
