package dev.sluice.cli.run;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import dev.sluice.adapters.files.AtomicFile;
import dev.sluice.adapters.files.Durability;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.model.Trigger;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a run of this machine ended, as it is kept beside its artifacts ({@code .sluice/runs/N/run.json}). No value of a variable is
 * in it, but what jobs left for later ones (dotenv reports); only its owner may read it.
 *
 * @param number of the run
 * @param event what it was for
 * @param whole all jobs of the pipeline were in it
 */
record RunRecord(long number, Trigger.Event event, boolean whole, List<Entry> jobs) {
    private static final String FILE = "run.json";

    RunRecord {
        jobs = List.copyOf(jobs);
    }

    /**
     * A job of the run.
     *
     * @param status by its word
     * @param definition see {@link JobDefinition}
     */
    record Entry(
            String name,
            String status,
            String definition,
            Map<String, String> outputs,
            Optional<String> environmentUrl) {
        Entry {
            outputs = Map.copyOf(outputs);
        }

        boolean passed() {
            return status.equals("success");
        }

        boolean failed() {
            return status.equals("failed") || status.equals("canceled");
        }
    }

    static RunRecord of(StoredRun run, boolean whole) {
        List<Entry> entries = new ArrayList<>();
        for (JobState job : run.state().jobs()) {
            entries.add(new Entry(
                    job.name(),
                    StatusWords.of(job.status()),
                    JobDefinition.of(run.state().pipeline().job(job.name()).orElseThrow()),
                    job.outputs(),
                    job.environmentUrl()));
        }
        return new RunRecord(run.id().number(), run.trigger().event(), whole, entries);
    }

    Optional<Entry> job(String name) {
        return jobs.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    void write(Path folder) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setIndent(" ");
            json.beginObject().name("event").value(event.name());
            json.name("whole").value(whole).name("jobs").beginArray();
            for (Entry entry : jobs) {
                json.beginObject().name("name").value(entry.name());
                json.name("status").value(entry.status());
                json.name("definition").value(entry.definition());
                json.name("outputs").beginObject();
                for (Map.Entry<String, String> output : entry.outputs().entrySet()) {
                    json.name(output.getKey()).value(output.getValue());
                }
                json.endObject();
                json.name("url").value(entry.environmentUrl().orElse("")).endObject();
            }
            json.endArray().endObject();
        }
        Path file = folder.resolve(FILE);
        AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8), Durability.CACHED);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** What was kept of a run; empty where it was killed before its end, or kept by another version. */
    static Optional<RunRecord> read(Path folder, long number) {
        try (Reader text = Files.newBufferedReader(folder.resolve(FILE));
                JsonReader json = new JsonReader(text)) {
            return Optional.of(read(json, number));
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static RunRecord read(JsonReader json, long number) throws IOException {
        Trigger.Event event = Trigger.Event.PUSH;
        boolean whole = true;
        List<Entry> jobs = new ArrayList<>();
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "event" -> event = Trigger.Event.valueOf(json.nextString());
                case "whole" -> whole = json.nextBoolean();
                case "jobs" -> {
                    json.beginArray();
                    while (json.hasNext()) {
                        jobs.add(entry(json));
                    }
                    json.endArray();
                }
                default -> json.skipValue();
            }
        }
        json.endObject();
        return new RunRecord(number, event, whole, jobs);
    }

    private static Entry entry(JsonReader json) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, String> outputs = new LinkedHashMap<>();
        json.beginObject();
        while (json.hasNext()) {
            String name = json.nextName();
            if (name.equals("outputs")) {
                json.beginObject();
                while (json.hasNext()) {
                    outputs.put(json.nextName(), json.nextString());
                }
                json.endObject();
            } else {
                texts.put(name, json.nextString());
            }
        }
        json.endObject();
        return new Entry(
                texts.getOrDefault("name", ""),
                texts.getOrDefault("status", ""),
                texts.getOrDefault("definition", ""),
                outputs,
                Optional.ofNullable(texts.get("url")).filter(url -> !url.isEmpty()));
    }
}
