package dev.sluice.adapters.store;

import com.google.gson.Gson;
import dev.sluice.app.run.GroupOrder;
import dev.sluice.app.run.JobQueue;
import dev.sluice.app.run.RunId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The queue in the database; who waits for an offer is woken within this process. Safe for many threads. */
public final class SqlJobQueue implements JobQueue {
    private static final int PAGE = 100;
    private static final int SWEEP_MAX = 10_000;
    private static final Gson GSON = new Gson();

    private final Database database;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long changes;
    private volatile GroupOrder order = GroupOrder.NONE;

    private record Offered(long sequence, RunId run, String job, int attempt, Set<String> tags, String group) {}

    SqlJobQueue(Database database) {
        this.database = database;
    }

    @Override
    public void offer(JobOffer offer) {
        int added = database.write(sql -> sql.update(
                """
                insert into queue (project_id, run, job, attempt, tags, resource_group, offered_at_ns, state)
                values (:project, :run, :job, :attempt, :tags, :group, :at, 'offered')
                on conflict (project_id, run, job, attempt) do nothing
                """,
                Param.of("project", offer.run().project()),
                Param.of("run", offer.run().number()),
                Param.of("job", offer.job()),
                Param.of("attempt", offer.attempt()),
                Param.of("tags", GSON.toJson(new TreeSet<>(offer.tags()))),
                Param.of("group", offer.resourceGroup()),
                Param.of("at", offer.at())));
        if (added > 0) {
            change();
        }
    }

    @Override
    public void withdraw(RunId run, String job, int attempt) {
        database.write(sql -> sql.update(
                """
                update queue set state = 'withdrawn'
                where project_id = :project and run = :run and job = :job and attempt = :attempt and state = 'offered'
                """,
                Param.of("project", run.project()),
                Param.of("run", run.number()),
                Param.of("job", job),
                Param.of("attempt", attempt)));
    }

    /** From now on groups hand out their attempts in this order. */
    public void orderedBy(GroupOrder given) {
        order = given;
        change();
    }

    @Override
    public void lookAgain() {
        change();
    }

    @Override
    public Optional<Claim> claim(String runner, Set<String> tags, Duration lease, Instant now) {
        // A look without a transaction first: most asks of idle runners end here.
        if (database.read(sql -> fitting(sql, tags, _ -> true)).isEmpty()) {
            return Optional.empty();
        }
        Set<Long> next = order.isAny() ? nextOfOrdered(tags) : Set.of();
        return database.write(sql -> {
            Optional<Offered> oldest = fitting(
                    sql,
                    tags,
                    offered -> !order.isOrdered(offered.run().project(), offered.group())
                            || next.contains(offered.sequence()));
            return oldest.isEmpty()
                    ? Optional.<Claim>empty()
                    : Optional.of(hold(sql, oldest.get(), runner, now.plus(lease)));
        });
    }

    /** Offers of ordered groups whose turn it is; found out before the transaction, for it takes a look at the runs. */
    private Set<Long> nextOfOrdered(Set<String> tags) {
        List<Offered> ordered = new ArrayList<>();
        database.read(sql -> fitting(sql, tags, offered -> {
            if (order.isOrdered(offered.run().project(), offered.group())) {
                ordered.add(offered);
            }
            return false;
        }));
        record Group(long project, String key) {}
        Map<Group, Set<RunId>> ready = new HashMap<>();
        ordered.forEach(offered -> ready.computeIfAbsent(
                        new Group(offered.run().project(), offered.group()), _ -> new HashSet<>())
                .add(offered.run()));
        Map<Group, Set<RunId>> next = new HashMap<>();
        ready.forEach((group, runs) -> next.put(group, order.next(group.project(), group.key(), runs)));
        return ordered.stream()
                .filter(offered -> next.getOrDefault(new Group(offered.run().project(), offered.group()), Set.of())
                        .contains(offered.run()))
                .map(Offered::sequence)
                .collect(Collectors.toSet());
    }

    /** The oldest offer that fits a runner, whose group is free, and that passes. */
    private static Optional<Offered> fitting(Sql sql, Set<String> tags, Predicate<Offered> passes) throws SQLException {
        long after = 0;
        while (true) {
            List<Offered> page = free(sql, after);
            for (Offered offered : page) {
                if (JobQueue.fits(offered.tags(), tags) && passes.test(offered)) {
                    return Optional.of(offered);
                }
            }
            if (page.size() < PAGE) {
                return Optional.empty();
            }
            after = page.getLast().sequence();
        }
    }

