package dev.sluice.adapters.report;

import dev.sluice.adapters.report.JsonDocument.Value;
import dev.sluice.app.report.Finding;
import dev.sluice.app.report.Finding.Severity;
import dev.sluice.app.report.ReportReader.Unreadable;
import dev.sluice.app.report.ReportSink;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One run of a SARIF log (OASIS SARIF 2.1.0): what its results say, with what its rules add. Rules may stand behind the
 * results; results are kept until the end then, so many at most. Suppressed and passed results are left out. Used by one
 * thread.
 */
final class SarifRun {
    private static final int RULES_MAX = 10_000;
    private static final int WAITING_MAX = 10_000;

    private final String kind;
    private final JsonDocument json;
    private final ReportSink sink;
    private final Map<String, Rule> rules = new HashMap<>();
    private final List<Rule> ruleOrder = new ArrayList<>();
    private final List<Value> waiting = new ArrayList<>();
    private String tool = "SARIF";
    private boolean toolKnown;

    private record Rule(String id, String title, String help, String link, String level, String securitySeverity) {
        static final Rule NONE = new Rule("", "", "", "", "", "");
    }

    SarifRun(String kind, JsonDocument json, ReportSink sink) {
        this.kind = kind;
        this.json = json;
        this.sink = sink;
    }

    void read() throws IOException, Unreadable {
        json.eachField(name -> switch (name) {
            case "tool" -> {
                json.eachField(part -> part.equals("driver") && driver());
                toolKnown = true;
                yield true;
            }
            case "results" -> {
                json.eachItem(this::result);
                yield true;
            }
            default -> false;
        });
        waiting.forEach(this::tell);
    }

    private boolean driver() throws IOException, Unreadable {
        json.eachField(name -> switch (name) {
            case "name" -> {
                tool = Texts.oneLine(json.value().text(), 200);
                yield true;
            }
            case "rules" -> {
                json.eachItem(() -> rule(json.value()));
                yield true;
            }
            default -> false;
        });
        return true;
    }

    private void rule(Value rule) throws Unreadable {
        if (ruleOrder.size() >= RULES_MAX) {
            throw new Unreadable("its tool has more than " + RULES_MAX + " rules, the limit");
        }
        String title = rule.at("shortDescription").at("text").text();
        Rule known = new Rule(
                rule.at("id").text(),
                title.isEmpty() ? rule.at("name").text() : title,
                Texts.cut(rule.at("fullDescription").at("text").text(), Texts.DETAIL),
                Texts.link(rule.at("helpUri").text()),
                rule.at("defaultConfiguration").at("level").text(),
                rule.at("properties").at("security-severity").text());
        ruleOrder.add(known);
        rules.put(known.id(), known);
    }

    private void result() throws IOException, Unreadable {
        Value result = json.value();
        if (toolKnown) {
            tell(result);
        } else if (waiting.size() < WAITING_MAX) {
            waiting.add(result);
        } else {
            throw new Unreadable("more than " + WAITING_MAX + " results stand before the tool that gave them");
        }
    }

    private void tell(Value result) {
        String state = result.at("kind").text();
        boolean fine = state.equals("pass") || state.equals("notApplicable") || state.equals("informational");
        if (fine || !result.at("suppressions").items().isEmpty()) {
            return;
        }
        Rule rule = ruleOf(result);
        Value location = result.at("locations").items().isEmpty()
                ? new Value.Nothing()
                : result.at("locations").items().getFirst().at("physicalLocation");
        String message = result.at("message").at("text").text();
        String id = result.at("ruleId").text().isEmpty()
                ? rule.id()
                : result.at("ruleId").text();
        String title = message.isEmpty() ? rule.title() : message;
        sink.finding(new Finding(
                kind,
                severity(result, rule),
                tool,
                Texts.oneLine(id, 200),
                Texts.oneLine(title.isEmpty() ? id : title, Texts.MESSAGE),
                rule.help().isEmpty() || rule.help().equals(title) ? "" : rule.help(),
                path(location.at("artifactLocation").at("uri").text()),
                Texts.number(location.at("region").at("startLine").text()),
                rule.link(),
                fingerprint(result, id, location)));
    }

    private Rule ruleOf(Value result) {
        String id = result.at("ruleId").text();
        if (id.isEmpty()) {
            id = result.at("rule").at("id").text();
        }
        if (rules.containsKey(id)) {
            return rules.getOrDefault(id, Rule.NONE);
        }
        String index = result.at("ruleIndex").text();
        int at = Texts.number(index);
        return !index.isEmpty() && at < ruleOrder.size() ? ruleOrder.get(at) : Rule.NONE;
    }

    /** Tools that find weaknesses give a number as CVSS does; others have a level. */
    private static Severity severity(Value result, Rule rule) {
        String score = result.at("properties").at("security-severity").text();
        try {
            double number = Double.parseDouble(score.isEmpty() ? rule.securitySeverity() : score);
            if (number >= 0) {
                return number >= 9
                        ? Severity.CRITICAL
                        : number >= 7 ? Severity.HIGH : number >= 4 ? Severity.MEDIUM : Severity.LOW;
            }
        } catch (NumberFormatException _) {
            // There is none: the level says it.
        }
        String level = result.at("level").text().isEmpty()
                ? rule.level()
                : result.at("level").text();
        return switch (level) {
            case "error" -> Severity.HIGH;
            case "warning", "" -> Severity.MEDIUM;
            case "note" -> Severity.LOW;
            case "none" -> Severity.INFO;
            default -> Severity.UNKNOWN;
        };
    }

    /** They tell lines of one file apart: the file is a part of them. */
    private static String fingerprint(Value result, String rule, Value location) {
        for (String field : List.of("fingerprints", "partialFingerprints")) {
            if (result.at(field) instanceof Value.Fields(Map<String, Value> prints) && !prints.isEmpty()) {
                StringBuilder all = new StringBuilder(rule)
                        .append(' ')
                        .append(location.at("artifactLocation").at("uri").text());
                prints.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(print -> all.append(' ')
                        .append(print.getValue().text()));
                return Texts.cut(all.toString(), Texts.NAME);
            }
        }
        return "";
    }

    /** An address of a file, relative or {@code file:}, escaped. */
    private static String path(String uri) {
        String plain = uri.startsWith("file://") ? uri.substring(7) : uri;
        try {
            return Texts.path(URLDecoder.decode(plain.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            return Texts.path(plain);
        }
    }
}
