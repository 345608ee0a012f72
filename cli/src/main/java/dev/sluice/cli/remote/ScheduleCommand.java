package dev.sluice.cli.remote;

import com.google.gson.JsonObject;
import dev.sluice.cli.Command;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Arguments;
import dev.sluice.cli.args.Assignment;
import dev.sluice.cli.args.CommandSpec;
import dev.sluice.cli.args.CommandSpec.Example;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.term.SafeText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code sluice schedule ...}: runs of a project at set times. */
public final class ScheduleCommand implements Command {
    private static final String PATH = "/schedules";
    private static final Option<String> CRON =
            Option.text("--cron", "TIMES", "minute, hour, day of the month, month, day of the week");
    private static final Option<String> ZONE = Option.text("--zone", "NAME", "time zone of the times (UTC)");
    private static final Option<String> REF = Option.text("--ref", "NAME", "branch or tag (the default branch)");
    private static final Option<Assignment> VAR =
            Option.assignments("--var", "a variable of its runs; wins over those of the file");
    private static final Option<String> OFF = Option.flag("--off", "keep it, but make no runs by it yet");

    private final Verb verb;

    /** What is done with schedules. */
    public enum Verb {
        CREATE,
        LIST,
        RUN,
        REMOVE
    }

    public ScheduleCommand(Verb verb) {
        this.verb = verb;
    }

    @Override
    public String name() {
        return "schedule " + verb.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public CommandSpec spec() {
        String who = "Asks the server as a developer of the project: with his token in SLUICE_TOKEN (scopes read and"
                + " write), or by the name and password of the git remote.";
        CommandSpec.Operands number = new CommandSpec.Operands("NUMBER", 1, 1);
        return switch (verb) {
            case CREATE ->
                new CommandSpec(
                        name(),
                        "have a branch or tag run at set times",
                        new CommandSpec.Operands("DESCRIPTION", 1, 1),
                        List.of(ServerClient.SERVER, ServerClient.PROJECT, CRON, ZONE, REF, VAR, OFF),
                        List.of("Its runs have your rights, and CI_PIPELINE_SOURCE is schedule.", who),
                        List.of(
                                new Example(
                                        "sluice schedule create nightly --cron '0 4 * * 1-5' --zone Europe/Moscow",
                                        "at 4:00 from Monday to Friday"),
                                new Example(
                                        "sluice schedule create cleanup --cron @weekly --var TASK=cleanup",
                                        "with a variable")));
            case LIST ->
                new CommandSpec(
                        name(),
                        "list the schedules of a project",
                        CommandSpec.Operands.none(),
                        List.of(ServerClient.SERVER, ServerClient.PROJECT, ServerClient.FORMAT),
                        List.of(who),
                        List.of(new Example("sluice schedule list", "numbers, times, what became of the last one")));
            case RUN ->
                new CommandSpec(
                        name(),
                        "make a run of a schedule now",
                        number,
                        List.of(ServerClient.SERVER, ServerClient.PROJECT),
                        List.of("Its own times stay as they are. " + who),
                        List.of(new Example("sluice schedule run 3", "to try it")));
            case REMOVE ->
                new CommandSpec(
                        name(),
                        "forget a schedule of a project",
                        number,
                        List.of(ServerClient.SERVER, ServerClient.PROJECT),
                        List.of(who),
                        List.of(new Example("sluice schedule remove 3", "the runs that it made stay")));
        };
    }

    @Override
    public int run(Invocation invocation) throws CommandFailed {
        try (ServerClient client = ServerClient.of(invocation)) {
            switch (verb) {
                case CREATE -> create(invocation, client);
                case LIST -> list(invocation, client);
                case RUN -> {
                    JsonObject run = client.post(PATH + "/" + number(invocation) + "/play", new JsonObject());
                    String made = ServerClient.text(run, "number");
                    invocation.out().line("run " + made + ": " + client.page("/runs/" + made));
                }
                case REMOVE -> {
                    client.delete(PATH + "/" + number(invocation));
                    invocation.out().line("schedule " + number(invocation) + " removed");
                }
            }
        }
        return Exit.OK;
    }

    private static String number(Invocation invocation) throws CommandFailed {
        String number = invocation.arguments().operands().getFirst();
        if (!number.matches("[1-9][0-9]{0,17}")) {
            throw new CommandFailed(
                    Exit.INVALID,
                    "\"" + SafeText.name(number) + "\" is no number of a schedule",
                    "sluice schedule list shows the numbers");
        }
        return number;
    }

    private static void create(Invocation invocation, ServerClient client) throws CommandFailed {
        Arguments arguments = invocation.arguments();
        Optional<String> cron = arguments.one(CRON);
        if (cron.isEmpty()) {
            throw new CommandFailed(Exit.INVALID, "--cron is missing", "for 4:00 each day: --cron '0 4 * * *'");
        }
        JsonObject body = new JsonObject();
        body.addProperty("description", arguments.operands().getFirst());
        body.addProperty("cron", cron.get());
        arguments.one(ZONE).ifPresent(zone -> body.addProperty("zone", zone));
        arguments.one(REF).ifPresent(ref -> body.addProperty("ref", ref));
        body.addProperty("active", !arguments.has(OFF));
        JsonObject variables = new JsonObject();
        arguments.all(VAR).forEach(one -> variables.addProperty(one.key(), one.value()));
        body.add("variables", variables);
        JsonObject made = client.post(PATH, body);
        String next = ServerClient.text(made, "next_at");
        invocation
                .out()
                .line("schedule " + ServerClient.text(made, "id") + " made"
                        + (next.isEmpty() ? ", off" : ", next " + Moments.local(next)));
    }

    private static void list(Invocation invocation, ServerClient client) throws CommandFailed {
        JsonObject answer = client.get(PATH);
        if (ServerClient.wantsJson(invocation)) {
            invocation.out().line(answer.toString());
            return;
        }
        Table table = new Table("NUMBER", "DESCRIPTION", "REF", "TIMES", "OWNER", "NEXT", "LAST");
        for (JsonObject schedule : ServerClient.objects(answer, "schedules")) {
            String next = ServerClient.text(schedule, "next_at");
            table.row(
                    ServerClient.text(schedule, "id"),
                    SafeText.name(ServerClient.text(schedule, "description")),
                    SafeText.name(ServerClient.text(schedule, "ref")),
                    ServerClient.text(schedule, "cron") + " " + ServerClient.text(schedule, "zone"),
                    ServerClient.text(schedule, "owner"),
                    next.isEmpty() ? "off" : Moments.local(next),
                    last(schedule));
        }
        if (table.isEmpty()) {
            invocation.err().line("no schedules yet: sluice schedule create DESCRIPTION --cron '0 4 * * *'");
        } else {
            table.print(invocation.out());
        }
    }

    private static String last(JsonObject schedule) {
        String run = ServerClient.text(schedule, "last_run");
        String problem = ServerClient.text(schedule, "last_problem");
        return run.isEmpty() ? SafeText.name(problem) : "run " + run;
    }
}
