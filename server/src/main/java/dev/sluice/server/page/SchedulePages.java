package dev.sluice.server.page;

import dev.sluice.app.access.Caller;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.schedule.Schedule;
import dev.sluice.app.schedule.Schedules;
import dev.sluice.app.trigger.OrderedRuns;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Action;
import dev.sluice.server.page.view.SchedulesView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The schedules of a project, for those who may start runs. */
final class SchedulePages {
    private static final Pattern COLUMN = Pattern.compile("column (\\d+)");

    private final PageSources sources;

    SchedulePages(PageSources sources) {
        this.sources = sources;
    }

    private Schedules schedules() {
        return sources.settings().schedules();
    }

    Response list(Visit visit) {
        Project project = visit.request().project();
        Optional<Schedule> chosen = visit.request()
                .query("id")
                .filter(id -> id.matches("[1-9][0-9]{0,17}"))
                .flatMap(id -> schedules().find(visit.request().caller(), project, Long.parseLong(id)))
                .filter(schedule -> schedules().mayChange(visit.request().caller(), schedule));
        return page(visit, 200, chosen.map(SchedulePages::formOf).orElseGet(() -> emptyForm(project)));
    }

    Response keep(Visit visit) throws IOException {
        Project project = visit.request().project();
        Map<String, String> fields = visit.request().form();
        String idText = fields.getOrDefault("id", "0");
        long id = idText.matches("[0-9]{1,18}") ? Long.parseLong(idText) : 0;
        Map<String, String> variables = new LinkedHashMap<>();
        String lines = fields.getOrDefault("variables", "");
        for (String line : lines.lines().filter(one -> !one.isBlank()).toList()) {
            int equals = line.indexOf('=');
            variables.put(
                    (equals < 0 ? line : line.substring(0, equals)).strip(),
                    equals < 0 ? "" : line.substring(equals + 1));
        }
        Schedules.Wish wish = new Schedules.Wish(
                fields.getOrDefault("description", ""),
                fields.getOrDefault("ref", ""),
                fields.getOrDefault("cron", ""),
                fields.getOrDefault("zone", "").strip(),
                fields.getOrDefault("active", "").equals("yes"),
                variables);
        Caller caller = visit.request().caller();
        Schedules.Result result = id == 0
                ? schedules().create(caller, project, wish)
                : schedules().change(caller, project, id, wish);
        return switch (result) {
            case Schedules.Result.Done _ -> Response.seeOther(Urls.schedules(project.path()));
            case Schedules.Result.Refused(String field, String why) ->
                page(visit, 422, formOf(id, wish, lines, problem(visit, field, why)));
        };
    }

    private static String problem(Visit visit, String field, String why) {
        return switch (field) {
            case "cron" -> {
                Matcher column = COLUMN.matcher(why);
                yield visit.text("schedules.cronProblem", "n", column.lookingAt() ? column.group(1) : "1");
            }
            case "zone" -> visit.text("schedules.zoneProblem");
            case "ref" -> visit.text("schedules.refProblem");
            case "variables" -> visit.text("schedules.variablesProblem");
            default -> visit.text("schedules.descriptionProblem");
        };
    }

    Response remove(Visit visit) {
        Project project = visit.request().project();
        if (!schedules()
                .remove(visit.request().caller(), project, visit.request().number("id"))) {
            throw BadRequest.notFound(visit.text("schedules.gone"));
        }
        return Response.seeOther(Urls.schedules(project.path()));
    }

    Response play(Visit visit) {
        Project project = visit.request().project();
        return switch (schedules()
                .play(visit.request().caller(), project, visit.request().number("id"))) {
            case OrderedRuns.Result.Made(StoredRun run) -> Response.seeOther(Urls.run(project.path(), run.id()));
            case OrderedRuns.Result.None(String why) -> throw new BadRequest(409, "not-started", visit.said(why));
        };
    }

    private Response page(Visit visit, int status, SchedulesView.Form form) {
        Project project = visit.request().project();
        SchedulesView view = new SchedulesView(
                Urls.settings(project.path()),
                Urls.schedules(project.path()),
                schedules().list(visit.request().caller(), project).stream()
                        .map(schedule -> row(visit, schedule))
                        .toList(),
                form);
        return visit.page(
                status, "page/schedules.jte", visit.settingsFrame(project, visit.text("schedules.title")), view);
    }

    private SchedulesView.Row row(Visit visit, Schedule schedule) {
        boolean mayChange = schedules().mayChange(visit.request().caller(), schedule);
        String path = visit.request().project().path();
        String one = Urls.schedules(path) + "/" + schedule.id();
        return new SchedulesView.Row(
                schedule.description(),
                schedule.ref(),
                schedule.cron(),
                schedule.zone().getId(),
                schedule.owner(),
                schedule.nextAt(),
                schedule.last().map(Schedule.Last::at),
                schedule.last()
                        .filter(last -> last.run() > 0)
                        .map(last -> Urls.run(path, last.run()))
                        .orElse(""),
                schedule.last().map(last -> visit.said(last.problem())).orElse(""),
                mayChange ? Urls.schedules(path) + "?id=" + schedule.id() + "#edit" : "",
                Action.of(visit.text("schedules.play"), one + "/play"),
                Action.of(visit.text("schedules.remove"), one + "/remove")
                        .danger()
                        .confirm(visit.text("schedules.removeAsk", "name", schedule.description()), ""));
    }

    private static SchedulesView.Form emptyForm(Project project) {
        return new SchedulesView.Form(0, "", project.defaultBranch(), "0 4 * * *", "UTC", true, "", "");
    }

    private static SchedulesView.Form formOf(Schedule schedule) {
        return new SchedulesView.Form(
                schedule.id(),
                schedule.description(),
                schedule.ref(),
                schedule.cron(),
                schedule.zone().getId(),
                schedule.active(),
                new TreeMap<>(schedule.variables())
                        .entrySet().stream()
                                .map(one -> one.getKey() + "=" + one.getValue())
                                .collect(Collectors.joining("\n")),
                "");
    }

    private static SchedulesView.Form formOf(long id, Schedules.Wish wish, String lines, String problem) {
        return new SchedulesView.Form(
                id, wish.description(), wish.ref(), wish.cron(), wish.zone(), wish.active(), lines, problem);
    }
}
