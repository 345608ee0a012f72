package dev.sluice.adapters.runner.docker;

import dev.sluice.core.model.JobContainers.PullPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the owner of this machine lets containers be.
 *
 * @param defaultImage for jobs that name none
 * @param pull when images are fetched where the job says nothing; tried in order
 * @param pullAllowed what a job may say
 * @param privileged whether the containers of jobs and services are privileged, which gives them this machine
 * @param memoryBytes limit of each container, with swap; 0: none
 * @param cpus limit of each container in processors; 0: none
 * @param readOnly whether a container may write only where the job's files are
 */
public record DockerOptions(
        String defaultImage,
        List<PullPolicy> pull,
        Set<PullPolicy> pullAllowed,
        boolean privileged,
        long memoryBytes,
        double cpus,
        boolean readOnly) {
    /** Small, and has bash and git's libraries. */
    public static final String DEFAULT_IMAGE = "debian:bookworm-slim";

    public DockerOptions {
        pull = List.copyOf(pull);
        pullAllowed = Set.copyOf(pullAllowed);
        if (pull.isEmpty()) {
            throw new IllegalArgumentException("there is a pull policy");
        }
    }

    /** For a person's own machine: images that are there are used, jobs may choose. */
    public static DockerOptions ofPerson() {
        return new DockerOptions(
                DEFAULT_IMAGE, List.of(PullPolicy.IF_NOT_PRESENT), Set.of(PullPolicy.values()), false, 0, 0, false);
    }

    /** For a runner of many projects: no project gets from this machine's store what its own log-in data do not give it. */
    public static DockerOptions ofServer() {
        return new DockerOptions(
                DEFAULT_IMAGE, List.of(PullPolicy.ALWAYS), Set.of(PullPolicy.ALWAYS), false, 0, 0, false);
    }

    /** One line for a list of settings. */
    public String words() {
        List<String> words = new ArrayList<>(List.of("docker", "image=" + defaultImage));
        words.add("pull=" + String.join(",", pull.stream().map(PullPolicy::word).toList()));
        if (privileged) {
            words.add("privileged");
        }
        if (memoryBytes > 0) {
            words.add("memory=" + memoryBytes);
        }
        if (cpus > 0) {
            words.add("cpus=" + cpus);
        }
        if (readOnly) {
            words.add("read-only");
        }
        return String.join(" ", words);
    }
}
