package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.JobSpec.RuleSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An entry of {@code include}, read (docs.gitlab.com, CI/CD YAML syntax, include).
 *
 * @param rules empty where it has none: it is always included
 * @param inputs given to the files
 */
record IncludeEntry(What what, Optional<List<RuleSpec>> rules, Hash inputs) {
    private static final List<String> KINDS = List.of("local", "project", "remote", "template", "component");
    private static final List<String> HEADER_KINDS = List.of("local", "project", "remote");
    private static final Duration KEPT_MIN = Duration.ofMinutes(1);
    /** GitLab's time for {@code cache: true}. */
    private static final Duration KEPT_DEFAULT = Duration.ofHours(1);

    private static final int SHA256_BYTES = 32;
    private static final String SHA256 = "sha256-";

    /** Which file is included. Texts are as written, with variables. */
    sealed interface What {
        /** A file of the same repository, perhaps with stars in its name. */
        record Local(Text path) implements What {}

        /** Files of another project; an empty ref is its default branch. */
        record OfProject(Text project, String ref, List<Text> files) implements What {
            public OfProject {
                files = List.copyOf(files);
            }
        }

        /**
         * A file at an address.
         *
         * @param sha256 digest that it must have, in base64
         * @param kept how old a copy may be
         */
        record Remote(Text address, Optional<Text> sha256, Duration kept) implements What {}

        /** One of GitLab's templates. */
        record Template(Text name) implements What {}

        /** {@code HOST/PROJECT/NAME@VERSION}. */
        record Component(Text address) implements What {}
    }

    /** An entry of the file's {@code include}; empty with the mistake told. */
    static Optional<IncludeEntry> read(ConfigValue entry, Problems problems) {
        return read(entry, "include", Keywords.INCLUDE, KINDS, problems);
    }

    /** An entry of {@code spec: include}: a file with inputs. */
    static Optional<IncludeEntry> ofHeader(ConfigValue entry, Problems problems) {
        return read(entry, "spec: include", Keywords.SPEC_INCLUDE, HEADER_KINDS, problems);
    }

    private static Optional<IncludeEntry> read(
            ConfigValue entry, String owner, Keywords keywords, List<String> kinds, Problems problems) {
        switch (entry) {
            case Text text -> {
                What what = text.text().contains("://")
                        ? new What.Remote(text, Optional.empty(), Duration.ZERO)
                        : new What.Local(text);
                return Optional.of(new IncludeEntry(what, Optional.empty(), new Hash(text.at(), Map.of())));
            }
            case Hash hash -> {
                int before = problems.count();
                keywords.check(hash, owner, problems);
                FieldReader fields = new FieldReader(hash, owner, problems);
                Optional<List<RuleSpec>> rules = RulesReader.rules(fields, RulesReader.Place.INCLUDE);
                Optional<What> what = what(fields, kinds);
                Hash inputs = hash.get("inputs") instanceof Hash given ? given : new Hash(hash.at(), Map.of());
                return problems.count() > before
                        ? Optional.empty()
                        : what.map(found -> new IncludeEntry(found, rules, inputs));
            }
            case ConfigValue other -> {
                problems.error(
                        other.at(),
                        "wrong-type",
                        "\"" + owner + "\" takes file names and mappings, not " + other.kind());
                return Optional.empty();
            }
        }
    }

    private static Optional<What> what(FieldReader fields, List<String> kinds) {
        if (fields.has("artifact") || fields.has("job")) {
            fields.problems()
                    .error(
                            fields.keyAt(fields.has("artifact") ? "artifact" : "job"),
                            "include-artifact",
                            fields.owner() + ": a job's file exists only once the pipeline runs, so \"artifact\""
                                    + " goes below a job's \"trigger: include\"");
            return Optional.empty();
        }
        List<String> named = kinds.stream().filter(fields::has).toList();
        Optional<List<Text>> files = fields.texts("file", true);
        if (files.isPresent() != named.contains("project") || fields.has("ref") && !named.contains("project")) {
            fields.problems()
                    .error(
                            fields.hash().at(),
                            "include-project",
                            fields.owner() + ": \"project\" and \"file\" go together, \"ref\" only with them");
            return Optional.empty();
        }
        if (named.size() != 1) {
            fields.problems()
                    .error(
                            fields.hash().at(),
                            named.isEmpty() ? "missing" : "exclusive",
                            fields.owner() + ": exactly one of " + String.join(", ", kinds) + " says what is included");
            return Optional.empty();
        }
        String kind = named.getFirst();
        boolean remote = kind.equals("remote");
        for (String only : List.of("integrity", "cache")) {
            if (fields.has(only) && !remote) {
                fields.problems()
                        .error(
                                fields.keyAt(only),
                                "exclusive",
                                fields.owner() + ": \"" + only + "\" goes with \"remote\"");
            }
        }
        String ref = fields.filledText("ref").map(Text::text).orElse("");
        return fields.filledText(kind).map(text -> switch (kind) {
            case "local" -> new What.Local(text);
            case "project" -> new What.OfProject(text, ref, files.orElse(List.of()));
            case "remote" -> new What.Remote(text, sha256(fields), kept(fields));
            case "template" -> new What.Template(text);
            default -> new What.Component(text);
        });
    }

    /** The digest behind {@code sha256-}. */
    private static Optional<Text> sha256(FieldReader fields) {
        Optional<Text> written = fields.filledText("integrity");
        if (written.isPresent() && !isDigest(written.get().text())) {
            fields.problems()
                    .error(
                            written.get().at(),
                            "include-integrity",
                            fields.owner() + ": \"integrity\" must be sha256- and the digest in base64",
                            "openssl dgst -sha256 -binary FILE | openssl base64 -A");
            return Optional.empty();
        }
        return written.map(text -> text.with(text.text().substring(SHA256.length())));
    }

    private static boolean isDigest(String text) {
        try {
            return text.startsWith(SHA256)
                    && Base64.getDecoder().decode(text.substring(SHA256.length())).length == SHA256_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Duration kept(FieldReader fields) {
        return switch (fields.value("cache")) {
            case Absent _ -> Duration.ZERO;
            case Truth truth -> truth.value() ? KEPT_DEFAULT : Duration.ZERO;
            case ConfigValue other -> {
                Optional<Duration> time = fields.duration("cache");
                if (time.isPresent() && time.get().compareTo(KEPT_MIN) < 0) {
                    fields.problems()
                            .error(
                                    other.at(),
                                    "out-of-range",
                                    fields.owner() + ": \"cache\" must be true, false or at least "
                                            + KEPT_MIN.toMinutes() + " minute",
                                    "write e.g. 30 minutes");
                }
                yield time.orElse(Duration.ZERO);
            }
        };
    }
}
