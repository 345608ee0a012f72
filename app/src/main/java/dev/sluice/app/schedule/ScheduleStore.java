package dev.sluice.app.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps schedules; values of their variables are kept as they are given, so they come sealed. Safe for many threads. */
public interface ScheduleStore {

    /** Keeps a new schedule, whose number is given here. */
    Schedule create(Schedule schedule);

    /** All of a project, oldest first. */
    List<Schedule> list(long project);

    Optional<Schedule> find(long project, long id);

    /** Keeps the schedule in place of the one of its number; false where that is gone. */
    boolean change(Schedule schedule);

    /** Forgets it; false where there is none. */
    boolean remove(long project, long id);

    /** Active schedules whose time has come, of all projects, longest waiting first; at most 100. */
    List<Schedule> due(Instant now);

    /** When the next active schedule's time comes. */
    Optional<Instant> nextTime();

    /**
     * Notes that a time was acted upon.
     *
     * @param at the time, as {@link Schedule#nextAt} was
     * @param next the one after it; empty: never
     * @return false where somebody else did that before, or the schedule was changed or removed
     */
    boolean passed(long id, Instant at, Optional<Instant> next, Schedule.Last last);
}
