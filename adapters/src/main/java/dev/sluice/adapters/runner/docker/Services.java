package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Mount;
import dev.sluice.adapters.runner.session.Attempt;
import dev.sluice.adapters.runner.session.JobLog;
import dev.sluice.adapters.runner.session.Style;
import dev.sluice.adapters.runner.session.UnusableVariable;
import dev.sluice.core.model.JobContainers.Service;
import dev.sluice.core.model.JobStopped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The services of one attempt (docs.gitlab.com, "Services"): started before the job, waited for until they answer, removed
 * with the job's container. One that does not answer is told of, with the end of its log; the job runs all the same.
 */
final class Services {
    /** As GitLab Runner's {@code wait_for_services_timeout}. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(30);

    private static final Duration TURN = Duration.ofMillis(50);
    private static final int LOG_LINES = 50;
    private static final int LOG_BYTES_MAX = 64 * 1024;

    private final Attempt attempt;
    private final Engine engine;
    private final Containers containers;
    private final List<Started> started = new ArrayList<>();
    private final List<Listening<Frame>> followed = new ArrayList<>();

    Services(Attempt attempt, Engine engine, Containers containers) {
        this.attempt = attempt;
        this.engine = engine;
        this.containers = containers;
    }

    /** A service whose container was started. */
    private record Started(String name, String container, List<Integer> ports) {}

    void start(Service service, Images.Ready image, List<Mount> mounts) throws UnusableVariable {
        attempt.log().line("Starting service " + image.name() + " ...");
        String container = containers.make(
                new Containers.Wanted(
                        "service-" + started.size(),
                        image,
                        service.image(),
                        service.aliases(),
                        service.command(),
                        service.variables(),
                        mounts),
                false);
        engine.client().startContainerCmd(container).exec();
        Optional<Integer> asked = Optional.ofNullable(service.variables().get("HEALTHCHECK_TCP_PORT"))
                .filter(port -> port.matches("\\d{1,5}"))
                .map(Integer::valueOf);
        started.add(new Started(image.name(), container, asked.map(List::of).orElse(image.ports())));
    }

    /**
     * Waits until all answer, at most {@link #WAIT_MAX}.
     *
     * @param follow what they print goes into the job's log (variable {@code CI_DEBUG_SERVICES})
     */
    void await(boolean follow) throws JobStopped, InterruptedException {
        if (started.isEmpty()) {
            return;
        }
        if (follow) {
            started.forEach(this::follow);
        }
        attempt.log()
                .line("Waiting for services to be up and running (timeout " + WAIT_MAX.toSeconds() + " seconds)...");
        ServiceProbe probe = new ServiceProbe(engine);
        long until = System.nanoTime() + WAIT_MAX.toNanos();
        List<Started> waiting = new ArrayList<>(started);
        while (!waiting.isEmpty()) {
            attempt.check();
            for (Started service : List.copyOf(waiting)) {
                switch (probe.look(service.container(), service.ports())) {
                    case ServiceProbe.Ready _ -> waiting.remove(service);
                    case ServiceProbe.Failed(String why) -> {
                        waiting.remove(service);
                        warn(service, why);
                    }
                    case ServiceProbe.NotYet(String why) -> {
                        if (System.nanoTime() - until > 0) {
                            waiting.remove(service);
                            warn(service, why + " after " + WAIT_MAX.toSeconds() + " seconds");
                        }
                    }
                }
            }
            if (!waiting.isEmpty()) {
                attempt.stop().await(() -> false, System.nanoTime() + TURN.toNanos());
            }
        }
    }

    private void warn(Started service, String why) {
        attempt.log()
                .line(Style.WARNING.paint(
                        "WARNING: the service " + service.name() + " probably did not start: " + why));
        String log = logOf(service).stripTrailing();
        attempt.log()
                .line(
                        log.isEmpty()
                                ? "It printed nothing."
                                : "The end of its log:\n" + log.indent(4).stripTrailing());
    }

    private String logOf(Started service) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (Listening<Frame> log = new Listening<>(
                frame -> {
                    if (text.size() < LOG_BYTES_MAX) {
                        text.writeBytes(frame.getPayload());
                    }
                },
                () -> {})) {
            engine.client()
                    .logContainerCmd(service.container())
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(LOG_LINES)
                    .exec(log);
            if (!log.awaitEnd(5, TimeUnit.SECONDS)) {
                return "(the engine does not tell it)";
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            return "(" + EngineTrouble.words(e) + ")";
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private void follow(Started service) {
        DockerClient client = engine.client();
        JobLog.Output output = attempt.log().output("[service:" + service.name() + "] ");
        followed.add(client.logContainerCmd(service.container())
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(new Listening<>(
                        frame -> output.accept(frame.getPayload(), frame.getPayload().length, false), output::finish)));
    }

    /** Stops listening. The containers are removed with the job's. */
    void end() {
        for (Listening<Frame> log : followed) {
            try {
                log.close();
            } catch (IOException e) {
                // The service has ended meanwhile.
            }
        }
    }
}
