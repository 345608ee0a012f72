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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A target, a router and a probe in memory. A service whose command begins with {@code well} is healthy at once, one that
 * begins with {@code sick} answers 500, one with {@code dead} ends by itself, one with {@code turns} is well until its
 * slot is told to sicken.
 */
final class FakeMachines implements DeployTarget, TrafficRouter, HealthProbe {
    private final Map<SlotId, SlotSpec> running = new ConcurrentHashMap<>();
    private final Map<SlotId, Integer> ports = new ConcurrentHashMap<>();
    private final AtomicInteger nextPort = new AtomicInteger(20_000);
    private final Map<String, List<Route>> routes = new ConcurrentHashMap<>();
    private final List<String> sickened = new CopyOnWriteArrayList<>();
    /** More questions than the services of a test in one look. */
    private static final int LOOKS = 8;

    private final List<String> history = new CopyOnWriteArrayList<>();
    private final CountDownLatch restarts = new CountDownLatch(1);
    private volatile Optional<Held> held = Optional.empty();
    private volatile Optional<Held> heldStart = Optional.empty();

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
        return new InetSocketAddress("127.0.0.1", ports.computeIfAbsent(slot, _ -> nextPort.getAndIncrement()));
    }

    @Override
    public SlotStatus start(SlotSpec spec) {
        history.add("start " + spec.id().environment() + "/" + spec.id().deployment());
        Optional<Held> hold = isWatch() ? heldStart : Optional.empty();
        hold.ifPresent(FakeMachines::waitAsLongAsItTakes);
        running.put(spec.id(), spec);
        hold.ifPresent(_ -> restarts.countDown());
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

    /** From now on whoever watches over live services gets no answer; returns when he waits for one. */
    void holdWatch() throws InterruptedException {
        CountDownLatch waits = new CountDownLatch(1);
        held = Optional.of(new Held(waits, new CountDownLatch(1)));
        waits.await();
    }

    /** Gives the watch its answers again; returns when it has looked at all that it was about to. */
    void letWatchGo() throws InterruptedException {
        for (int looks = 0; looks < LOOKS; looks++) {
            Held hold = held.orElseThrow();
            held = Optional.empty();
            hold.go().countDown();
            holdWatch();
        }
        Held last = held.orElseThrow();
        held = Optional.empty();
        last.go().countDown();
    }

    private record Held(CountDownLatch waits, CountDownLatch go) {}

    private static boolean isWatch() {
        return Thread.currentThread().getName().equals("live-services");
    }

    /** From now on whoever watches over live services gets nothing started. */
    void holdRestarts() {
        heldStart = Optional.of(new Held(new CountDownLatch(1), new CountDownLatch(1)));
    }

    /** Returns when the watch is about to start a slot again. */
    void awaitRestart() throws InterruptedException {
        heldStart.orElseThrow().waits().await();
    }

    /** The watch gets its slot started; returns when it runs. */
    void letRestartGo() throws InterruptedException {
        Held hold = heldStart.orElseThrow();
        heldStart = Optional.empty();
        hold.go().countDown();
        restarts.await();
    }

    /** Like a machine that is slow and does not hear that its caller has no more time. */
    private static void waitAsLongAsItTakes(Held hold) {
        hold.waits().countDown();
        boolean interrupted = false;
        while (hold.go().getCount() > 0) {
            try {
                hold.go().await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitIfHeld() {
        if (!isWatch()) {
            return;
        }
        held.ifPresent(hold -> {
            hold.waits().countDown();
            try {
                hold.go().await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public Probe probe(InetSocketAddress address, String path, Duration limit) {
        waitIfHeld();
        boolean well = running.values().stream()
                .filter(spec -> addressOf(spec.id()).equals(address))
                .anyMatch(spec ->
                        !spec.command().startsWith("sick") && sickened.stream().noneMatch(spec.command()::contains));
        return new Probe(well, well ? 200 : 500, Duration.ofMillis(1), well ? "ok" : "no connection", Instant.now());
    }
}
