package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.term.SafeText;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/** {@code sluice logs}: what a job on the server printed, or prints just now. */
public final class LogsCommand implements Command {
    private static final int ATTEMPTS_MAX = 10_000;
    private static final int WAIT_S = 20;
    private static final long QUICK_NS = 200_000_000;
    private static final int BUFFER_CHARACTERS = 16_384;
    private static final Option<String> FOLLOW = Option.flag(
                    "--follow", "print on until the job is over; exit 1 if it failed, 3 if it was canceled")
            .withBrief("-f");
    private static final Option<Integer> ATTEMPT =
            Option.number("--attempt", "N", "that attempt (the newest)", 1, ATTEMPTS_MAX);
    private static final List<String> OVER = List.of("success", "failed", "skipped", "canceled");

    @Override
    public String name() {
        return "logs";
    }

    @Override
    public CommandSpec spec() {
        return new CommandSpec(
                name(),
                "print the log of a job on the server",
                new CommandSpec.Operands("[RUN] JOB", 1, 2),
                List.of(ServerClient.SERVER, ServerClient.PROJECT, FOLLOW, ATTEMPT),
                List.of("Without a run: the newest one of the project.", Patience.NOTE),
                List.of(
                        new Example("sluice logs build", "of the newest run"),
                        new Example("sluice logs 12 'unit tests' --follow", "of run 12, until the job is over")));
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        List<String> operands = invocation.arguments().operands();
        try (ServerClient client = ServerClient.of(invocation)) {
            RunView run = operands.size() == 2 ? RunView.of(client, operands.getFirst()) : RunView.newest(client);
            String name = operands.getLast();
            if (operands.size() == 1
                    && name.matches("#?\\d+")
                    && run.jobs().stream().noneMatch(named(name))) {
                throw new CommandFailed(
                        Exit.INVALID, "name a job of run " + name, "sluice status " + name + " lists its jobs");
            }
            Reading reading = new Reading(invocation, client, run, name);
            return reading.read(run.job(name));
        }
    }

    private static Predicate<JsonObject> named(String name) {
        return job -> ServerClient.text(job, "name").equals(name);
    }

    /** One call's place in the log. Used by one thread. */
    private static final class Reading {
        private final Invocation invocation;
        private final ServerClient client;
        private final String job;
        private final String path;
        private final boolean follow;
        private final Patience patience;
        private long next;
        private String status = "";
        private int newest;

        Reading(Invocation invocation, ServerClient client, RunView run, String job) {
            this.invocation = invocation;
            this.client = client;
            this.job = job;
            this.path = "/runs/" + run.number() + "/jobs/" + ServerClient.segment(job);
            this.follow = invocation.arguments().has(FOLLOW);
            this.patience = new Patience(invocation.err());
        }

        int read(JsonObject found) throws CommandFailed {
            int attempt = invocation.arguments().one(ATTEMPT).orElseGet(() -> attempts(found));
            if (attempt == 0) {
                attempt = awaitStart(found);
            }
            while (attempt > 0) {
                int wanted = attempt;
                long before = next;
                long asked = System.nanoTime();
                if (follow) {
                    patience.answer(() -> window(wanted));
                } else {
                    window(wanted);
                }
                boolean again =
                        newest > attempt && invocation.arguments().one(ATTEMPT).isEmpty();
                if (follow && again) {
                    invocation.err().line("attempt " + attempt + " is over; attempt " + newest + ":");
                    attempt = newest;
                    next = 0;
                } else if (!follow || OVER.contains(status) || newest > attempt) {
                    break;
                } else if (next == before && System.nanoTime() - asked < QUICK_NS) {
                    // The server waits for the next line before it answers; one that cannot is not asked all the time.
                    DeploymentWait.pause("the job goes on");
                }
            }
            return follow ? exit() : Exit.OK;
        }

        private int exit() {
            return switch (status) {
                case "failed" -> Exit.FAILED;
                case "canceled" -> Exit.CANCELED;
                default -> Exit.OK;
            };
        }

        /** The first attempt's number once there is one; 0 where there is none. */
        private int awaitStart(JsonObject found) throws CommandFailed {
            JsonObject now = found;
            String said = "";
            while (true) {
                status = ServerClient.text(now, "status");
                String why = RunView.why(now);
                String words = SafeText.name(job) + " is " + status + (why.isEmpty() ? "" : ": " + SafeText.name(why));
                if (!words.equals(said)) {
                    said = words;
                    invocation.err().line(follow ? words : words + ": it has no log yet");
                }
                if (!follow || OVER.contains(status)) {
                    return 0;
                }
                DeploymentWait.pause("the job goes on");
                now = patience.answer(() -> client.get(path));
                if (attempts(now) > 0) {
                    return attempts(now);
                }
            }
        }

        private static int attempts(JsonObject job) {
            return ServerClient.objects(job, "attempts").size();
        }

        /** Prints the lines that are there and were not printed yet; the number of the next one. */
        private long window(int attempt) throws CommandFailed {
            HttpResponse<InputStream> answer = client.stream(
                    path + "/log?attempt=" + attempt + "&from=" + next + (follow ? "&wait=" + WAIT_S : ""));
            try (Reader text = new InputStreamReader(answer.body(), StandardCharsets.UTF_8)) {
                print(text);
            } catch (IOException e) {
                throw client.unreachable(e);
            }
            next = number(answer, "X-Next-Line", next);
            newest = (int) number(answer, "X-Job-Attempt", attempt);
            status = answer.headers().firstValue("X-Job-Status").orElse("");
            return next;
        }

        private static long number(HttpResponse<InputStream> answer, String header, long otherwise) {
            return answer.headers().firstValueAsLong(header).orElse(otherwise);
        }

        /** Prints lines, many at a time. A carriage return ends none: it is how programs overwrite what they have said. */
        private void print(Reader text) throws IOException {
            long lines = 0;
            StringBuilder printed = new StringBuilder();
            StringBuilder line = new StringBuilder();
            char[] buffer = new char[BUFFER_CHARACTERS];
            for (int count = text.read(buffer); count >= 0; count = text.read(buffer)) {
                for (int i = 0; i < count; i++) {
                    if (buffer[i] == '\n') {
                        append(printed, line.toString());
                        line.setLength(0);
                        lines++;
                    } else {
                        line.append(buffer[i]);
                    }
                }
                invocation.out().write(printed.toString());
                printed.setLength(0);
                // Counted at once: what was printed before the answer broke off must not come twice.
                next += lines;
                lines = 0;
            }
        }

        private void append(StringBuilder printed, String line) {
            String safe = SafeText.line(line, invocation.out().isColored());
            // A section's mark without a heading is for pages, which fold by it.
            boolean mark = line.startsWith("section_start:") || line.startsWith("section_end:");
            if (!mark || !safe.isBlank()) {
                printed.append(safe).append('\n');
            }
        }
    }
}