    /** Offers whose resource group is free, oldest first. */
    private static List<Offered> free(Sql sql, long after) throws SQLException {
        return sql.list(
                """
                select sequence, project_id, run, job, attempt, tags, resource_group from queue
                where state = 'offered' and sequence > :after
                  and (resource_group = '' or not exists (
                    select 1 from queue held where held.state = 'held'
                      and held.project_id = queue.project_id and held.resource_group = queue.resource_group))
                order by sequence limit :page
                """,
                row -> new Offered(
                        row.number("sequence"),
                        new RunId(row.number("project_id"), row.number("run")),
                        row.text("job"),
                        (int) row.number("attempt"),
                        Set.of(GSON.fromJson(row.text("tags"), String[].class)),
                        row.text("resource_group")),
                Param.of("after", after),
                Param.of("page", PAGE));
    }

    private static Claim hold(Sql sql, Offered offered, String runner, Instant until) throws SQLException {
        long fence = sql.first(
                        "update counters set value = value + 1 where name = 'fence' returning value",
                        row -> row.number("value"))
                .orElseThrow(() -> new SQLException("the counter of fences is missing"));
        sql.update(
                """
                update queue set state = 'held', runner = :runner, fence = :fence, until_ns = :until
                where sequence = :sequence
                """,
                Param.of("runner", runner),
                Param.of("fence", fence),
                Param.of("until", until),
                Param.of("sequence", offered.sequence()));
        return new Claim(offered.run(), offered.job(), offered.attempt(), runner, fence, until);
    }

    @Override
    public boolean renew(Claim claim, Duration lease, Instant now) {
        return database.write(sql -> sql.update(
                        "update queue set until_ns = :until where fence = :fence and state = 'held'",
                        Param.of("until", now.plus(lease)),
                        Param.of("fence", claim.fence())))
                == 1;
    }

    @Override
    public void release(Claim claim) {
        Optional<String> group = database.write(sql -> sql.first(
                "update queue set state = 'done' where fence = :fence and state = 'held' returning resource_group",
                row -> row.text("resource_group"),
                Param.of("fence", claim.fence())));
        if (group.filter(name -> !name.isEmpty()).isPresent()) {
            change();
        }
    }

    /**
     * Forgets attempts that are over. Those of a run that is not, or whose effects are not all performed, stay: they keep
     * a second offer from being taken for a new attempt.
     *
     * @param before when they were offered
     * @return how many, at most {@value #SWEEP_MAX}
     */
    public int sweep(Instant before) {
        return database.write(sql -> sql.update("""
            delete from queue where sequence in (
              select queue.sequence from queue
              join runs on runs.project_id = queue.project_id and runs.number = queue.run
              where queue.state in ('done', 'withdrawn') and queue.offered_at_ns < :before
                and runs.status in ('SUCCESS', 'FAILED', 'CANCELED', 'SKIPPED')
                and not exists (
                  select 1 from effects
                  where effects.project_id = queue.project_id and effects.run = queue.run)
              order by queue.sequence limit :limit)
            """, Param.of("before", before), Param.of("limit", SWEEP_MAX)));
    }

    @Override
    public List<Claim> expired(Instant now) {
        return database.read(sql -> sql.list("""
            select project_id, run, job, attempt, runner, fence, until_ns from queue
            where state = 'held' and until_ns < :now order by fence
            """, SqlJobQueue::claim, Param.of("now", now)));
    }

    @Override
    public List<Claim> heldBy(String runner) {
        return database.read(sql -> sql.list("""
            select project_id, run, job, attempt, runner, fence, until_ns from queue
            where state = 'held' and runner = :runner order by fence
            """, SqlJobQueue::claim, Param.of("runner", runner)));
    }

    /** The run whose job holds a resource group of the project; empty where it is free. */
    public Optional<RunId> holder(long project, String group) {
        return database.read(sql -> sql.first(
                """
                select project_id, run from queue
                where state = 'held' and project_id = :project and resource_group = :group
                """,
                row -> new RunId(row.number("project_id"), row.number("run")),
                Param.of("project", project),
                Param.of("group", group)));
    }

    /** Attempts that wait for a runner, oldest first. */
    public List<JobOffer> waiting() {
        return database.read(sql -> sql.list(
                """
                select project_id, run, job, attempt, tags, resource_group, offered_at_ns from queue
                where state = 'offered' order by sequence limit 1000
                """,
                row -> new JobOffer(
                        new RunId(row.number("project_id"), row.number("run")),
                        row.text("job"),
                        (int) row.number("attempt"),
                        Set.of(GSON.fromJson(row.text("tags"), String[].class)),
                        row.text("resource_group"),
                        row.instant("offered_at_ns"))));
    }

    @Override
    public long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void awaitChange(long seen, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (changes == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void change() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static Claim claim(Row row) throws SQLException {
        return new Claim(
                new RunId(row.number("project_id"), row.number("run")),
                row.text("job"),
                (int) row.number("attempt"),
                row.text("runner"),
                row.number("fence"),
                row.instant("until_ns"));
    }
}
