package dev.sluice.app.delivery;

import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.app.run.RunStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;

/**
 * The parts of delivery, put together in the right order. {@link #start} takes up what an earlier server left;
 * {@link #close} ends the threads and leaves the services running.
 */
public final class Delivery implements AutoCloseable {
    private final RolloutLoop loop;
    private final LiveServices live;
    private final DeploymentQueue queue;
    private final Deployments deployments;
    private final Releases releases;
    private final DeliveryBoard board;
    private final DeliveryRunListener listener;
    private final EnvironmentStops stops;
    private final EnvironmentHosts hosts = new EnvironmentHosts();
    private final Ports ports;

    /** What delivery needs from outside. */
    public record Ports(
            DeliveryStore store,
            ReleaseSource source,
            ReleaseFiles files,
            DeployRoles roles,
            DeployTargets targets,
            TrafficRouter router,
            HealthProbe probe,
            RunStore runs,
            ProjectStore projects,
            AuditTrail audit,
            LiveEvents events) {}

    /**
     * @param drainLimit how long requests under way may keep an old version alive
     * @param liveInterval between two looks at what is live
     * @param address how a browser reaches a host name of the router
     * @param ownHosts host names that the server itself answers: no route may have one
     */
    public record Settings(
            Duration drainLimit, Duration liveInterval, HostAddress address, Predicate<String> ownHosts) {}

    /** How a browser reaches a host name of the router, e.g. {@code http://HOST:8080/}. */
    @FunctionalInterface
    public interface HostAddress {
        String of(String host);
    }

    public Delivery(Ports ports, Settings settings, InstantSource clock) {
        this.ports = ports;
        DeliveryRules rules = new DeliveryRules(ports.store(), ports.roles(), ports.files());
        RolloutPerformer performer = new RolloutPerformer(ports, new RouteHolders(ports.store(), settings.ownHosts()));
        loop = new RolloutLoop(ports.store(), performer, ports.events(), clock);
        live = new LiveServices(ports.store(), performer, loop, settings.liveInterval());
        queue = new DeploymentQueue(ports.store(), rules, ports.files(), loop, settings.drainLimit(), clock);
        DeliveryAudit audit = new DeliveryAudit(ports.audit(), ports.projects());
        stops = new EnvironmentStops(ports.store(), ports.runs(), clock);
        deployments = new Deployments(ports.store(), rules, queue, loop, audit, stops, clock);
        releases = new Releases(ports.store(), ports.source(), ports.files(), deployments, audit, hosts, clock);
        board = new DeliveryBoard(
                new DeploymentViews(ports.store(), rules),
                ports.store(),
                rules,
                ports.source(),
                ports.runs(),
                performer,
                live,
                settings.address());
        listener = new DeliveryRunListener(ports.runs(), releases, new DeployJobs(ports.store(), stops, clock), loop);
    }

    /** Takes up what an earlier server left: routes, processes, rollouts, releases, the queue. */
    public void start() {
        hosts.recover(
                ports.store(), ports.projects().list().stream().map(Project::id).toList());
        live.recover();
        loop.recover();
        releases.recover();
        listener.recover();
        queue.recover();
        live.start();
    }

    /** From now on environments can be stopped by jobs. Called once, when runs can be sent to. */
    public void stopBy(EnvironmentStops.Outside outside) {
        stops.use(outside);
    }

    /** Stops the environments whose time, or whose branch, is over. To be called now and then. */
    public void stopWhatIsDue() {
        stops.lookAtAll();
    }

    public Deployments deployments() {
        return deployments;
    }

    public DeliveryQueries queries() {
        return board;
    }

    /** What must hear of runs that end. */
    public DeliveryRunListener runListener() {
        return listener;
    }

    /** Whether an environment has the host name, as its project's file says, with or without anything live. */
    public boolean hasHost(String host) {
        return hosts.test(host);
    }

    /** Whether no rollout is under way. */
    public boolean isIdle() {
        return loop.isIdle();
    }

    @Override
    public void close() {
        live.close();
        loop.close();
    }
}
