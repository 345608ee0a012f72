package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.delivery.DeliveryStore.StoredRelease;
import dev.sluice.app.delivery.DeployTarget.SlotId;
import dev.sluice.app.delivery.DeployTarget.SlotSpec;
import dev.sluice.app.delivery.DeployTarget.SlotStatus;
import dev.sluice.app.delivery.TrafficRouter.Backend;
import dev.sluice.app.delivery.TrafficRouter.Route;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.EnvironmentSpec.PathRule;
import dev.sluice.core.delivery.EnvironmentSpec.RouteSpec;
import dev.sluice.core.delivery.ProbeEvidence;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.delivery.RolloutEffect;
import dev.sluice.core.delivery.RolloutEvent;
import dev.sluice.core.delivery.RouteWeights;
import dev.sluice.core.delivery.ServiceSpec;
import dev.sluice.core.delivery.Slot;
import dev.sluice.core.model.Sentence;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Performs the effects of a rollout with the target, the router and the probe. Everything may come twice. Safe for many
 * threads.
 */
public final class RolloutPerformer {
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(3);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final Duration DRAIN_POLL = Duration.ofMillis(50);
    private static final int LOG_LINES = 5;
    private static final int TRIES = 5;
    private static final long RETRY_MS = 500;

    private final DeliveryStore store;
    private final DeployTargets targets;
    private final TrafficRouter router;
    private final HealthProbe probe;
    private final ReleaseFiles files;
    private final RouteHolders holders;

    RolloutPerformer(Delivery.Ports ports, RouteHolders holders) {
        this.store = ports.store();
        this.targets = ports.targets();
        this.router = ports.router();
        this.probe = ports.probe();
        this.files = ports.files();
        this.holders = holders;
    }

