package dev.sluice.app.project;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which paths a project may have: such that they are file names, parts of addresses and host names without escaping. */
public final class ProjectPath {
    private static final Pattern SEGMENT = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?");
    private static final int SEGMENTS_MAX = 8;

    /** Words that follow a project's path in addresses; a project of such a name would be ambiguous. */
    private static final Set<String> RESERVED = Set.of(
            "runs",
            "jobs",
            "environments",
            "deployments",
            "releases",
            "flags",
            "settings",
            "variables",
            "protected-refs",
            "schedules",
            "triggers",
            "trigger",
            "git",
            "api",
            "members",
            "branches",
            "tags",
            "artifacts",
            "log",
            "events",
            "live");

    private ProjectPath() {}

    /** Why the path cannot be used, in words for people; empty where it can. */
    public static Optional<String> problem(String path) {
        String[] segments = path.split("/", -1);
        if (segments.length > SEGMENTS_MAX) {
            return Optional.of("a project's path has at most " + SEGMENTS_MAX + " parts, not " + segments.length);
        }
        for (String segment : segments) {
            if (!SEGMENT.matcher(segment).matches()
                    || segment.contains("..")
                    || segment.endsWith(".git")
                    || segment.endsWith(".lock")) {
                return Optional.of(
                        "\"" + segment + "\" cannot be part of a project's path: use a-z, 0-9, and . _ - in between");
            }
            if (RESERVED.contains(segment)) {
                return Optional.of("\"" + segment + "\" is a word of Sluice's own addresses; choose another");
            }
        }
        return Optional.empty();
    }
}
