package dev.sluice.dialects.gitlab;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a component, {@code HOST/PROJECT/NAME@VERSION} (docs.gitlab.com, "CI/CD components").
 *
 * @param reference what stands behind the {@code @}: a commit, a tag, a branch, {@code ~latest}, {@code 1} or {@code 1.2}
 */
record ComponentAddress(String host, String project, String name, String reference) {
    private static final Pattern WHOLE =
            Pattern.compile("(?<host>[^/@]+)/(?<project>[^@]+)/(?<name>[A-Za-z0-9_-]+)@(?<reference>[^@]+)");
    private static final Pattern PARTIAL = Pattern.compile("(\\d{1,9})(?:\\.(\\d{1,9}))?");
    private static final String LATEST = "~latest";

    /** Reads an address in which variables are expanded already. */
    static Optional<ComponentAddress> parse(String text) {
        Matcher matcher = WHOLE.matcher(text);
        return matcher.matches()
                ? Optional.of(new ComponentAddress(
                        matcher.group("host"),
                        matcher.group("project"),
                        matcher.group("name"),
                        matcher.group("reference")))
                : Optional.empty();
    }

    /** The files that may hold it, the first that is there does. */
    List<String> files() {
        return List.of("templates/" + name + ".yml", "templates/" + name + "/template.yml");
    }

    /**
     * What the reference stands for.
     *
     * @param ref to look for in the project
     * @param version of the component; empty text where the ref is no version
     */
    record Chosen(String ref, String version) {}

    /** What the reference stands for among the project's tags; empty where no version fits it. */
    Optional<Chosen> chosen(Collection<String> tags) {
        Matcher partial = PARTIAL.matcher(reference);
        boolean latest = reference.equals(LATEST);
        if (latest || partial.matches()) {
            Optional<Version> newest = tags.stream()
                    .map(Version::of)
                    .flatMap(Optional::stream)
                    .filter(version -> latest || version.begins(partial))
                    .max(Version.ORDER);
            if (newest.isPresent()) {
                return newest.map(version -> new Chosen("refs/tags/" + version.tag(), version.tag()));
            }
            if (latest) {
                return Optional.empty();
            }
        }
        if (!tags.contains(reference)) {
            return Optional.of(new Chosen(reference, ""));
        }
        String version = Version.of(reference).isPresent() ? reference : "";
        return Optional.of(new Chosen("refs/tags/" + reference, version));
    }

    /**
     * A tag that is a semantic version.
     *
     * @param release whether it is none of those that come before a release, such as {@code 1.0.0-rc1}
     */
    private record Version(String tag, int major, int minor, int patch, boolean release) {
        private static final Pattern FORM =
                Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})(-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?");
        /** Releases are newer than whatever comes before one. */
        private static final Comparator<Version> ORDER = Comparator.comparing(Version::release)
                .thenComparing(Version::major)
                .thenComparing(Version::minor)
                .thenComparing(Version::patch)
                .thenComparing(Version::tag);

        static Optional<Version> of(String tag) {
            Matcher matcher = FORM.matcher(tag);
            return matcher.matches()
                    ? Optional.of(new Version(
                            tag,
                            Integer.parseInt(matcher.group(1)),
                            Integer.parseInt(matcher.group(2)),
                            Integer.parseInt(matcher.group(3)),
                            matcher.group(4) == null))
                    : Optional.empty();
        }

        boolean begins(Matcher partial) {
            return major == Integer.parseInt(partial.group(1))
                    && (partial.group(2) == null || minor == Integer.parseInt(partial.group(2)));
        }
    }
}
