package dev.sluice.server.page;

import dev.sluice.app.access.Access;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.project.ProtectedRefStore;
import dev.sluice.app.run.MemoryRunStore;
import dev.sluice.app.run.ResourceGroupStore;
import dev.sluice.app.run.ResourceGroups;
import dev.sluice.app.schedule.Schedule;
import dev.sluice.app.schedule.ScheduleStore;
import dev.sluice.app.schedule.Schedules;
import dev.sluice.app.settings.ProjectSettings;
import dev.sluice.app.trigger.TriggerTokenStore;
import dev.sluice.app.trigger.TriggerTokens;
import dev.sluice.app.variable.ValueCipher;
import dev.sluice.app.variable.VariableStore;
import dev.sluice.app.variable.Variables;
import dev.sluice.core.model.Trigger.ProtectedRefs;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The settings of the one project, in memory. */
final class TestSettings {
    private TestSettings() {}

    static ProjectSettings of(Access access, AuditTrail audit, InstantSource clock) {
        return new ProjectSettings(
                new Variables(new Kept(), new NoCipher(), access, audit, clock),
                new ProtectedRefRules(new Rules(), access, audit),
                new Schedules(new TimeTable(), new NoCipher(), access, audit, clock),
                new TriggerTokens(new NoTokens(), access, audit, clock),
                new ResourceGroups(new Orders(), new MemoryRunStore(), access, audit, () -> {}));
    }

    private static final class Orders implements ResourceGroupStore {
        private final Map<String, Entry> entries = new ConcurrentSkipListMap<>();

        @Override
        public List<Entry> all() {
            return List.copyOf(entries.values());
        }

        @Override
        public List<String> used(long project, int limit) {
            return List.of();
        }

        @Override
        public void put(Entry entry) {
            entries.put(entry.key(), entry);
        }
    }

    private static final class NoCipher implements ValueCipher {
        @Override
        public String seal(String value, String place) {
            return value;
        }

        @Override
        public String open(String stored, String place) {
            return stored;
        }
    }

    private static final class Kept implements VariableStore {
        private final Map<String, Sealed> variables = new ConcurrentSkipListMap<>();

        @Override
        public List<Sealed> list(long project) {
            return List.copyOf(variables.values());
        }

        @Override
        public Optional<Sealed> find(long project, String key, String scope) {
            return Optional.ofNullable(variables.get(key + " " + scope));
        }

        @Override
        public void put(long project, Sealed variable) {
            variables.put(variable.variable().key() + " " + variable.variable().scope(), variable);
        }

        @Override
        public boolean remove(long project, String key, String scope) {
            return variables.remove(key + " " + scope) != null;
        }

        @Override
        public boolean hasAny() {
            return !variables.isEmpty();
        }
    }

    private static final class Rules implements ProtectedRefStore {
        private final Map<String, Rule> rules = new ConcurrentSkipListMap<>();

        @Override
        public List<Rule> list(long project) {
            return List.copyOf(rules.values());
        }

        @Override
        public void put(long project, Rule rule) {
            rules.put(rule.refs().toString(), rule);
        }

        @Override
        public boolean remove(long project, ProtectedRefs refs) {
            return rules.remove(refs.toString()) != null;
        }
    }

    private static final class TimeTable implements ScheduleStore {
        private final Map<Long, Schedule> schedules = new ConcurrentSkipListMap<>();

        @Override
        public Schedule create(Schedule wish) {
            Schedule made = new Schedule(
                    schedules.size() + 1L,
                    wish.project(),
                    wish.description(),
                    wish.ref(),
                    wish.cron(),
                    wish.zone(),
                    wish.active(),
                    wish.owner(),
                    wish.variables(),
                    wish.nextAt(),
                    wish.last());
            schedules.put(made.id(), made);
            return made;
        }

        @Override
        public List<Schedule> list(long project) {
            return List.copyOf(schedules.values());
        }

        @Override
        public Optional<Schedule> find(long project, long id) {
            return Optional.ofNullable(schedules.get(id));
        }

        @Override
        public boolean change(Schedule schedule) {
            return schedules.replace(schedule.id(), schedule) != null;
        }

        @Override
        public boolean remove(long project, long id) {
            return schedules.remove(id) != null;
        }

        @Override
        public List<Schedule> due(Instant now) {
            return List.of();
        }

        @Override
        public Optional<Instant> nextTime() {
            return Optional.empty();
        }

        @Override
        public boolean passed(long id, Instant at, Optional<Instant> next, Schedule.Last last) {
            return false;
        }
    }

    private static final class NoTokens implements TriggerTokenStore {
        @Override
        public TokenInfo create(
                long project, String hash, String shortForm, String description, String owner, Instant at) {
            return new TokenInfo(1, shortForm, description, owner, at, Optional.empty());
        }

        @Override
        public Optional<TokenInfo> find(long project, String hash) {
            return Optional.empty();
        }

        @Override
        public List<TokenInfo> list(long project) {
            return List.of();
        }

        @Override
        public boolean remove(long project, long id) {
            return false;
        }

        @Override
        public void used(long id, Instant at) {
            // Nobody asks.
        }
    }
}
