package dev.sluice.adapters.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.report.Finding;
import dev.sluice.app.report.Finding.Severity;
import org.junit.jupiter.api.Test;

/** Reports of findings as tools write them, and as somebody who means harm does. */
final class FindingsReportTest {

    @Test
    void codeClimate() {
        Readings read = Readings.of("codequality", """
            [{"type": "issue", "check_name": "complexity", "description": "Method too long\\n(40 lines)",
              "content": {"body": "Split it."}, "severity": "major", "fingerprint": "abc", "categories": ["Complexity"],
              "location": {"path": "./src/cart.rb", "lines": {"begin": 12, "end": 50}}},
             {"description": "x", "check_name": "y", "fingerprint": "d", "severity": "blocker",
              "location": {"path": "a.js", "positions": {"begin": {"line": 7, "column": 1}}}}, 5, {}]
            """);

        assertThat(read.why).isEmpty();
        assertThat(read.findings).hasSize(2);
        Finding first = read.findings.getFirst();
        assertThat(first.severity()).isEqualTo(Severity.MEDIUM);
        assertThat(first.title()).isEqualTo("Method too long (40 lines)");
        assertThat(first.rule()).isEqualTo("complexity");
        assertThat(first.path() + ":" + first.line()).isEqualTo("src/cart.rb:12");
        assertThat(first.detail()).isEqualTo("Split it.");
        assertThat(read.findings.get(1).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(read.findings.get(1).line()).isEqualTo(7);
    }

    @Test
    void sarifWithRulesBehindTheResults() {
        Readings read = Readings.of("sast", """
            {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{
              "results": [
                {"ruleId": "js/xss", "ruleIndex": 0, "message": {"text": "Unsafe output"},
                 "locations": [{"physicalLocation": {"artifactLocation": {"uri": "src/a%20b.js"}, "region": {"startLine": 3}}}],
                 "partialFingerprints": {"primaryLocationLineHash": "ff:1"}},
                {"ruleId": "js/xss", "message": {"text": "hidden"}, "suppressions": [{"kind": "inSource"}]},
                {"ruleId": "style", "level": "note", "message": {"text": "Long line"}},
                {"ruleId": "js/xss", "kind": "pass", "message": {"text": "fine"}}],
              "tool": {"driver": {"name": "CodeQL", "rules": [{"id": "js/xss", "shortDescription": {"text": "Cross-site"},
                "helpUri": "https://example.org/xss", "properties": {"security-severity": "7.8"}}]}}}]}
            """);

        assertThat(read.why).isEmpty();
        assertThat(read.findings).extracting(Finding::title).containsExactly("Unsafe output", "Long line");
        Finding xss = read.findings.getFirst();
        assertThat(xss.severity()).isEqualTo(Severity.HIGH);
        assertThat(xss.tool()).isEqualTo("CodeQL");
        assertThat(xss.path() + ":" + xss.line()).isEqualTo("src/a b.js:3");
        assertThat(xss.link()).isEqualTo("https://example.org/xss");
        assertThat(read.findings.get(1).severity()).isEqualTo(Severity.LOW);
    }

    @Test
    void gitlabsOwnSchemas() {
        Readings read = Readings.of("container_scanning", """
            {"version": "15.0.7", "vulnerabilities": [
              {"id": "1", "severity": "Critical", "description": "A hole.", "solution": "Upgrade to 3.1",
               "location": {"image": "shop:1", "operating_system": "debian 12",
                            "dependency": {"package": {"name": "openssl"}, "version": "3.0.1"}},
               "identifiers": [{"type": "cve", "name": "CVE-2024-1", "value": "CVE-2024-1", "url": "javascript:alert(1)"}],
               "links": [{"url": "https://example.org/cve"}]},
              {"id": "2", "name": "Hard-coded key", "severity": "High", "scanner": {"id": "semgrep", "name": "Semgrep"},
               "location": {"file": "app.py", "start_line": 9}, "identifiers": [{"name": "B105"}]}],
             "scan": {"scanner": {"id": "trivy", "name": "Trivy"}, "type": "container_scanning"}}
            """);

        assertThat(read.why).isEmpty();
        assertThat(read.findings).extracting(Finding::tool).containsExactly("Semgrep", "Trivy");
        Finding hole = read.findings.get(1);
        assertThat(hole.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(hole.title()).isEqualTo("CVE-2024-1");
        assertThat(hole.path()).isEqualTo("shop:1 (openssl 3.0.1)");
        assertThat(hole.detail()).isEqualTo("A hole.\n\nUpgrade to 3.1");
        assertThat(hole.link()).isEqualTo("https://example.org/cve");
        assertThat(read.findings.getFirst().rule()).isEqualTo("B105");
    }

    @Test
    void aFindingKeepsItsKeyWhereLinesMove() {
        Finding before =
                finding("{'name':'Key','location':{'file':'app.py','start_line':9},'identifiers':[{'name':'B'}]}");
        Finding after =
                finding("{'name':'Key','location':{'file':'app.py','start_line':11},'identifiers':[{'name':'B'}]}");
        Finding other =
                finding("{'name':'Key','location':{'file':'b.py','start_line':9},'identifiers':[{'name':'B'}]}");

        assertThat(before.key(1))
                .isEqualTo(after.key(1))
                .isNotEqualTo(other.key(1))
                .isNotEqualTo(before.key(2));
    }

    private static Finding finding(String vulnerability) {
        String text = "{'vulnerabilities':[" + vulnerability + "]}";
        return Readings.of("sast", text.replace('\'', '"')).findings.getFirst();
    }

    @Test
    void depthAndSizesAreLimited() {
        assertThat(Readings.of("sast", "[".repeat(100_000)).why).isNotEmpty();
        assertThat(Readings.of("sast", "{\"x\":" + "[".repeat(100_000)).why).isNotEmpty();
        String many = "[" + "0,".repeat(10_000) + "0]";
        assertThat(Readings.of("sast", "{\"vulnerabilities\":[{\"a\":" + many + "}]}").why)
                .contains("more than 5000 values");
        assertThat(Readings.of("sast", "{\"vulnerabilities\":[], \"x\":" + many + "}").why)
                .isEmpty();
        Finding cut = finding("{'name':'" + "x".repeat(100_000) + "'}");
        assertThat(cut.title()).hasSizeLessThan(2_100);
    }

    @Test
    void whatIsNoReportSaysSo() {
        assertThat(Readings.of("sast", "").why).contains("not well-formed");
        assertThat(Readings.of("sast", "5").why).contains("neither a list nor an object");
        assertThat(Readings.of("sast", "{}").why).contains("vulnerabilities");
        assertThat(Readings.of("sast", "{\"vulnerabilities\":{}}").findings).isEmpty();
        assertThat(Readings.of("codequality", "[{\"description\":\"a\"},{").findings)
                .hasSize(1);
    }

    @Test
    void aTextThatNeverEndsIsRefused() {
        String text = "[{\"description\": \"" + "\\\"x".repeat(6 << 20) + "\"}]";

        assertThat(Readings.of("codequality", text).why).contains("the limit");
    }
}
