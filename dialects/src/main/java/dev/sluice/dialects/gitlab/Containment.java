package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.JobContainers;
import dev.sluice.core.model.JobContainers.PullPolicy;
import dev.sluice.dialects.gitlab.GitlabProgram.Image;
import dev.sluice.dialects.gitlab.GitlabProgram.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The containers of a job with their variables expanded (docs.gitlab.com, "Services"). */
final class Containment {
    private static final Pattern SEPARATORS = Pattern.compile("[\\s,]+");
    /** The port of a registry before the first slash; it is no part of a name. */
    private static final Pattern PORT = Pattern.compile("^([^/:]+):\\d+(?=/)");

    private static final Pattern TAG_OR_DIGEST = Pattern.compile("(?::[^/:@]+)?(?:@.*)?$");

    private Containment() {}

    /**
     * What the program asks for.
     *
     * @param kept names of variables that the project keeps: services do not get them, unless their own name them
     * @param values all variables of the job, expanded
     */
    static JobContainers of(GitlabProgram program, Set<String> kept, Map<String, String> values, List<String> masked) {
        List<JobContainers.Service> services = new ArrayList<>();
        for (Service service : program.services()) {
            services.add(service(service, kept, values));
        }
        return new JobContainers(
                program.image().map(image -> image(image, values)).filter(image -> !image.name()
                        .isBlank()),
                services,
                values,
                masked);
    }

    private static JobContainers.Image image(Image image, Map<String, String> values) {
        return new JobContainers.Image(
                Expansion.of(image.name(), values).strip(),
                image.entrypoint().stream()
                        .map(word -> Expansion.of(word, values))
                        .toList(),
                Expansion.of(image.platform(), values),
                Expansion.of(image.user(), values),
                image.pullPolicy().stream()
                        .map(PullPolicy::of)
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static JobContainers.Service service(Service service, Set<String> kept, Map<String, String> values) {
        JobContainers.Image image = image(service.image(), values);
        Set<String> aliases = new LinkedHashSet<>(names(image.name()));
        for (String alias : SEPARATORS.split(Expansion.of(service.alias(), values))) {
            if (!alias.isEmpty()) {
                aliases.add(alias);
            }
        }
        Map<String, String> variables = new LinkedHashMap<>(values);
        variables.keySet().removeAll(kept);
        for (GitlabVariable own : service.variables()) {
            variables.put(own.name(), own.expand() ? Expansion.of(own.value(), values) : own.value());
        }
        return new JobContainers.Service(
                image,
                List.copyOf(aliases),
                service.command().stream()
                        .map(word -> Expansion.of(word, values))
                        .toList(),
                variables);
    }

    /**
     * The names that an image gives to its service: {@code registry.example.com:5000/group/db:13} is
     * {@code registry.example.com__group__db} and {@code registry.example.com-group-db}.
     */
    static List<String> names(String image) {
        String bare =
                PORT.matcher(TAG_OR_DIGEST.matcher(image).replaceFirst("")).replaceFirst("$1");
        Set<String> names = new LinkedHashSet<>();
        names.add(bare.replace("/", "__"));
        names.add(bare.replace("/", "-"));
        return List.copyOf(names);
    }
}
