package dev.sluice.adapters.runner.docker;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.sluice.adapters.runner.session.Attempt;
import dev.sluice.adapters.runner.session.Style;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobContainers.Image;
import dev.sluice.core.model.JobContainers.PullPolicy;
import dev.sluice.core.model.JobStopped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gets images by the pull policies of job and runner (docs.gitlab.com, "Configure how runners pull images"). Safe for use
 * by many threads.
 */
final class Images {
    private final Engine engine;
    private final DockerOptions options;
    private final RegistryLogins logins;

    Images(Engine engine, DockerOptions options, RegistryLogins logins) {
        this.engine = engine;
        this.options = options;
        this.logins = logins;
    }

    /**
     * An image that the engine has.
     *
     * @param user of its own; empty text: root
     * @param ports that its services listen on by its own word, ascending
     */
    record Ready(String name, String id, String user, List<Integer> ports) {}

    /**
     * Gets an image, or ends the attempt.
     *
     * @param jobConfig log-in data of the job; empty text: none
     */
    Ready get(Image asked, Attempt attempt, String jobConfig) throws JobStopped {
        if (!ImageName.isValid(asked.name())) {
            throw attempt.fail(FailureReason.RUNNER_SYSTEM_FAILURE, "\"" + asked.name() + "\" is no name of an image");
        }
        List<PullPolicy> policies = asked.pull().isEmpty() ? options.pull() : asked.pull();
        List<String> troubles = new ArrayList<>();
        for (PullPolicy policy : policies) {
            if (!options.pullAllowed().contains(policy)) {
                throw attempt.fail(
                        FailureReason.RUNNER_SYSTEM_FAILURE,
                        "pull_policy " + policy.word() + " is not allowed by this runner; allowed: "
                                + String.join(
                                        ", ",
                                        options.pullAllowed().stream()
                                                .map(PullPolicy::word)
                                                .sorted()
                                                .toList()));
            }
            try {
                return get(asked, policy, attempt, jobConfig);
            } catch (EngineTrouble e) {
                troubles.add(policy.word() + ": " + e.getMessage());
                if (policies.size() > troubles.size()) {
                    attempt.log().line(Style.WARNING.paint(asked.name() + ", " + troubles.getLast()));
                }
            }
        }
        throw attempt.fail(
                FailureReason.RUNNER_SYSTEM_FAILURE,
                "no image " + asked.name() + " (" + String.join("; ", troubles) + ")");
    }

    private Ready get(Image asked, PullPolicy policy, Attempt attempt, String jobConfig)
            throws JobStopped, EngineTrouble {
        if (policy != PullPolicy.ALWAYS) {
            Optional<Ready> there = find(asked.name());
            if (there.isPresent()) {
                return there.get();
            }
            if (policy == PullPolicy.NEVER) {
                throw new EngineTrouble("the engine does not have it", new IOException(asked.name()));
            }
        }
        pull(asked, attempt, jobConfig);
        return find(asked.name())
                .orElseThrow(() -> new EngineTrouble("it is gone after it was fetched", new IOException(asked.name())));
    }

    private Optional<Ready> find(String name) throws EngineTrouble {
        try {
            InspectImageResponse image = engine.client().inspectImageCmd(name).exec();
            Optional<ContainerConfig> config = Optional.ofNullable(image.getConfig());
            return Optional.of(new Ready(
                    name,
                    Objects.requireNonNullElse(image.getId(), name),
                    config.map(ContainerConfig::getUser).orElse(""),
                    config.map(ContainerConfig::getExposedPorts)
                            .map(Images::ports)
                            .orElse(List.of())));
        } catch (NotFoundException e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            throw new EngineTrouble(EngineTrouble.words(e), e);
        }
    }

    private static List<Integer> ports(ExposedPort[] exposed) {
        List<Integer> ports = new ArrayList<>();
        for (ExposedPort port : exposed) {
            if (port.getProtocol() == InternetProtocol.TCP) {
                ports.add(port.getPort());
            }
        }
        ports.sort(Integer::compare);
        return List.copyOf(ports);
    }

    private void pull(Image asked, Attempt attempt, String jobConfig) throws JobStopped, EngineTrouble {
        ImageName name = ImageName.of(asked.name());
        attempt.log().line("Pulling image " + name.full() + " ...");
        AtomicReference<String> refusal = new AtomicReference<>("");
        Listening<PullResponseItem> listening = new Listening<>(
                item -> {
                    if (item.getErrorDetail() != null) {
                        refusal.set(String.valueOf(item.getErrorDetail().getMessage()));
                    }
                },
                attempt.stop()::wake);
        try {
            PullImageCmd pull = engine.client().pullImageCmd(name.full());
            if (!asked.platform().isEmpty()) {
                pull.withPlatform(asked.platform());
            }
            logins.of(name, jobConfig).ifPresent(pull::withAuthConfig);
            pull.exec(listening);
            attempt.stop().await(listening::isOver, attempt.deadlineNanos());
            listening.close();
        } catch (InterruptedException e) {
            throw attempt.interrupted();
        } catch (EngineTrouble e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new EngineTrouble(EngineTrouble.words(e), e);
        }
        attempt.check();
        if (listening.trouble().isPresent()) {
            throw new EngineTrouble(
                    EngineTrouble.words(listening.trouble().get()),
                    listening.trouble().get());
        }
        String refused = Objects.requireNonNullElse(refusal.get(), "");
        if (!refused.isEmpty()) {
            throw new EngineTrouble(refused, new IOException(refused));
        }
    }
}
