package dev.sluice.adapters.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.report.ChangedFile;
import dev.sluice.app.report.CoveredLines;
import dev.sluice.app.report.RunCoverage;
import dev.sluice.app.report.SourcePaths;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Coverage reports as tools write them, and what becomes of them beside the repository's files. */
final class CoverageReportTest {
    private static final String COBERTURA = """
        <?xml version="1.0"?>
        <!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
        <coverage line-rate="0.5" version="7.6"><sources><source>/builds/shop/backend/src</source></sources>
        <packages><package name="app"><classes>
          <class name="cart.py" filename="app/cart.py" line-rate="0.5"><methods><method name="add"><lines>
              <line number="3" hits="9"/></lines></method></methods>
            <lines><line number="3" hits="9"/><line number="4" hits="0"/><line number="5" hits="99999999999999999999"/></lines>
          </class>
          <class name="inner" filename="app/cart.py"><lines><line number="9" hits="0"/></lines></class>
        </classes></package></packages></coverage>
        """;

    private static final String JACOCO = """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd">
        <report name="shop"><sessioninfo id="x" start="1" dump="2"/><group name="core"><package name="dev/shop">
          <class name="dev/shop/Cart" sourcefilename="Cart.java"><method name="add" desc="()V" line="3">
            <counter type="LINE" missed="1" covered="1"/></method></class>
          <sourcefile name="Cart.java"><line nr="3" mi="0" ci="4" mb="0" cb="0"/><line nr="4" mi="3" ci="0" mb="0" cb="0"/>
            <line nr="5" mi="0" ci="0" mb="0" cb="0"/><counter type="LINE" missed="1" covered="1"/></sourcefile>
        </package></group></report>
        """;

    @Test
    void coberturaTellsLinesOfClasses() {
        Readings read = Readings.of("coverage_report", COBERTURA);
        RunCoverage coverage = RunCoverage.of(
                read.files, new SourcePaths(List.of("backend/src/app/cart.py", "cart.py", "x/app/cart.py")));

        assertThat(read.why).isEmpty();
        assertThat(coverage.files().keySet()).containsExactly("backend/src/app/cart.py");
        assertThat(coverage.files().get("backend/src/app/cart.py").text()).isEqualTo("+3-4+5-9");
        assertThat(coverage.total()).isEqualTo(4);
        assertThat(coverage.covered()).isEqualTo(2);
    }

    @Test
    void jacocoTellsLinesOfSourceFiles() {
        Readings read = Readings.of("coverage_report", JACOCO);
        RunCoverage coverage = RunCoverage.of(
                read.files, new SourcePaths(List.of("core/src/main/java/dev/shop/Cart.java", "docs/Cart.java")));

        assertThat(read.why).isEmpty();
        assertThat(coverage.files().firstKey()).isEqualTo("core/src/main/java/dev/shop/Cart.java");
        assertThat(coverage.files().values()).extracting(CoveredLines::text).containsExactly("+3-4");
    }

    @Test
    void whatFitsSeveralFilesAsWellIsLeftAsItIsCalled() {
        SourcePaths paths = new SourcePaths(List.of("a/src/dev/X.java", "b/src/dev/X.java"));

        assertThat(paths.find("dev/X.java")).isEmpty();
        assertThat(paths.find("/w/b/src/dev/X.java")).contains("b/src/dev/X.java");
        assertThat(paths.find("ev/X.java")).isEmpty();
        assertThat(paths.find("Y.java")).isEmpty();
    }

    @Test
    void changedLinesAreThoseThatTheDifferenceAdds() {
        String diff = """
            diff --git a/app/cart.py b/app/cart.py
            --- a/app/cart.py
            +++ b/app/cart.py
            @@ -2,2 +2,4 @@ def add():
             two
            +three
            +++ b/four
             five
            diff --git a/old.py b/old.py
            --- a/old.py
            +++ /dev/null
            @@ -1 +0,0 @@
            -gone
            diff --git "a/\\303\\274.py" "b/\\303\\274.py"
            --- /dev/null
            +++ "b/\\303\\274.py"
            @@ -0,0 +1 @@
            +new
            """;
        List<ChangedFile> files = ChangedFile.of(diff);
        List<RunCoverage.Changed> changed = RunCoverage.of(
                        Readings.of("coverage_report", COBERTURA.replace("/builds/shop/backend/src", "/w")).files,
                        new SourcePaths(List.of("app/cart.py")))
                .of(files);

        assertThat(files).extracting(ChangedFile::path).containsExactly("app/cart.py", "ü.py");
        assertThat(changed).hasSize(1);
        assertThat(changed.getFirst().total()).isEqualTo(2);
        assertThat(changed.getFirst().covered()).isEqualTo(1);
    }

    @Test
    void linesAreStoredInFewLetters() {
        CoveredLines lines = new CoveredLines();
        for (int i = 1; i <= 1000; i++) {
            lines.add(i, i <= 500);
        }
        lines.add(-3, true);
        lines.add(CoveredLines.LINE_MAX + 1, true);

        assertThat(lines.text()).isEqualTo("+1:500-501:1000");
        assertThat(CoveredLines.parse(lines.text()).covered()).isEqualTo(500);
        assertThat(CoveredLines.parse(lines.text()).text()).isEqualTo(lines.text());
    }

    @Test
    void otherDocumentsAreRefused() {
        assertThat(Readings.of("coverage_report", "<lcov/>").why).contains("<lcov>");
        assertThat(Readings.of("coverage_report", "TN:").why).contains("not well-formed");
    }
}