    /** Performs one effect and gives its answer; empty where the server stops meanwhile. */
    Optional<RolloutEvent> perform(Deployment deployment, RolloutEffect effect, InstantSource clock) {
        for (int tries = 1; ; tries++) {
            try {
                return Optional.of(performOnce(deployment, effect, clock));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            } catch (RuntimeException failed) {
                if (tries == TRIES || failed instanceof ReleaseFiles.ReleaseFilesMissing) {
                    String why = Optional.ofNullable(failed.getMessage()).orElse(failed.toString());
                    return Optional.of(new RolloutEvent.EffectFailed(effect.sequence(), why, clock.instant()));
                }
                try {
                    Thread.sleep(RETRY_MS * tries);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }
        }
    }

    private RolloutEvent performOnce(Deployment deployment, RolloutEffect effect, InstantSource clock)
            throws InterruptedException {
        Optional<String> refusal = bringsNew(effect) ? holders.refusal(deployment) : Optional.empty();
        if (refusal.isPresent()) {
            return new RolloutEvent.EffectFailed(effect.sequence(), refusal.get(), clock.instant());
        }
        return switch (effect) {
            case RolloutEffect.Start(var number, var slot) ->
                switch (start(of(deployment, slot), slot)) {
                    case SlotStatus.NotStarted(var why) ->
                        new RolloutEvent.EffectFailed(
                                number, Sentence.NOT_STARTED.with(slot.service(), why), clock.instant());
                    // A slot that ended at once is found by its first health check, with what it wrote.
                    case SlotStatus.Running _, SlotStatus.Ended _, SlotStatus.Absent _ ->
                        new RolloutEvent.SlotStarted(number, slot, clock.instant());
                };
            case RolloutEffect.Probe(var number, var slots) ->
                new RolloutEvent.Probed(number, ask(deployment, slots), clock.instant());
            case RolloutEffect.SetRoute(var number, var share, var slots) -> {
                route(deployment, share, slots);
                yield new RolloutEvent.Routed(number, clock.instant());
            }
            case RolloutEffect.AwaitDrained(var number, var slots, var limit) -> {
                drain(deployment, slots, limit);
                yield new RolloutEvent.Drained(number, clock.instant());
            }
            case RolloutEffect.Stop(var number, var slot) -> {
                Deployment owner = of(deployment, slot);
                target(owner).stop(id(owner, slot), STOP_GRACE);
                if (deployment.cause() == DeploymentCause.DOWN) {
                    stopLeftOver(deployment);
                }
                yield new RolloutEvent.SlotStopped(number, slot, clock.instant());
            }
            case RolloutEffect.Finished finished -> throw new IllegalStateException("nothing to perform: " + finished);
        };
    }

    /** Slots of the environment that no plan knows of, after a rollout that ended uncertain: nothing of it shall run on. */
    private void stopLeftOver(Deployment down) {
        for (SlotId left : target(down).existing()) {
            if (left.project() == down.project() && left.environment().equals(down.environment())) {
                target(down).stop(left, STOP_GRACE);
            }
        }
    }

    /** Whether the effect needs the host name for the new version; the way back is never refused. */
    private static boolean bringsNew(RolloutEffect effect) {
        return switch (effect) {
            case RolloutEffect.Start start -> start.slot().side() == Slot.Side.NEW;
            case RolloutEffect.SetRoute set -> set.routed().stream().anyMatch(slot -> slot.side() == Slot.Side.NEW);
            case RolloutEffect.Probe _, RolloutEffect.AwaitDrained _, RolloutEffect.Stop _, RolloutEffect.Finished _ ->
                false;
        };
    }

    /** The deployment that a slot belongs to: this one, or the one it replaces. */
    private Deployment of(Deployment deployment, Slot slot) {
        return slot.side() == Slot.Side.NEW ? deployment : old(deployment).orElseThrow();
    }

    private Optional<Deployment> old(Deployment deployment) {
        return deployment
                .replaces()
                .flatMap(number -> store.deployment(deployment.project(), number))
                .map(StoredDeployment::deployment);
    }

    static SlotId id(Deployment deployment, Slot slot) {
        return new SlotId(
                deployment.project(), deployment.environment(), slot.service(), deployment.number(), slot.copy());
    }

    private static ServiceSpec service(Deployment deployment, Slot slot) {
        return deployment.services().stream()
                .filter(spec -> spec.name().equals(slot.service()))
                .findFirst()
                .orElseThrow();
    }

    // Starting.

    /** Starts one slot of a deployment, or finds it started. */
    SlotStatus start(Deployment deployment, Slot slot) {
        Release release = store.release(deployment.project(), deployment.release())
                .map(StoredRelease::release)
                .orElseThrow();
        ServiceSpec service = service(deployment, slot);
        Path folder = files.prepare(release).resolve(service.folder()).normalize();
        return target(deployment)
                .start(new SlotSpec(
                        id(deployment, slot),
                        service.command(),
                        folder,
                        variables(deployment, release, service, slot.copy())));
    }

    private Map<String, String> variables(Deployment deployment, Release release, ServiceSpec service, int copy) {
        Map<String, String> variables = new HashMap<>();
        for (ServiceSpec other : deployment.services()) {
            if (!other.name().equals(service.name())) {
                // Copies are spread over the copies of the other service, all of the same version.
                int peer = (copy - 1) % other.copies() + 1;
                Slot slot = new Slot(Slot.Side.NEW, other.name(), peer);
                InetSocketAddress address = target(deployment).addressOf(id(deployment, slot));
                String name = other.name().toUpperCase(Locale.ROOT).replace('-', '_') + "_URL";
                variables.put(name, "http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
            }
        }
        variables.putAll(deployment.spec().variables());
        variables.putAll(service.variables());
        variables.put("SLUICE_ENVIRONMENT", deployment.environment());
        variables.put("SLUICE_VERSION", release.version());
        variables.put("SLUICE_COMMIT", release.commit());
        variables.put("SLUICE_SERVICE", service.name());
        return variables;
    }

    // Health.

    private List<ProbeEvidence> ask(Deployment deployment, List<Slot> slots) throws InterruptedException {
        List<Callable<ProbeEvidence>> questions = new ArrayList<>();
        for (Slot slot : slots) {
            questions.add(() -> ask(of(deployment, slot), slot));
        }
        List<ProbeEvidence> answers = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<ProbeEvidence> answer : executor.invokeAll(questions)) {
                answers.add(answer.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the health check itself failed: " + e.getCause(), e);
        }
        return answers;
    }

    /** Asks one slot of a deployment once. */
    ProbeEvidence ask(Deployment deployment, Slot slot) {
        SlotId id = id(deployment, slot);
        return switch (target(deployment).status(id)) {
            case SlotStatus.Running(var address, var _) -> {
                HealthProbe.Probe seen =
                        probe.probe(address, service(deployment, slot).health().path(), PROBE_LIMIT);
                yield new ProbeEvidence(
                        slot, seen.healthy(), false, seen.status(), seen.took().toMillis(), seen.detail(), seen.at());
            }
            case SlotStatus.Ended(var code, var at) ->
                gone(slot, Sentence.EXIT_CODE.with(code) + lastLines(deployment, id), at);
            case SlotStatus.NotStarted(var why) -> gone(slot, why, Instant.now());
            case SlotStatus.Absent() -> gone(slot, Sentence.PROCESS_GONE.with(), Instant.now());
        };
    }

    private static ProbeEvidence gone(Slot slot, String detail, Instant at) {
        return new ProbeEvidence(slot, false, true, 0, 0, detail, at);
    }

    private String lastLines(Deployment deployment, SlotId id) {
        return LastLines.ending(target(deployment).logTail(id, LOG_LINES));
    }

    // Routes.

    /** Sets the routes of an environment for these slots; leaves alone what another environment has. */
    void route(Deployment deployment, int newShare, List<Slot> slots) {
        Optional<Deployment> old = old(deployment);
        boolean newIsIn = slots.stream().anyMatch(slot -> slot.side() == Slot.Side.NEW);
        Deployment ruling = newIsIn || old.isEmpty() ? deployment : old.get();
        boolean nothingComes = old.isEmpty() || deployment.cause() == DeploymentCause.DOWN;
        Optional<String> kept = slots.isEmpty() && nothingComes ? Optional.empty() : holders.host(ruling);
        kept.filter(host -> holders.mayChange(host, deployment))
                .ifPresent(host -> set(host, ruling.spec().route().orElseThrow(), deployment, newShare, slots));
        // A version may have had another host; its requests end where its slots do.
        Stream.concat(Stream.of(deployment), old.stream())
                .flatMap(one -> holders.host(one).stream())
                .filter(host -> !kept.equals(Optional.of(host)) && holders.mayChange(host, deployment))
                .forEach(router::remove);
    }

    private void set(String host, RouteSpec route, Deployment deployment, int newShare, List<Slot> slots) {
        List<Route> routes = new ArrayList<>();
        for (PathRule rule : route.paths()) {
            List<Backend> backends = new ArrayList<>();
            RouteWeights.of(slots, newShare, rule.service()).forEach((slot, weight) -> {
                Deployment owner = of(deployment, slot);
                SlotId id = id(owner, slot);
                backends.add(new Backend(id, target(owner).addressOf(id), weight));
            });
            routes.add(new Route(host, rule.prefix(), backends));
        }
        router.set(host, routes);
    }

    /** The host name of an environment, with the branch in it where the pattern has one. */
    String host(String pattern, Deployment deployment) {
        return holders.host(pattern, deployment);
    }

    private void drain(Deployment deployment, List<Slot> slots, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline
                && slots.stream().anyMatch(slot -> router.inFlight(id(of(deployment, slot), slot)) > 0)) {
            Thread.sleep(DRAIN_POLL);
        }
    }

    /** What runs the slots of this deployment. */
    DeployTarget target(Deployment deployment) {
        return targets.of(deployment.spec().target());
    }

    DeployTargets targets() {
        return targets;
    }
}
