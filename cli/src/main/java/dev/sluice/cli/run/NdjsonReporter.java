package dev.sluice.cli.run;

import com.google.gson.stream.JsonWriter;
import dev.sluice.app.run.StoredRun;
import dev.sluice.cli.term.Terminal;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Trigger;
import dev.sluice.server.log.SectionMarks;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code --format ndjson}: one JSON object a line on standard output, nothing else. Safe for use by many threads. */
final class NdjsonReporter implements RunReporter {
    private final Terminal out;
    private final Map<String, Long> taken;

    /** @param taken the runs that did the jobs which are not run again, by the job's name */
    NdjsonReporter(Terminal out, Map<String, Long> taken) {
        this.out = out;
        this.taken = Map.copyOf(taken);
    }

    @Override
    public void created(StoredRun run) {
        Pipeline pipeline = run.state().pipeline();
        out.write(event("pipeline.created", json -> {
            json.name("run").value(run.id().number());
            if (pipeline.name().isPresent()) {
                json.name("name").value(pipeline.name().get());
            }
            json.name("dialect").value(pipeline.dialect());
            json.name("source").value(pipeline.source());
            jobs(json, "", pipeline, taken);
        }));
    }

    @Override
    public void createdBelow(String prefix, StoredRun run) {
        out.write(event("pipeline.downstream", json -> {
            json.name("run").value(run.id().number());
            json.name("trigger")
                    .value(run.trigger().parent().map(Trigger.Parent::job).orElse(""));
            jobs(json, prefix, run.state().pipeline(), Map.of());
        }));
    }

    private static void jobs(JsonWriter json, String prefix, Pipeline pipeline, Map<String, Long> taken)
            throws IOException {
        json.name("jobs").beginArray();
        for (Job job : pipeline.jobs()) {
            json.beginObject().name("name").value(prefix + job.name());
            json.name("stage").value(pipeline.stageName(job));
            if (taken.containsKey(job.name())) {
                json.name("takenFrom").value(taken.get(job.name()));
            }
            json.endObject();
        }
        json.endArray();
    }

    @Override
    public void started(JobState job) {
        out.write(event("job.started", json -> {
            json.name("job").value(job.name());
            json.name("attempt").value(job.attempt());
        }));
    }

    @Override
    public void lines(String job, List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            SectionMarks marked = SectionMarks.of(line);
            for (SectionMarks.Mark mark : marked.marks()) {
                text.append(event("job.section", json -> {
                    json.name("job").value(job);
                    json.name("section").value(mark.name());
                    json.name("state").value(mark.opens() ? "start" : "end");
                }));
            }
            if (marked.marks().isEmpty() || !marked.rest().isBlank()) {
                text.append(event(
                        "job.log",
                        json -> json.name("job").value(job).name("line").value(marked.rest())));
            }
        }
        out.write(text.toString());
    }

    @Override
    public void retried(JobState job) {
        out.write(event("job.retried", json -> {
            json.name("job").value(job.name());
            json.name("attempt").value(job.attempt());
            json.name("why").value(StatusWords.why(job));
        }));
    }

    @Override
    public void ended(JobState job) {
        out.write(event("job.finished", json -> {
            json.name("job").value(job.name());
            json.name("status").value(StatusWords.of(job.status()));
            if (job.allowedFailure()) {
                json.name("allowedFailure").value(true);
            }
            Optional<JobState.Attempt> attempt = job.current();
            if (attempt.isPresent()) {
                attempt(json, attempt.get());
            }
            String why = StatusWords.why(job);
            if (!why.isEmpty()) {
                json.name("why").value(why);
            }
        }));
    }

    private static void attempt(JsonWriter json, JobState.Attempt attempt) throws IOException {
        json.name("attempt").value(attempt.number());
        if (attempt.exitCode().isPresent()) {
            json.name("exitCode").value(attempt.exitCode().getAsInt());
        } else if (attempt.failure().isEmpty() && attempt.finishedAt().isPresent()) {
            json.name("exitCode").value(0);
        }
        if (attempt.failure().isPresent()) {
            json.name("failure").value(attempt.failure().get().name().toLowerCase(Locale.ROOT));
            json.name("message").value(attempt.message());
        }
        if (attempt.startedAt().isPresent() && attempt.finishedAt().isPresent()) {
            Instant from = attempt.startedAt().get();
            Instant to = attempt.finishedAt().get();
            json.name("durationMs").value(Duration.between(from, to).toMillis());
        }
    }

    @Override
    public void finished(StoredRun run, RunStatus status, List<JobState> below) {
        out.write(event("pipeline.finished", json -> json.name("status").value(StatusWords.of(status))));
    }

    @Override
    public void reported(LocalReports reports) {
        // Programs read the reports themselves: the artifacts are there for them.
    }

    /** A run that was not made: nothing is left of the pipeline. */
    void skipped(String reason) {
        out.write(
                event("pipeline.created", json -> json.name("jobs").beginArray().endArray()));
        out.write(event(
                "pipeline.finished",
                json -> json.name("status").value("skipped").name("reason").value(reason)));
    }

    @Override
    public void cancelling() {
        // The events of the jobs tell.
    }

    @Override
    public void shell(String job, String how, String workspace) {
        out.write(event("job.shell", json -> {
            json.name("job").value(job);
            json.name("message").value(how);
            json.name("workspace").value(workspace);
        }));
    }

    @Override
    public void suspend() {
        // Events go on: whoever reads them is no person.
    }

    @Override
    public void resume() {
        // Nothing was held back.
    }

    @Override
    public boolean isCutOff() {
        return out.fault().isPresent();
    }

    private static String event(String type, Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.beginObject().name("type").value(type);
            fields.write(json);
            json.endObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.append('\n').toString();
    }

    /** Writes the fields of one event. */
    private interface Fields {
        void write(JsonWriter json) throws IOException;
    }
}
