package dev.sluice.cli.run;

import com.google.gson.stream.JsonWriter;
import dev.sluice.cli.term.Color;
import dev.sluice.cli.term.Columns;
import dev.sluice.cli.term.SafeText;
import dev.sluice.cli.term.Terminal;
import dev.sluice.dialects.gitlab.Explained;
import dev.sluice.dialects.gitlab.Explained.AskedRule;
import dev.sluice.dialects.gitlab.Explained.FileClause;
import dev.sluice.dialects.gitlab.Explained.JobReason;
import dev.sluice.dialects.gitlab.Explained.Reason;
import dev.sluice.dialects.gitlab.Explained.Value;
import dev.sluice.dialects.gitlab.Planned;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why each job of a file takes part in a pipeline or not, for people and for programs. */
final class WhyText {
    private static final int VALUE_COLUMNS_MAX = 100;
    private static final int FILES_SHOWN = 5;

    private WhyText() {}

    /** A line a job, and below it the rules that were asked and what their variables had. */
    static String text(Explained explained, Terminal out) {
        StringBuilder text = new StringBuilder();
        text.append(noPipeline(explained.planned())
                .map(why -> "no pipeline: " + SafeText.name(why) + "\n")
                .orElse(""));
        explained.workflow().ifPresent(reason -> {
            text.append(out.paint(Color.BOLD, "workflow"))
                    .append("  ")
                    .append(reason.words())
                    .append('\n');
            details(reason, text);
        });
        int stages = width(explained.jobs().stream().map(JobReason::stage).toList());
        int names = width(explained.jobs().stream().map(JobReason::name).toList());
        for (JobReason job : explained.jobs()) {
            String name = Columns.pad(SafeText.name(job.name()), names);
            text.append(Columns.pad(SafeText.name(job.stage()), stages))
                    .append("  ")
                    .append(out.paint(Color.ofName(job.name()), name))
                    .append("  ")
                    .append(Columns.pad(job.when(), 12))
                    .append(job.reason().words())
                    .append('\n');
            details(job.reason(), text);
        }
        return text.toString();
    }

    private static Optional<String> noPipeline(Planned planned) {
        return planned instanceof Planned.NothingToRun(String why, var _) ? Optional.of(why) : Optional.empty();
    }

    private static int width(List<String> texts) {
        return texts.stream()
                .mapToInt(text -> Columns.of(SafeText.name(text)))
                .max()
                .orElse(0);
    }

    private static void details(Reason reason, StringBuilder text) {
        for (AskedRule rule : reason.rules()) {
            text.append("    ").append(rule.holds() ? "+ " : "- ");
            text.append(SafeText.name(rule.at().file()))
                    .append(':')
                    .append(rule.at().line())
                    .append(": ");
            text.append(SafeText.name(rule.text())).append('\n');
            rule.clauses().forEach(clause -> text.append("      ")
                    .append(clause.keyword())
                    .append(": ")
                    .append(clause.words())
                    .append(named(clause))
                    .append('\n'));
        }
        reason.variables().forEach((name, value) -> text.append("      ")
                .append(SafeText.name(name))
                .append(words(value))
                .append('\n'));
    }

    /** The first of the files that matched. */
    private static String named(FileClause clause) {
        List<String> first =
                clause.files().stream().limit(FILES_SHOWN).map(SafeText::name).toList();
        boolean more = clause.files().size() > FILES_SHOWN;
        return first.isEmpty() ? "" : ": " + String.join(", ", first) + (more ? ", ..." : "");
    }

    private static String words(Value value) {
        return switch (value) {
            case Value.Text(String text) -> " = \"" + Columns.cut(SafeText.name(text), VALUE_COLUMNS_MAX) + "\"";
            case Value.Undefined _ -> " is not defined";
            case Value.Masked _ -> " is masked";
        };
    }

    /** One object with the pipeline, the workflow and the jobs. */
    static String json(Explained explained) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            Optional<String> none = noPipeline(explained.planned());
            json.beginObject().name("created").value(none.isEmpty());
            json.name("reason").value(none.orElse(""));
            if (explained.workflow().isPresent()) {
                json.name("workflow").beginObject();
                reason(json, explained.workflow().get());
                json.endObject();
            }
            json.name("jobs").beginArray();
            for (JobReason job : explained.jobs()) {
                json.beginObject().name("name").value(job.name());
                json.name("stage").value(job.stage());
                json.name("takesPart").value(job.takesPart());
                json.name("when").value(job.when());
                json.name("file").value(job.at().file());
                json.name("line").value(job.at().line());
                reason(json, job.reason());
                json.endObject();
            }
            json.endArray().endObject();
        }
        return text.append('\n').toString();
    }

    private static void reason(JsonWriter json, Reason reason) throws IOException {
        json.name("why").value(reason.words());
        json.name("rules").beginArray();
        for (AskedRule rule : reason.rules()) {
            json.beginObject().name("file").value(rule.at().file());
            json.name("line").value(rule.at().line());
            json.name("column").value(rule.at().column());
            json.name("rule").value(rule.text());
            json.name("holds").value(rule.holds());
            json.name("clauses").beginArray();
            for (FileClause clause : rule.clauses()) {
                json.beginObject().name("clause").value(clause.keyword());
                json.name("holds").value(clause.holds());
                json.name("why").value(clause.words());
                json.name("files").beginArray();
                for (String file : clause.files()) {
                    json.value(file);
                }
                json.endArray().endObject();
            }
            json.endArray().endObject();
        }
        json.endArray().name("variables").beginObject();
        for (Map.Entry<String, Value> variable : reason.variables().entrySet()) {
            json.name(variable.getKey());
            switch (variable.getValue()) {
                case Value.Text(String value) -> json.value(value);
                case Value.Undefined _ -> json.nullValue();
                case Value.Masked _ -> json.value("[MASKED]");
            }
        }
        json.endObject();
    }
}
