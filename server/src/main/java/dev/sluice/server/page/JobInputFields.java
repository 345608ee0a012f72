package dev.sluice.server.page;

import dev.sluice.app.run.ChosenInputs;
import dev.sluice.core.engine.JobState.Attempt;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.JobInput;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.page.view.Action;
import dev.sluice.server.page.view.JobView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The inputs of a job as fields of the form that starts it. */
final class JobInputFields {
    private static final String PREFIX = "input.";

    private JobInputFields() {}

    static List<Action.Choice> choices(Visit visit, RunState run, String job) {
        return ChosenInputs.of(run, job).stream()
                .map(input -> new Action.Choice(
                        PREFIX + input.name(),
                        input.name(),
                        input.value(),
                        options(input),
                        hint(visit, input),
                        isLines(input)))
                .toList();
    }

    private static boolean isLines(JobInput input) {
        return switch (input.type()) {
            case ARRAY -> true;
            case STRING, NUMBER, BOOLEAN ->
                input.value().contains("\n") || input.value().contains("\r");
        };
    }

    private static List<String> options(JobInput input) {
        return switch (input.type()) {
            case BOOLEAN -> List.of("true", "false");
            case ARRAY -> List.of();
            case STRING, NUMBER -> input.options();
        };
    }

    private static String hint(Visit visit, JobInput input) {
        List<String> parts = new ArrayList<>();
        if (!input.description().isEmpty()) {
            parts.add(input.description());
        }
        if (options(input).isEmpty()) {
            switch (input.type()) {
                case STRING -> {}
                case NUMBER -> parts.add(visit.text("job.inputHint.number"));
                case BOOLEAN -> parts.add(visit.text("job.inputHint.boolean"));
                case ARRAY -> parts.add(visit.text("job.inputHint.array"));
            }
            input.pattern().ifPresent(pattern -> parts.add(visit.text("job.inputHint.pattern", "pattern", pattern)));
        }
        return String.join(" · ", parts);
    }

    /** What an attempt had, with what the file says where nobody chose. */
    static List<JobView.Input> values(RunState run, String job, Attempt attempt) {
        return ChosenInputs.declared(run, job).stream()
                .map(input ->
                        new JobView.Input(input.name(), attempt.inputs().getOrDefault(input.name(), input.value())))
                .toList();
    }

    /** What the visitor chose; a mistake is answered with what is wrong. */
    static Map<String, String> chosen(Visit visit, RunState run, String job) {
        Map<String, String> chosen = new LinkedHashMap<>();
        List<JobInput> declared = ChosenInputs.of(run, job);
        form(visit).forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                String input = name.substring(PREFIX.length());
                chosen.put(input, posted(declared, input, value));
            }
        });
        List<String> problems = ChosenInputs.problems(run, job, chosen);
        if (!problems.isEmpty()) {
            throw new BadRequest(
                    422,
                    "bad-inputs",
                    String.join("; ", problems.stream().map(visit::said).toList()));
        }
        return chosen;
    }

    /** A browser makes each line end of a text a carriage return and a line feed; what was not edited stays as it was. */
    static String posted(List<JobInput> declared, String name, String value) {
        String text = lineFeeds(value);
        return declared.stream()
                .filter(input ->
                        input.name().equals(name) && lineFeeds(input.value()).equals(text))
                .findFirst()
                .map(JobInput::value)
                .orElse(text);
    }

    private static String lineFeeds(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }

    private static Map<String, String> form(Visit visit) {
        try {
            return visit.request().form();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
