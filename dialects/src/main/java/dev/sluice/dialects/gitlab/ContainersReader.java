package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import dev.sluice.dialects.gitlab.GitlabProgram.Image;
import dev.sluice.dialects.gitlab.GitlabProgram.Service;
import dev.sluice.dialects.gitlab.JobSpec.Containers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code image} and {@code services}. */
final class ContainersReader {
    private ContainersReader() {}

    static Containers read(FieldReader owner) {
        Optional<Image> image =
                switch (owner.value("image")) {
                    case Absent _ -> Optional.empty();
                    case Text text -> named(text, owner, "image");
                    case Hash hash -> image(owner.below(hash, "image"), Keywords.IMAGE);
                    case ConfigValue other -> {
                        owner.wrong(other, "image", "a name or a mapping with \"name\"");
                        yield Optional.empty();
                    }
                };
        return new Containers(image, services(owner));
    }

    private static Optional<Image> named(Text text, FieldReader owner, String key) {
        if (text.text().isBlank()) {
            owner.problems().error(text.at(), "empty", owner.owner() + ": \"" + key + "\" may not be empty");
            return Optional.empty();
        }
        return Optional.of(new Image(text.text(), List.of(), "", "", List.of()));
    }

    private static List<Service> services(FieldReader owner) {
        List<Service> services = new ArrayList<>();
        switch (owner.value("services")) {
            case Absent _ -> {}
            case Items items ->
                items.items().forEach(item -> service(item, owner).ifPresent(services::add));
            case ConfigValue other -> owner.wrong(other, "services", "a list of names or mappings");
        }
        return services;
    }

    private static Optional<Service> service(ConfigValue item, FieldReader owner) {
        return switch (item) {
            case Text text -> named(text, owner, "services").map(image -> new Service(image, "", List.of(), List.of()));
            case Hash hash -> {
                FieldReader reader = owner.below(hash, "services");
                String alias = reader.text("alias").map(Text::text).orElse("");
                List<String> command = texts(reader, "command", true);
                List<GitlabVariable> variables = VariablesReader.read(reader, VariablesReader.Form.PLAIN);
                yield image(reader, Keywords.SERVICE).map(image -> new Service(image, alias, command, variables));
            }
            case ConfigValue other -> {
                owner.wrong(other, "services", "a list of names or mappings");
                yield Optional.empty();
            }
        };
    }

    private static Optional<Image> image(FieldReader reader, Keywords keywords) {
        keywords.check(reader.hash(), reader.owner(), reader.problems());
        Optional<Text> name = reader.filledText("name");
        if (!reader.has("name")) {
            reader.problems().error(reader.hash().at(), "missing", reader.owner() + ": \"name\" is missing");
        }
        List<String> entrypoint = texts(reader, "entrypoint", false);
        Optional<FieldReader> docker = reader.mapping("docker", Keywords.IMAGE_DOCKER);
        reader.mapping("kubernetes", Keywords.IMAGE_KUBERNETES).ifPresent(ContainersReader::user);
        return name.map(text -> new Image(
                text.text(),
                entrypoint,
                docker.flatMap(options -> options.filledText("platform"))
                        .map(Text::text)
                        .orElse(""),
                docker.flatMap(options -> options.filledText("user"))
                        .map(Text::text)
                        .orElse(""),
                pullPolicy(reader)));
    }

    /** The user of a container in a cluster: a name or a number. */
    private static void user(FieldReader kubernetes) {
        if (!(kubernetes.value("user") instanceof Whole)) {
            kubernetes.filledText("user");
        }
    }

    private static List<String> pullPolicy(FieldReader reader) {
        List<String> words = List.of("always", "if-not-present", "never");
        Optional<List<Text>> policies = reader.texts("pull_policy", true);
        policies.ifPresent(texts -> {
            if (texts.isEmpty()) {
                reader.problems()
                        .error(
                                reader.keyAt("pull_policy"),
                                "empty",
                                reader.owner() + ": \"pull_policy\" may not be empty");
            }
            for (Text text : texts) {
                if (!words.contains(text.text())) {
                    reader.unknownWord(text, "pull_policy", words);
                }
            }
        });
        return policies.orElse(List.of()).stream().map(Text::text).toList();
    }

    private static List<String> texts(FieldReader reader, String name, boolean single) {
        return reader.texts(name, single).orElse(List.of()).stream()
                .map(Text::text)
                .toList();
    }
}
