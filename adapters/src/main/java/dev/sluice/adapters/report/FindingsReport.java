package dev.sluice.adapters.report;

import dev.sluice.adapters.report.JsonDocument.Value;
import dev.sluice.app.report.Finding;
import dev.sluice.app.report.Finding.Severity;
import dev.sluice.app.report.ReportReader.Unreadable;
import dev.sluice.app.report.ReportSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads reports of findings: a list is CodeClimate's (GitLab's Code Quality), an object with {@code runs} is SARIF 2.1, one
 * with {@code vulnerabilities} is of GitLab's security report schemas. The content says which it is, so that tools which
 * write SARIF can be used for any kind.
 */
final class FindingsReport {
    private static final int UNNAMED_MAX = 5_000;

    private final String kind;
    private final JsonDocument json;
    private final ReportSink sink;
    private final List<Finding> unnamed = new ArrayList<>();
    private String tool = "";

    private FindingsReport(String kind, JsonDocument json, ReportSink sink) {
        this.kind = kind;
        this.json = json;
        this.sink = sink;
    }

    static void read(String kind, JsonDocument json, ReportSink sink) throws IOException, Unreadable {
        FindingsReport report = new FindingsReport(kind, json, sink);
        json.reading(report::read);
    }

    private void read() throws IOException, Unreadable {
        if (json.isList()) {
            json.eachItem(() -> codeClimate(json.value()));
        } else if (json.isObject()) {
            object();
        } else {
            throw new Unreadable("it is neither a list nor an object");
        }
    }

    private void object() throws IOException, Unreadable {
        boolean[] known = {false};
        json.eachField(name -> switch (name) {
            case "runs" -> {
                known[0] = true;
                json.eachItem(() -> new SarifRun(kind, json, sink).read());
                yield true;
            }
            case "vulnerabilities" -> {
                known[0] = true;
                json.eachItem(() -> vulnerability(json.value()));
                yield true;
            }
            case "scan" -> {
                tool = json.value().at("scanner").at("name").text();
                yield true;
            }
            default -> false;
        });
        for (Finding finding : unnamed) {
            sink.finding(named(finding, tool.isEmpty() ? kind : tool));
        }
        if (!known[0]) {
            throw new Unreadable("it has neither \"vulnerabilities\" (GitLab) nor \"runs\" (SARIF)");
        }
    }

    /** The scanner is named behind what it found: such findings wait for it, as long as they are not too many. */
    private void tell(Finding finding) {
        if (!finding.tool().isEmpty()) {
            sink.finding(finding);
        } else if (unnamed.size() < UNNAMED_MAX) {
            unnamed.add(finding);
        } else {
            sink.finding(named(finding, kind));
        }
    }

    private static Finding named(Finding finding, String tool) {
        return new Finding(
                finding.kind(),
                finding.severity(),
                Texts.oneLine(tool, 200),
                finding.rule(),
                finding.title(),
                finding.detail(),
                finding.path(),
                finding.line(),
                finding.link(),
                finding.fingerprint());
    }

    /** docs.gitlab.com, "Code Quality report format". */
    private void codeClimate(Value issue) {
        Value location = issue.at("location");
        String line = location.at("lines").at("begin").text();
        if (line.isEmpty()) {
            line = location.at("positions").at("begin").at("line").text();
        }
        String description = issue.at("description").text();
        if (description.isEmpty() && issue.at("check_name").text().isEmpty()) {
            return;
        }
        String engine = issue.at("engine_name").text();
        sink.finding(new Finding(
                kind,
                codeClimateSeverity(issue.at("severity").text()),
                Texts.oneLine(engine.isEmpty() ? "Code Quality" : engine, 200),
                Texts.oneLine(issue.at("check_name").text(), 200),
                Texts.oneLine(description, Texts.MESSAGE),
                Texts.cut(issue.at("content").at("body").text(), Texts.DETAIL),
                Texts.path(location.at("path").text()),
                Texts.number(line),
                "",
                Texts.cut(issue.at("fingerprint").text(), Texts.NAME)));
    }

    private static Severity codeClimateSeverity(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "blocker" -> Severity.CRITICAL;
            case "critical" -> Severity.HIGH;
            case "major" -> Severity.MEDIUM;
            case "minor" -> Severity.LOW;
            case "info" -> Severity.INFO;
            default -> Severity.UNKNOWN;
        };
    }

    /** gitlab.com/gitlab-org/security-products/security-report-schemas, version 15. */
    private void vulnerability(Value found) {
        Value location = found.at("location");
        String name = first(
                found.at("name").text(),
                found.at("message").text(),
                found.at("cve").text());
        String scanner = found.at("scanner").at("name").text();
        String rule = "";
        for (Value identifier : found.at("identifiers").items()) {
            rule = first(rule, identifier.at("name").text());
        }
        String link = "";
        for (Value one : found.at("links").items()) {
            link = first(link, Texts.link(one.at("url").text()));
        }
        for (Value identifier : found.at("identifiers").items()) {
            link = first(link, Texts.link(identifier.at("url").text()));
        }
        String solution = found.at("solution").text();
        String description = found.at("description").text();
        tell(new Finding(
                kind,
                gitlabSeverity(found.at("severity").text()),
                Texts.oneLine(first(scanner, found.at("scanner").at("id").text(), tool), 200),
                Texts.oneLine(rule, 200),
                Texts.oneLine(first(name, rule, Texts.line(description, Texts.MESSAGE)), Texts.MESSAGE),
                Texts.cut(solution.isEmpty() ? description : description + "\n\n" + solution, Texts.DETAIL),
                place(location),
                Texts.number(location.at("start_line").text()),
                link,
                fingerprint(found, rule, location)));
    }

    /** In a file, or in a package of an image or of a file that names what is needed. */
    private static String place(Value location) {
        Value dependency = location.at("dependency");
        String packaged = dependency.at("package").at("name").text();
        String version = dependency.at("version").text();
        String where = first(location.at("file").text(), location.at("image").text());
        if (packaged.isEmpty()) {
            return Texts.path(where);
        }
        String named = packaged + (version.isEmpty() ? "" : " " + version);
        return Texts.path(where.isEmpty() ? named : where + " (" + named + ")");
    }

    /** Ids are made anew by each scan in some tools: what is found and where is what stays (as GitLab compares them). */
    private static String fingerprint(Value found, String rule, Value location) {
        for (Value tracked : found.at("tracking").at("items").items()) {
            for (Value signature : tracked.at("signatures").items()) {
                if (!signature.at("value").text().isEmpty()) {
                    return Texts.cut(rule + " " + signature.at("value").text(), Texts.NAME);
                }
            }
        }
        String commit = location.at("commit").at("sha").text();
        return commit.isEmpty()
                ? ""
                : Texts.cut(
                        rule + " " + commit + " " + location.at("file").text() + ":"
                                + location.at("start_line").text(),
                        Texts.NAME);
    }

    private static Severity gitlabSeverity(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "critical" -> Severity.CRITICAL;
            case "high" -> Severity.HIGH;
            case "medium" -> Severity.MEDIUM;
            case "low" -> Severity.LOW;
            case "info" -> Severity.INFO;
            default -> Severity.UNKNOWN;
        };
    }

    private static String first(String... texts) {
        for (String text : texts) {
            if (!text.isBlank()) {
                return text;
            }
        }
        return "";
    }
}
