package dev.sluice.core.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The containers that a job asks for, with everything expanded. An executor without containers takes no notice.
 *
 * @param image where the job's commands run; empty: the executor's default image
 * @param services what runs beside the job, in the file's order
 * @param variables of the job: settings for the executor may be among them ({@code DOCKER_AUTH_CONFIG} ...)
 * @param masked values that must never reach the log in clear
 */
public record JobContainers(
        Optional<Image> image, List<Service> services, Map<String, String> variables, List<String> masked) {
    public JobContainers {
        services = List.copyOf(services);
        variables = Map.copyOf(variables);
        masked = List.copyOf(masked);
    }

    /**
     * An image and how a container is made of it.
     *
     * @param name as an engine takes it, with registry and tag or digest
     * @param entrypoint in place of the image's own; empty list: the image's own; one empty text: none
     * @param platform {@code os/arch}; empty text: the engine's own
     * @param user name or number, perhaps with a group; empty text: the image's own
     * @param pull when the image is fetched, tried in order; none: the executor's setting
     */
    public record Image(String name, List<String> entrypoint, String platform, String user, List<PullPolicy> pull) {
        public Image {
            entrypoint = List.copyOf(entrypoint);
            pull = List.copyOf(pull);
        }
    }

    /**
     * A container beside the job.
     *
     * @param aliases names under which the job reaches it
     * @param command in place of the image's own; empty list: the image's own
     * @param variables its whole environment
     */
    public record Service(Image image, List<String> aliases, List<String> command, Map<String, String> variables) {
        public Service {
            aliases = List.copyOf(aliases);
            command = List.copyOf(command);
            variables = Map.copyOf(variables);
        }
    }

    /** When an image is fetched from its registry. */
    public enum PullPolicy {
        ALWAYS,
        IF_NOT_PRESENT,
        NEVER;

        /** The word of people and files, e.g. {@code if-not-present}. */
        public String word() {
            return switch (this) {
                case ALWAYS -> "always";
                case IF_NOT_PRESENT -> "if-not-present";
                case NEVER -> "never";
            };
        }

        /** The policy of a word; empty for any other text. */
        public static Optional<PullPolicy> of(String word) {
            for (PullPolicy policy : values()) {
                if (policy.word().equals(word)) {
                    return Optional.of(policy);
                }
            }
            return Optional.empty();
        }
    }
}
