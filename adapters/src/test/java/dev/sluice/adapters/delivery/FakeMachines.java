package dev.sluice.adapters.delivery;

import dev.sluice.app.delivery.DeployTarget;
import dev.sluice.app.delivery.HealthProbe;
import dev.sluice.app.delivery.TrafficRouter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A target, a router and a probe in memory. A service whose command begins with {@code well} is healthy at once, one that
 * begins with {@code sick} answers 500, one with {@code dead} ends by itself, one with {@code turns} is well until its
 * slot is told to sicken.
 */
final class FakeMachines implements DeployTarget, TrafficRouter, HealthProbe {
    private final Map<SlotId, SlotSpec> running = new ConcurrentHashMap<>();
    private final Map<SlotId, Integer> ports = new ConcurrentHashMap<>();
    private final Map<String, List<Route>> routes = new ConcurrentHashMap<>();
    private final List<String> sickened = new CopyOnWriteArrayList<>();
    private final List<String> history = new CopyOnWriteArrayList<>();

    /** Slots that run, as {@code environment/service/deployment}. */
    List<String> slots() {
        return running.keySet().stream()
                .map(id -> id.environment() + "/" + id.service() + "/" + id.deployment())
                .sorted()
                .toList();
    }

    SlotSpec spec(String environment, String service) {
        return running.values().stream()
                .filter(spec -> spec.id().environment().equals(environment)
                        && spec.id().service().equals(service))
                .findFirst()
                .orElseThrow();
    }

    /** Deployment numbers that requests for a host go to. */
    List<Long> behind(String host) {
        List<Long> numbers = new ArrayList<>();
        routes.getOrDefault(host, List.of()).stream()
                .flatMap(route -> route.backends().stream())
                .filter(backend -> backend.weight() > 0)
                .forEach(backend -> numbers.add(backend.slot().deployment()));
        return numbers;
    }

    /** Starts and stops so far, in order. */
    List<String> history() {
        return history;
    }

    /** From now on slots with this word in their command answer 500. */
    void sicken(String word) {
        sickened.add(word);
    }

    @Override
    public InetSocketAddress addressOf(SlotId slot) {
        return new InetSocketAddress("127.0.0.1", ports.computeIfAbsent(slot, _ -> 20_000 + ports.size()));
    }

    @Override
    public SlotStatus start(SlotSpec spec) {
        history.add("start " + spec.id().environment() + "/" + spec.id().deployment());
        running.put(spec.id(), spec);
        return status(spec.id());
    }

    @Override
    public SlotStatus status(SlotId slot) {
        SlotSpec spec = running.get(slot);
        if (spec == null) {
            return new SlotStatus.Absent();
        }
        return spec.command().startsWith("dead")
                ? new SlotStatus.Ended(7, Instant.EPOCH)
                : new SlotStatus.Running(addressOf(slot), Instant.EPOCH);
    }

    @Override
    public void stop(SlotId slot, Duration grace) {
        history.add("stop " + slot.environment() + "/" + slot.deployment());
        running.remove(slot);
    }

    @Override
    public List<SlotId> existing() {
        return List.copyOf(running.keySet());
    }

    @Override
    public List<String> logTail(SlotId slot, int lines) {
        return List.of("out of cheese");
    }

    @Override
    public void set(String host, List<Route> all) {
        routes.put(host, List.copyOf(all));
    }

    @Override
    public void remove(String host) {
        routes.remove(host);
    }

    @Override
    public List<Route> routes() {
        return routes.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public int inFlight(SlotId slot) {
        return 0;
    }

    @Override
    public Traffic traffic(SlotId slot) {
        return new Traffic(0, 0, 0);
    }

    @Override
    public Probe probe(InetSocketAddress address, String path, Duration limit) {
        boolean well = running.values().stream()
                .filter(spec -> addressOf(spec.id()).equals(address))
                .anyMatch(spec ->
                        !spec.command().startsWith("sick") && sickened.stream().noneMatch(spec.command()::contains));
        return new Probe(well, well ? 200 : 500, Duration.ofMillis(1), well ? "ok" : "no connection", Instant.now());
    }
}
