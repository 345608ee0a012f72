package dev.sluice.app.report;

/** Takes what is read of a report, one thing after the other. Used by one thread. */
public interface ReportSink {
    void test(TestCase test);

    void file(FileCoverage file);

    void finding(Finding finding);
}
