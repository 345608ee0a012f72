package dev.sluice.app.schedule;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.AccountStore;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.app.trigger.OrderedRuns;
import dev.sluice.app.variable.ValueCipher;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the runs whose time has come. However many times of a schedule have passed meanwhile, it makes one run: a server that was
 * down for a day does not start a hundred. A time whose run was made and not noted gets the same run again. Safe for many threads.
 */
public final class ScheduledRuns {
    private final Parts parts;

    /** What it works with. */
    public record Parts(
            ScheduleStore store,
            Schedules schedules,
            ProjectStore projects,
            AccountStore accounts,
            Access access,
            OrderedRuns orders) {}

    public ScheduledRuns(Parts parts) {
        this.parts = parts;
    }

    /** Makes what is due at this time; when something is due next. */
    public Optional<Instant> runDue(Instant now) {
        for (Schedule schedule : parts.store().due(now)) {
            Instant due = schedule.nextAt().orElse(now);
            Schedule.Last last = last(schedule, now, "schedule/" + schedule.id() + "/" + due.getEpochSecond());
            parts.store().passed(schedule.id(), due, Schedules.next(schedule.cron(), schedule.zone(), now), last);
        }
        return parts.store().nextTime();
    }

    /** Makes a run of the schedule now, for whoever asks; its times stay as they are. Needs {@link Permission#RUN}. */
    public OrderedRuns.Result play(Caller caller, Project project, Schedule schedule) {
        parts.access().require(caller, Permission.RUN, project.id());
        return order(project, schedule, caller, "schedule/" + schedule.id() + "/" + UUID.randomUUID());
    }

    /** What one schedule cannot bear must not keep the others from their times. */
    private Schedule.Last last(Schedule schedule, Instant now, String cause) {
        try {
            return made(schedule, now, cause);
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            return new Schedule.Last(now, 0, "the run could not be made: " + e.getMessage());
        }
    }

    private Schedule.Last made(Schedule schedule, Instant now, String cause) {
        Optional<Project> project = parts.projects().byId(schedule.project());
        Optional<Caller> owner = parts.accounts()
                .byLogin(schedule.owner())
                .<Caller>map(account -> new Caller.Person(account, "", "local"))
                .filter(caller -> parts.access().allows(caller, Permission.RUN, schedule.project()));
        if (project.isEmpty() || owner.isEmpty()) {
            return new Schedule.Last(now, 0, Sentence.OWNER_MAY_NOT.with(schedule.owner()));
        }
        Schedule opened;
        try {
            opened = parts.schedules().opened(schedule);
        } catch (ValueCipher.Unreadable e) {
            return new Schedule.Last(now, 0, String.valueOf(e.getMessage()));
        }
        return switch (order(project.get(), opened, owner.get(), cause)) {
            case OrderedRuns.Result.Made(StoredRun run) ->
                new Schedule.Last(now, run.id().number(), "");
            case OrderedRuns.Result.None(String why) -> new Schedule.Last(now, 0, why);
        };
    }

    private OrderedRuns.Result order(Project project, Schedule schedule, Caller caller, String cause) {
        return parts.orders()
                .start(new OrderedRuns.Order(
                        project,
                        schedule.ref(),
                        Trigger.Event.SCHEDULE,
                        Optional.of(new Trigger.Origin.Schedule(schedule.id(), schedule.description())),
                        caller,
                        schedule.variables(),
                        Map.of(),
                        cause));
    }
}
