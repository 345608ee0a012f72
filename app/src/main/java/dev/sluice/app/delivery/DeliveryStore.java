package dev.sluice.app.delivery;

import dev.sluice.core.delivery.DeliveryConfig;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keeps releases, environments and deployments. Every change of a deployment is made by compare-and-set on its version.
 * Safe for many threads.
 */
public interface DeliveryStore {

    /** Does several things in one transaction: all of them become durable, or none. The work may be done again from the start. */
    <T> T atomically(Function<DeliveryStore, T> work);

    /**
     * Keeps a release, unless its version is taken or there is one of this kind for this commit (for builds: and branch).
     *
     * @param config what the commit's {@code sluice.yml} says
     */
    boolean addRelease(Release release, DeliveryConfig config);

    Optional<StoredRelease> release(long project, String version);

    /** The release of that kind that was made for a commit of a branch. */
    Optional<StoredRelease> releaseOf(long project, Release.Kind kind, String branch, String commit);

    /** Newest first. */
    List<StoredRelease> releases(long project, int limit);

    /** Releases whose tag may be missing in the repository, or whose deployments may not have been asked for, oldest first. */
    List<StoredRelease> unfinishedReleases();

    /** The tag is there and the deployments are asked for. */
    void releaseFinished(long project, String version);

    /**
     * Keeps a new deployment under the project's next number.
     *
     * @param cause unique in the project: a second call with the same cause makes nothing and gives the first
     * @param draft its number is ignored
     */
    StoredDeployment addDeployment(String cause, Deployment draft);

    Optional<StoredDeployment> deployment(long project, long number);

    /** Stores the next state if the deployment still has that version; false where somebody else was first. */
    boolean commit(StoredDeployment before, Deployment next);

    /** Deployments of an environment, newest first. */
    List<StoredDeployment> deployments(long project, String environment, int limit);

    /** Deployments of a project, newest first. */
    List<StoredDeployment> deployments(long project, int limit);

    /**
     * Of each environment the newest deployment of a release and, where that is another one, the newest by which it went
     * live; newest first.
     */
    List<StoredDeployment> deploymentsOf(long project, String release);

    /** Deployments of an environment that went live by a rollout, newest first, without what only their pages need. */
    List<WentLive> wentLive(long project, String environment, int limit);

    /** The deployment that ended another one's time, by going live or by taking it down. */
    Optional<StoredDeployment> successorOf(long project, long number);

    /** Of each environment the newest deployment that is over, without those that were replaced or taken back. */
    List<StoredDeployment> lastEnded(long project);

    /** Deployments of all projects with one of these states, oldest first. */
    List<StoredDeployment> withStatus(List<DeploymentStatus> statuses);

    /** Deployments of one environment with one of these states, oldest first. */
    List<StoredDeployment> withStatus(long project, String environment, List<DeploymentStatus> statuses);

    /** An environment, or empty before its first deployment. */
    Optional<EnvironmentRecord> environment(long project, String name);

    /** Full names of the environments to which anything of the project was ever asked to go, by name. */
    List<String> environmentNames(long project);

    /** Environments that have had a deployment, by name. */
    List<EnvironmentRecord> environments(long project);

    /** All environments in which something is live. */
    List<EnvironmentRecord> liveEnvironments();

    void saveEnvironment(EnvironmentRecord environment);

    /** What the newest {@code sluice.yml} of the default branch says: for the board, and for the gates of environments. */
    void saveConfig(long project, ConfigRecord config);

    Optional<ConfigRecord> config(long project);

    /** A release with the rules of its commit. */
    record StoredRelease(Release release, DeliveryConfig config) {}

    /** That a release went live, how, and when. */
    record WentLive(long number, String release, DeploymentCause cause, Instant at) {}

    /** A deployment and the version of its row. */
    record StoredDeployment(Deployment deployment, long version) {}

    /**
     * An environment's present.
     *
     * @param live number of the deployment that is live
     * @param uncertain number of a deployment after which a person must look
     */
    record EnvironmentRecord(
            long project, String name, Optional<Long> live, Optional<Instant> liveSince, Optional<Long> uncertain) {}

    /**
     * The newest rules of the default branch.
     *
     * @param commit the newest whose {@code sluice.yml} was read
     * @param config the newest that could be used; where that commit's cannot, an earlier one's
     * @param problems mistakes and warnings of that commit's
     */
    record ConfigRecord(String commit, Optional<DeliveryConfig> config, List<Problem> problems) {
        public ConfigRecord {
            problems = List.copyOf(problems);
        }
    }
}
