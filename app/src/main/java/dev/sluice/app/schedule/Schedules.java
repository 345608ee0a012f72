package dev.sluice.app.schedule;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.StartForm;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.OrderedRuns;
import dev.sluice.app.variable.ValueCipher;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The schedules of a project, for those who may start runs there. Whoever changes one becomes its owner, so that nobody's rights
 * are used for what somebody else wrote. Safe for many threads.
 */
public final class Schedules {
    private static final String MASKED = "[MASKED]";
    private static final int SCHEDULES_MAX = 100;
    private static final int DESCRIPTION_MAX = 255;

    private final ScheduleStore store;
    private final ValueCipher cipher;
    private final Access access;
    private final AuditTrail audit;
    private final InstantSource clock;
    private volatile Runnable changed = () -> {};
    private volatile Player player = (_, _, _) -> new OrderedRuns.Result.None("the server is about to start");

    public Schedules(ScheduleStore store, ValueCipher cipher, Access access, AuditTrail audit, InstantSource clock) {
        this.store = store;
        this.cipher = cipher;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /** Makes a run of a schedule now. */
    @FunctionalInterface
    public interface Player {
        /** The run, or why there is none; the schedule's values can be read. */
        OrderedRuns.Result play(Caller caller, Project project, Schedule schedule);
    }

    /**
     * Connects the parts that are made later.
     *
     * @param onChange called after each change: the next time may be another one
     */
    public void connect(Runnable onChange, Player runs) {
        changed = onChange;
        player = runs;
    }

    /** Makes a run of a schedule now, for the caller; its times stay as they are. Needs {@link Permission#RUN}. */
    public OrderedRuns.Result play(Caller caller, Project project, long id) {
        access.require(caller, Permission.RUN, project.id());
        Optional<Schedule> schedule = store.find(project.id(), id).map(this::opened);
        if (schedule.isEmpty()) {
            return new OrderedRuns.Result.None("there is no such schedule");
        }
        OrderedRuns.Result result = player.play(caller, project, schedule.get());
        if (result instanceof OrderedRuns.Result.Made(StoredRun run)) {
            record(
                    caller,
                    project,
                    "schedule.played",
                    schedule.get(),
                    "run " + run.id().number());
        }
        return result;
    }

    /** What is wanted of a schedule. */
    public record Wish(
            String description, String ref, String cron, String zone, boolean active, Map<String, String> variables) {
        public Wish {
            variables = Map.copyOf(variables);
        }
    }

    /** What came of a change. */
    public sealed interface Result {
        record Done(Schedule schedule) implements Result {}

        /** It was not made; {@code field} is what is wrong with the wish, {@code why} says it to people. */
        record Refused(String field, String why) implements Result {}
    }

    /**
     * Whether the caller may change and remove the schedule and see its values: its owner and maintainers may
     * (docs.gitlab.com, "Scheduled pipelines").
     */
    public boolean mayChange(Caller caller, Schedule schedule) {
        return access.allows(caller, Permission.MANAGE_SCHEDULES, schedule.project())
                || access.allows(caller, Permission.RUN, schedule.project())
                        && schedule.owner().equals(caller.login());
    }

    private void requireChange(Caller caller, Schedule schedule) {
        if (!mayChange(caller, schedule)) {
            access.require(caller, Permission.MANAGE_SCHEDULES, schedule.project());
        }
    }

    /** The schedule as the caller may see it: values are for those who may change it. */
    private Schedule shown(Caller caller, Schedule schedule) {
        if (mayChange(caller, schedule)) {
            return opened(schedule);
        }
        Map<String, String> values = new TreeMap<>(schedule.variables());
        values.replaceAll((_, _) -> MASKED);
        return with(schedule, values);
    }

    /** All of a project; values are masked for those who may not change them. Needs {@link Permission#RUN}. */
    public List<Schedule> list(Caller caller, Project project) {
        access.require(caller, Permission.RUN, project.id());
        return store.list(project.id()).stream()
                .map(schedule -> shown(caller, schedule))
                .toList();
    }

    /** One schedule; values are masked for those who may not change them. Needs {@link Permission#RUN}. */
    public Optional<Schedule> find(Caller caller, Project project, long id) {
        access.require(caller, Permission.RUN, project.id());
        return store.find(project.id(), id).map(schedule -> shown(caller, schedule));
    }

    /** Makes a schedule. Needs {@link Permission#RUN}. */
    public Result create(Caller caller, Project project, Wish wish) {
        access.require(caller, Permission.RUN, project.id());
        Optional<Result.Refused> refused = refusal(wish);
        if (refused.isPresent()) {
            return refused.get();
        }
        if (store.list(project.id()).size() >= SCHEDULES_MAX) {
            return new Result.Refused("description", "a project has at most " + SCHEDULES_MAX + " schedules");
        }
        Schedule made = store.create(unreadable(schedule(0, caller, project, wish, Optional.empty())));
        record(caller, project, "schedule.made", made, wish.cron() + " " + wish.zone() + ", " + wish.ref());
        changed.run();
        return new Result.Done(opened(made));
    }

    /** Changes a schedule, and makes the caller its owner. Another's needs {@link Permission#MANAGE_SCHEDULES}. */
    public Result change(Caller caller, Project project, long id, Wish wish) {
        access.require(caller, Permission.RUN, project.id());
        Optional<Schedule> before = store.find(project.id(), id);
        before.ifPresent(schedule -> requireChange(caller, schedule));
        Optional<Result.Refused> refused =
                before.isEmpty() ? Optional.of(new Result.Refused("id", "there is no such schedule")) : refusal(wish);
        if (refused.isPresent()) {
            return refused.get();
        }
        Schedule after = schedule(id, caller, project, wish, before.get().last());
        if (!store.change(unreadable(after))) {
            return new Result.Refused("id", "there is no such schedule any more");
        }
        String owner = before.get().owner().equals(caller.login())
                ? ""
                : "; owner " + before.get().owner() + " -> " + caller.login();
        record(
                caller,
                project,
                "schedule.changed",
                after,
                wish.cron() + " " + wish.zone() + ", " + wish.ref() + (wish.active() ? "" : ", off") + owner);
        changed.run();
        return new Result.Done(after);
    }

    /** Forgets a schedule; false where there is none. Another's needs {@link Permission#MANAGE_SCHEDULES}. */
    public boolean remove(Caller caller, Project project, long id) {
        access.require(caller, Permission.RUN, project.id());
        Optional<Schedule> before = store.find(project.id(), id);
        before.ifPresent(schedule -> requireChange(caller, schedule));
        if (before.isEmpty() || !store.remove(project.id(), id)) {
            return false;
        }
        record(caller, project, "schedule.removed", before.get(), "");
        changed.run();
        return true;
    }

    private Schedule schedule(long id, Caller caller, Project project, Wish wish, Optional<Schedule.Last> last) {
        ZoneId zone = ZoneId.of(wish.zone());
        return new Schedule(
                id,
                project.id(),
                wish.description().strip(),
                wish.ref().strip(),
                wish.cron().strip(),
                zone,
                wish.active(),
                caller.login(),
                wish.variables(),
                wish.active() ? next(wish.cron(), zone, clock.instant()) : Optional.empty(),
                last);
    }

    static Optional<Instant> next(String cron, ZoneId zone, Instant after) {
        return CronExpression.read(cron) instanceof CronExpression.Read.Valid(CronExpression expression)
                ? expression.next(after, zone)
                : Optional.empty();
    }

    private static Optional<Result.Refused> refusal(Wish wish) {
        if (wish.description().isBlank() || wish.description().length() > DESCRIPTION_MAX) {
            return Optional.of(new Result.Refused(
                    "description", "a schedule has a description of 1 to " + DESCRIPTION_MAX + " characters"));
        }
        if (wish.ref().isBlank()) {
            return Optional.of(new Result.Refused("ref", "a schedule is for a branch or a tag"));
        }
        ZoneId zone;
        try {
            zone = ZoneId.of(wish.zone());
        } catch (DateTimeException _) {
            return Optional.of(new Result.Refused(
                    "zone", "\"" + wish.zone() + "\" is no time zone; names are like UTC and Europe/Moscow"));
        }
        Optional<String> variables = StartForm.variablesProblem(wish.variables());
        if (variables.isPresent()) {
            return Optional.of(new Result.Refused("variables", variables.get()));
        }
        return switch (CronExpression.read(wish.cron())) {
            case CronExpression.Read.Invalid(int column, String why) ->
                Optional.of(new Result.Refused("cron", "column " + column + ": " + why));
            case CronExpression.Read.Valid(CronExpression expression) ->
                expression.next(Instant.EPOCH, zone).isEmpty()
                        ? Optional.of(new Result.Refused("cron", "that day never comes"))
                        : Optional.empty();
        };
    }

    private static String place(Schedule schedule, String name) {
        return "schedule/" + schedule.project() + "/" + name;
    }

    private Schedule unreadable(Schedule schedule) {
        Map<String, String> values = new TreeMap<>();
        schedule.variables().forEach((name, value) -> values.put(name, cipher.seal(value, place(schedule, name))));
        return with(schedule, values);
    }

    /** The same with values that can be read. */
    Schedule opened(Schedule schedule) {
        Map<String, String> values = new TreeMap<>();
        schedule.variables().forEach((name, value) -> values.put(name, cipher.open(value, place(schedule, name))));
        return with(schedule, values);
    }

    private static Schedule with(Schedule schedule, Map<String, String> variables) {
        return new Schedule(
                schedule.id(),
                schedule.project(),
                schedule.description(),
                schedule.ref(),
                schedule.cron(),
                schedule.zone(),
                schedule.active(),
                schedule.owner(),
                variables,
                schedule.nextAt(),
                schedule.last());
    }

    private void record(Caller caller, Project project, String action, Schedule schedule, String detail) {
        audit.record(new AuditTrail.Deed(
                caller.login(),
                action,
                project.path(),
                "schedule " + schedule.id() + " (" + schedule.description() + ")",
                detail,
                "/p/" + project.path() + "/settings/schedules",
                caller.address()));
    }
}
