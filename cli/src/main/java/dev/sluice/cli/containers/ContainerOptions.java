package dev.sluice.cli.containers;

import dev.sluice.adapters.runner.docker.DockerOptions;
import dev.sluice.cli.args.Arguments;
import dev.sluice.cli.args.Option;
import dev.sluice.cli.args.UsageError;
import dev.sluice.core.model.JobContainers.PullPolicy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where jobs run, and what containers may be. */
public final class ContainerOptions {
    public static final Option<String> EXECUTOR = Option.choice(
            "--executor",
            "where jobs run; shell: processes of this machine; docker: containers of Docker or Podman",
            "shell",
            "docker");
    private static final Option<String> IMAGE = Option.text(
            "--docker-image", "IMAGE", "image of jobs that name none (" + DockerOptions.DEFAULT_IMAGE + ")");
    private static final Option<String> PULL = Option.choice(
                    "--pull",
                    "when images are fetched; several are tried in order",
                    PullPolicy.ALWAYS.word(),
                    PullPolicy.IF_NOT_PRESENT.word(),
                    PullPolicy.NEVER.word())
            .repeated();
    private static final Option<String> PRIVILEGED =
            Option.flag("--privileged", "containers may do everything on this machine, as docker:dind services need");
    private static final Option<Long> MEMORY = new Option<>(
            "--memory", "SIZE", "memory that each container may have, as in 512m or 2g", false, new SizeReader());
    private static final Option<Double> CPUS = new Option<>(
            "--cpus", "N", "processors that each container may use, as in 1.5", false, new ProcessorsReader());
    private static final Option<String> READ_ONLY =
            Option.flag("--read-only", "jobs may write only where their files are, not in their image");

    /** The options that mean something with {@code --executor docker} only. */
    private static final List<Option<?>> DOCKER_ONLY = List.of(IMAGE, PULL, PRIVILEGED, MEMORY, CPUS, READ_ONLY);

    private ContainerOptions() {}

    /** All of them, for a command's description. */
    public static List<Option<?>> all() {
        return List.of(EXECUTOR, IMAGE, PULL, PRIVILEGED, MEMORY, CPUS, READ_ONLY);
    }

    /**
     * What containers may be; empty where jobs run as processes.
     *
     * @param defaults for what is not given
     * @throws UsageError where an option for containers is given without the executor
     */
    public static Optional<DockerOptions> of(Arguments arguments, DockerOptions defaults) throws UsageError {
        if (!arguments.one(EXECUTOR).orElse("shell").equals("docker")) {
            for (Option<?> option : DOCKER_ONLY) {
                if (!arguments.all(option).isEmpty()) {
                    throw new UsageError(option.name() + " needs --executor docker", "");
                }
            }
            return Optional.empty();
        }
        List<PullPolicy> pull = arguments.all(PULL).stream()
                .map(PullPolicy::of)
                .flatMap(Optional::stream)
                .toList();
        boolean all = defaults.pullAllowed().size() == PullPolicy.values().length;
        List<PullPolicy> policies = pull.isEmpty() ? defaults.pull() : pull;
        return Optional.of(new DockerOptions(
                arguments.one(IMAGE).orElse(defaults.defaultImage()),
                policies,
                all ? defaults.pullAllowed() : Set.copyOf(policies),
                arguments.one(PRIVILEGED).isPresent(),
                arguments.one(MEMORY).orElse(0L),
                arguments.one(CPUS).orElse(0.0),
                arguments.one(READ_ONLY).isPresent()));
    }
}
