package dev.sluice.core.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A named place that releases are deployed to.
 *
 * @param key its name in {@code sluice.yml}
 * @param name pattern of the full name; {@code {slug}} stands for the branch; equal to the key where none is given
 * @param source what brings a release here by itself
 * @param approval who must agree before a deployment starts
 * @param target where the services run
 * @param route where requests come in
 * @param strategy how versions take each other's place
 * @param onFailure what happens when a deployment fails
 * @param observe how long health is asked after all requests went to the new version
 * @param variables given to every service here
 */
public record EnvironmentSpec(
        String key,
        String name,
        Source source,
        Optional<ApprovalRule> approval,
        Target target,
        Optional<RouteSpec> route,
        Strategy strategy,
        OnFailure onFailure,
        Duration observe,
        Map<String, String> variables) {
    public EnvironmentSpec {
        variables = Map.copyOf(variables);
    }

    /** What brings a release to an environment. */
    public sealed interface Source {
        /** Every release with a version. */
        record OnRelease() implements Source {}

        /** A release that is live and healthy in another environment, by that one's key. */
        record After(String environment) implements Source {}

        /** Every green run of the branches that fit the pattern; {@code *} stands for any text. */
        record OnBranch(String pattern) implements Source {}

        /** Only a person. */
        record ByHand() implements Source {}
    }

    /**
     * Who must agree.
     *
     * @param by names of roles; one of them is enough
     * @param count how many people, 1 or more
     * @param author whether the account whose run made the release may be one of them
     */
    public record ApprovalRule(List<String> by, int count, boolean author) {
        public ApprovalRule {
            by = List.copyOf(by);
        }
    }

    /** Where services run. */
    public sealed interface Target {
        /** As processes on the server's host. */
        record Process() implements Target {}
    }

    /**
     * Where requests come in.
     *
     * @param host lower case, without port; {@code {slug}} stands for the branch
     * @param paths which service answers which prefix; the longest fitting prefix wins
     */
    public record RouteSpec(String host, List<PathRule> paths) {
        public RouteSpec {
            paths = List.copyOf(paths);
        }
    }

    /** Requests whose path begins with {@code prefix} go to {@code service}. */
    public record PathRule(String prefix, String service) {}

    /** What happens when a deployment fails. */
    public enum OnFailure {
        /** What ran before is put back. */
        ROLLBACK
    }
}
