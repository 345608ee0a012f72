package dev.sluice.cli.run;

import com.google.gson.stream.JsonWriter;
import dev.sluice.cli.term.SafeText;
import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.JobContainers;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.MaskedValues;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a dry run prints of one job, for people and for programs. */
final class DryRunText {
    private DryRunText() {}

    /** @param defaultImage where jobs run in containers, the image of those that name none */
    static List<String> details(NotedSession job, Optional<String> defaultImage) {
        List<String> lines = new ArrayList<>();
        image(job, defaultImage).ifPresent(image -> lines.add("image: " + safe(image)));
        for (JobContainers.Service service :
                job.containers().map(JobContainers::services).orElse(List.of())) {
            lines.add("service: " + safe(job.masked(service.image().name())) + ", reached as "
                    + safe(String.join(", ", service.aliases())));
        }
        job.variables().forEach((name, value) -> lines.add("variable: " + safe(name + "=" + value)));
        job.fetched().forEach(from -> lines.add("artifacts of: " + safe(from)));
        job.caches().forEach(cache -> lines.add("cache: " + safe(cache)));
        commands(lines, "script:", job.script());
        commands(lines, "after_script:", job.afterScript());
        job.artifacts().forEach(kept -> lines.add("keeps: " + safe(kept)));
        job.notes().forEach(note -> lines.add("note: " + safe(note)));
        return lines;
    }

    private static Optional<String> image(NotedSession job, Optional<String> defaultImage) {
        return job.containers()
                .flatMap(JobContainers::image)
                .map(image -> job.masked(image.name()))
                .or(() -> defaultImage);
    }

    private static void commands(List<String> lines, String title, List<String> commands) {
        if (commands.isEmpty()) {
            return;
        }
        lines.add(title);
        for (String command : commands) {
            String sign = "  $ ";
            for (String line : command.split("\n")) {
                lines.add(sign + safe(line));
                sign = "    ";
            }
        }
    }

    /** What a job starts instead of a script. */
    static List<String> downstream(DownstreamProgram program, List<ProjectVariable> kept) {
        MaskedValues masked = MaskedValues.in(kept);
        return switch (program.request(new DownstreamProgram.Known(Map.of(), kept))) {
            case DownstreamProgram.Request.Child child ->
                child.files().stream()
                        .map(file -> "starts a child run from " + safe(masked.hidden(file(file))))
                        .toList();
            case DownstreamProgram.Request.OtherProject other ->
                List.of("starts a run of the project " + safe(masked.hidden(other.project())));
            case DownstreamProgram.Request.Upstream upstream ->
                List.of("takes the status of the newest pipeline of " + upstream.project() + ", which is on a server");
            case DownstreamProgram.Request.Impossible impossible ->
                List.of("note: " + safe(masked.hidden(impossible.why())));
        };
    }

    private static String file(DownstreamProgram.Source source) {
        return switch (source) {
            case DownstreamProgram.Source.OfCommit file -> file.path();
            case DownstreamProgram.Source.OfJob file -> file.path() + ", which the job " + file.job() + " makes";
            case DownstreamProgram.Source.Inline file -> file.text().strip();
            case DownstreamProgram.Source.OfProject file -> file.path() + " of the project " + file.project();
        };
    }

    private static String safe(String text) {
        return SafeText.name(text);
    }

    /** One object a job, and one that says how the dry run ended. */
    static String ndjson(List<DryRun.Planned> jobs) {
        StringBuilder text = new StringBuilder();
        try {
            for (DryRun.Planned job : jobs) {
                text.append(line(job)).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String line(DryRun.Planned planned) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject().name("type").value("job.planned");
            json.name("job").value(planned.job().name());
            json.name("stage").value(planned.stage());
            json.name("turn").value(planned.turn());
            if (planned.turn() == 0) {
                json.name("status").value(planned.status());
            }
            if (planned.noted().isPresent()) {
                NotedSession noted = planned.noted().get();
                Optional<String> image = image(noted, Optional.empty());
                if (image.isPresent()) {
                    json.name("image").value(image.get());
                }
                json.name("variables").beginObject();
                for (Map.Entry<String, String> variable : noted.variables().entrySet()) {
                    json.name(variable.getKey()).value(variable.getValue());
                }
                json.endObject();
                array(
                        json,
                        "services",
                        noted.containers().map(JobContainers::services).orElse(List.of()).stream()
                                .map(service -> service.image().name())
                                .toList());
                array(json, "script", noted.script());
                array(json, "afterScript", noted.afterScript());
            }
            json.endObject();
        }
        return text.toString();
    }

    private static void array(JsonWriter json, String name, List<String> texts) throws IOException {
        json.name(name).beginArray();
        for (String text : texts) {
            json.value(text);
        }
        json.endArray();
    }
}
