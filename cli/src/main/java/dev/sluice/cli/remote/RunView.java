package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.args.Nearest;
import dev.sluice.cli.term.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** A run with its jobs, as the server tells of it. */
record RunView(JsonObject json) {

    /** The run of that number. */
    static RunView of(ServerClient client, String number) throws CommandFailed {
        return new RunView(client.get("/runs/" + number(number)));
    }

    /** The newest run of the project. */
    static RunView newest(ServerClient client) throws CommandFailed {
        List<JsonObject> runs = ServerClient.objects(client.get("/runs?limit=1"), "runs");
        if (runs.isEmpty()) {
            throw new CommandFailed(Exit.FAILED, "there are no runs yet", "push a commit with a .gitlab-ci.yml");
        }
        return of(client, ServerClient.text(runs.getFirst(), "number"));
    }

    /** A run's number as people write it: {@code 12} or {@code #12}. */
    static long number(String text) throws CommandFailed {
        String digits = text.startsWith("#") ? text.substring(1) : text;
        try {
            long number = Long.parseLong(digits);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException none) {
            // Told below.
        }
        throw new CommandFailed(Exit.INVALID, "\"" + text + "\" is no number of a run", "sluice status lists the runs");
    }

    String number() {
        return ServerClient.text(json, "number");
    }

    /** Its status in words. */
    String status() {
        boolean warnings = json.has("warnings") && json.get("warnings").getAsBoolean();
        return ServerClient.text(json, "status") + (warnings ? ", with warnings" : "");
    }

    List<JsonObject> jobs() {
        return ServerClient.objects(json, "jobs");
    }

    /** The job of that name; a wrong name is answered with the one that was probably meant. */
    JsonObject job(String name) throws CommandFailed {
        List<String> names = new ArrayList<>();
        for (JsonObject job : jobs()) {
            if (ServerClient.text(job, "name").equals(name)) {
                return job;
            }
            names.add(ServerClient.text(job, "name"));
        }
        String otherwise = names.isEmpty() ? "it has no jobs" : "there is: " + String.join(", ", names);
        throw new CommandFailed(
                Exit.INVALID, "run " + number() + " has no job \"" + name + "\"", Nearest.hint(name, names, otherwise));
    }

    /** How long the job's last attempt took or takes; empty text before it started. */
    static String time(JsonObject job) {
        List<JsonObject> attempts = ServerClient.objects(job, "attempts");
        if (attempts.isEmpty() || !attempts.getLast().has("started_at")) {
            return "";
        }
        String finished = ServerClient.text(attempts.getLast(), "finished_at");
        try {
            Instant start = Instant.parse(ServerClient.text(attempts.getLast(), "started_at"));
            return finished.isEmpty()
                    ? Durations.rough(Duration.between(start, Instant.now()))
                    : Durations.exact(Duration.between(start, Instant.parse(finished)));
        } catch (DateTimeParseException none) {
            return "";
        }
    }

    /** Why the job is where it is; empty text where the status says all. */
    static String why(JsonObject job) {
        List<JsonObject> attempts = ServerClient.objects(job, "attempts");
        String message = attempts.isEmpty() ? "" : ServerClient.text(attempts.getLast(), "message");
        if (ServerClient.text(job, "status").equals("failed") && !message.isEmpty()) {
            return message;
        }
        if (!job.has("why")) {
            return "";
        }
        JsonObject why = job.getAsJsonObject("why");
        List<String> about = new ArrayList<>();
        why.getAsJsonArray("about").forEach(name -> about.add(name.getAsString()));
        String cause = ServerClient.text(why, "cause").replace('_', ' ');
        return about.isEmpty() ? cause : cause + ": " + String.join(", ", about);
    }
}
