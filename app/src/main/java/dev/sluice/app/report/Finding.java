package dev.sluice.app.report;

import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * Something that a tool found in the code or in what was built of it. Texts that a report does not give are empty; long ones
 * are cut already.
 *
 * @param kind the report's kind by GitLab's word: {@code codequality}, {@code sast} ...
 * @param tool name of the tool
 * @param rule what it goes by: a check's name, a CVE
 * @param title one line
 * @param detail what it means and what to do
 * @param path of the file, or the image or package that it is in
 * @param line 1-based, 0 where unknown
 * @param link where to read more; {@code http} or {@code https} alone
 * @param fingerprint by which the tool knows it again; empty where it says none
 */
public record Finding(
        String kind,
        Severity severity,
        String tool,
        String rule,
        String title,
        String detail,
        String path,
        int line,
        String link,
        String fingerprint) {

    /** How bad it is, worst first. Their order is stored: it never changes. */
    public enum Severity {
        CRITICAL,
        HIGH,
        MEDIUM,
        LOW,
        INFO,
        UNKNOWN;

        /** Its word in messages and in the API. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What stays the same of it from run to run: a number of 63 bits. Without a fingerprint it is the rule, the place and
     * the title, without the line: a line that is added above changes nothing.
     */
    public long key(long project) {
        return fingerprint.isEmpty()
                ? Keys.of(project, kind, tool, rule, path, title)
                : Keys.of(project, kind, tool, fingerprint);
    }

    /** The same finding by its title alone. */
    Finding withoutDetail() {
        return new Finding(kind, severity, tool, rule, title, "", path, line, link, fingerprint);
    }

    /** The same finding with its texts changed. */
    public Finding with(UnaryOperator<String> change) {
        return new Finding(
                kind,
                severity,
                change.apply(tool),
                change.apply(rule),
                change.apply(title),
                change.apply(detail),
                change.apply(path),
                line,
                change.apply(link),
                fingerprint);
    }
}
