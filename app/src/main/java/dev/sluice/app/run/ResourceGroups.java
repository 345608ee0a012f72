package dev.sluice.app.run;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.Project;
import dev.sluice.core.engine.ResourceOrder;
import dev.sluice.core.engine.ResourceOrder.Upcoming;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The resource groups of projects and the orders that people chose for them (docs.gitlab.com, "Resource group", "Process
 * modes"). Orders are kept in memory too, because they are asked for with each job that is taken. Safe for many threads.
 */
public final class ResourceGroups implements GroupOrder {
    private static final int KEY_MAX = 255;
    private static final int SHOWN_MAX = 200;

    private final ResourceGroupStore store;
    private final UpcomingJobs upcoming;
    private final Access access;
    private final AuditTrail audit;
    private final Runnable changed;
    private final Map<Key, ResourceOrder> orders = new ConcurrentHashMap<>();

    private record Key(long project, String group) {}

    /**
     * A group of a project.
     *
     * @param key its name, as {@code resource_group} gives it
     */
    public record Group(String key, ResourceOrder order) {}

    /** @param changed is told that an attempt may have become claimable */
    public ResourceGroups(ResourceGroupStore store, RunStore runs, Access access, AuditTrail audit, Runnable changed) {
        this.store = store;
        this.upcoming = new UpcomingJobs(runs);
        this.access = access;
        this.audit = audit;
        this.changed = changed;
        store.all().forEach(entry -> orders.put(new Key(entry.project(), entry.key()), entry.order()));
    }

    /** Those with an order, and those whose jobs were queued lately, by key. Needs {@link Permission#READ}. */
    public List<Group> list(Caller caller, Project project) {
        access.require(caller, Permission.READ, project.id());
        Map<String, ResourceOrder> all = new TreeMap<>();
        store.used(project.id(), SHOWN_MAX).forEach(key -> all.put(key, order(project.id(), key)));
        orders.forEach((key, order) -> {
            if (key.project() == project.id()) {
                all.put(key.group(), order);
            }
        });
        return all.entrySet().stream()
                .map(entry -> new Group(entry.getKey(), entry.getValue()))
                .toList();
    }

    /**
     * Chooses the order of a group, also before its first job. Needs {@link Permission#MANAGE_PROJECT}.
     *
     * @return empty where the key is none
     */
    public Optional<Group> choose(Caller caller, Project project, String key, ResourceOrder order) {
        access.require(caller, Permission.MANAGE_PROJECT, project.id());
        if (key.isBlank() || key.length() > KEY_MAX || key.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        store.put(new ResourceGroupStore.Entry(project.id(), key, order));
        orders.put(new Key(project.id(), key), order);
        audit.record(new AuditTrail.Deed(
                caller.login(),
                "resource_group.changed",
                project.path(),
                key,
                order.word(),
                "/p/" + project.path() + "/settings/resource-groups",
                caller.address()));
        changed.run();
        return Optional.of(new Group(key, order));
    }

    /** The order of a group. */
    public ResourceOrder order(long project, String group) {
        return orders.getOrDefault(new Key(project, group), ResourceOrder.UNORDERED);
    }

    /** The run whose job of the group comes before one of this run that is ready; empty where none does. */
    public Optional<Long> ahead(RunId run, String group) {
        ResourceOrder order = order(run.project(), group);
        return order.isOrdered() ? order.ahead(run.number(), upcoming.of(run.project(), group)) : Optional.empty();
    }

    @Override
    public boolean isAny() {
        return orders.values().stream().anyMatch(ResourceOrder::isOrdered);
    }

    @Override
    public boolean isOrdered(long project, String group) {
        return order(project, group).isOrdered();
    }

    @Override
    public Set<RunId> next(long project, String group, Set<RunId> ready) {
        ResourceOrder order = order(project, group);
        List<Upcoming> all = order.isOrdered() ? upcoming.of(project, group) : List.of();
        return ready.stream()
                .filter(run -> order.ahead(run.number(), all).isEmpty())
                .collect(Collectors.toSet());
    }
}
