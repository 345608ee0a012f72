package dev.sluice.app.delivery;

import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.ProbeEvidence;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.delivery.RolloutState;
import dev.sluice.core.model.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the pages and the API ask about releases, environments and deployments. Reads committed state only; answers may be
 * out of date a moment later, so every action checks again. {@code viewer} is the login of who looks, empty text for
 * nobody: it decides which actions are offered, never what is shown. Safe for use by many threads.
 */
public interface DeliveryQueries {

    /**
     * Releases and environments of a project, newest release first.
     *
     * @param limit at most that many releases, 1 to 200; those that are live somewhere come in addition
     */
    Board board(long project, String viewer, int limit);

    /** One deployment with its steps and evidence; empty where there is none of that number. */
    Optional<DeploymentDetail> deployment(long project, long number, String viewer);

    /** What somebody who is to approve needs to know; empty where the deployment needs no approval. */
    Optional<ApprovalDetail> approval(long project, long number, String viewer);

    /** What a deployment changes, against what it took or would take the place of; empty where there is none of that number. */
    Optional<Changes> changes(long project, long number);

    /** One environment with its newest deployments; empty where there is none of that name. */
    Optional<EnvironmentDetail> environment(long project, String name, String viewer, int limit);

    /** One release; empty where there is none. */
    Optional<Release> release(long project, String version);

    /** The newest releases of a project, newest first; {@code limit} is 1 to 200. */
    List<Release> releases(long project, int limit);

    /**
     * Full names of a project's environments, also of those where nothing is live yet: in the file's order, then those that
     * only deployments name.
     */
    List<String> environments(long project);

    /** Deployments of a project that are not over, oldest first. */
    List<DeploymentView> open(long project);

    /** The newest deployment of each environment that has run or was rejected; none for one without. */
    List<DeploymentView> lastEnded(long project);

    /** What is live where, by environment in the file's order. */
    List<Live> live(long project);

    /** Deployments of all projects that wait for people to agree, oldest first, with who may. */
    List<WaitingApproval> waitingApprovals(String viewer);

    /**
     * Releases against environments.
     *
     * @param columns in the file's order, then those that only deployments name
     * @param rows newest first
     * @param defaultBranchAhead commits of the release branch since the newest release
     * @param problems mistakes in the newest {@code sluice.yml}, for which nothing is deployed
     */
    record Board(List<Column> columns, List<Row> rows, int defaultBranchAhead, List<Problem> problems) {
        public Board {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            problems = List.copyOf(problems);
        }
    }

    /**
     * An environment on the board.
     *
     * @param name its full name
     * @param spec its rules; empty for one that only pipeline jobs name
     * @param address where it can be reached, e.g. {@code http://staging.shop.localhost:8080/}; empty where it has no route
     * @param releasesBehind newer releases that are not live here
     * @param commitsBehind commits in the newest release that are not live here
     * @param behindSince when the oldest of those releases was made
     * @param waiting deployments that wait for their turn or for people
     * @param uncertain number of the deployment after which a person must look
     * @param takenDown by which nothing is live here; empty where something is, or never was
     */
    record Column(
            String name,
            Optional<EnvironmentSpec> spec,
            Optional<String> address,
            Optional<Live> live,
            int releasesBehind,
            int commitsBehind,
            Optional<Instant> behindSince,
            int waiting,
            Optional<Long> uncertain,
            Optional<DeploymentView> takenDown) {}

    /** What is live in an environment, since when, and by whom. */
    record Live(String environment, String version, long deployment, Instant since, String by, Health health) {}

    /** How what is live answered when it was last asked. */
    enum Health {
        HEALTHY,
        UNHEALTHY,
        UNKNOWN
    }

    /** A release on the board; one cell a column. */
    record Row(Release release, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /**
     * A release in an environment.
     *
     * @param deployment the newest deployment of this release here
     * @param wasLive the newest earlier deployment by which the release was live here, where the cell shows another one
     * @param share per cent of the requests it has now; 0 where it has none
     * @param actions what the viewer may see; forbidden ones with the reason
     */
    record Cell(
            String environment,
            CellState state,
            Optional<DeploymentView> deployment,
            Optional<DeploymentView> wasLive,
            int share,
            List<ActionView> actions) {
        public Cell {
            actions = List.copyOf(actions);
        }
    }

    /** What a cell says. */
    enum CellState {
        /** Never deployed here. */
        NONE,
        NEEDS_APPROVAL,
        QUEUED,
        ROLLING,
        ROLLING_BACK,
        LIVE,
        WAS_LIVE,
        TAKEN_DOWN,
        ROLLED_BACK,
        ABORTED,
        FAILED,
        UNCERTAIN,
        REJECTED,
        SUPERSEDED,
        CANCELED
    }

    /**
     * A deployment as one line.
     *
     * @param version of the release
     * @param by login of who asked for it, or {@code system}
     * @param status where it stands
     * @param waits why it has not started; present exactly while it waits
     * @param reason why it failed, was rejected or replaced; may be empty
     * @param share per cent of the requests it has now
     * @param liveUntil when the next one took its place; empty while it is live or where it never was
     * @param votes who agreed or refused, in order
     * @param from of a rollback: the version that it went back from, or goes back from if it started now
     * @param comment why it was asked for; may be empty
     */
    record DeploymentView(
            long number,
            String environment,
            String version,
            DeploymentCause cause,
            String by,
            DeploymentStatus status,
            Optional<Wait> waits,
            String reason,
            Instant requestedAt,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            Optional<Instant> liveUntil,
            int share,
            List<Vote> votes,
            Optional<String> from,
            String comment) {
        public DeploymentView {
            votes = List.copyOf(votes);
        }
    }

    /** Why a deployment has not started. */
    sealed interface Wait {
        /** People must agree: {@code missing} more of {@code who}. */
        record Approval(int missing, List<String> who) implements Wait {
            public Approval {
                who = List.copyOf(who);
            }
        }

        /** One deployment at a time: that one is under way or before it. */
        record Turn(long deployment, String version) implements Wait {}

        /** That deployment ended uncertain: a person must redeploy or roll back first. */
        record Uncertain(long deployment) implements Wait {}

        /** Its turn has come. */
        record Starting() implements Wait {}
    }

    /** Something that can be done. */
    enum Action {
        PROMOTE,
        REVIEW,
        ROLL_BACK,
        REDEPLOY,
        TAKE_DOWN,
        CANCEL,
        PAUSE,
        CONTINUE,
        PROMOTE_NOW,
        ABORT
    }

    /**
     * An action, and why the viewer may not take it.
     *
     * @param version what a rollback leads to; empty for other actions
     */
    record ActionView(Action action, Optional<Refusal> refusal, String version) {
        /** Any action but a rollback. */
        public ActionView(Action action, Optional<Refusal> refusal) {
            this(action, refusal, "");
        }

        public boolean allowed() {
            return refusal.isEmpty();
        }
    }

    /** Why something is refused. */
    sealed interface Refusal {
        /** Nobody is signed in. */
        record SignIn() implements Refusal {}

        /** It needs one of these roles. */
        record NeedsRole(List<String> roles) implements Refusal {
            public NeedsRole {
                roles = List.copyOf(roles);
            }
        }

        /** Whoever made the release may not approve it. */
        record OwnRelease() implements Refusal {}

        /** This person has voted. */
        record HasVoted() implements Refusal {}

        /** The release must be live in that environment first. */
        record NotLiveIn(String environment) implements Refusal {}

        /** The environment takes releases of branches that fit the pattern only. */
        record WrongBranch(String pattern) implements Refusal {}

        /** Nothing is live in that environment. */
        record NothingLive(String environment) implements Refusal {}

        /** Only jobs of pipeline files deploy there: Sluice keeps the record and runs nothing of it. */
        record DeployedByJobs(String environment) implements Refusal {}

        /** A job of this branch or tag would be started, and only maintainers may do so. */
        record RefForMaintainers(String ref) implements Refusal {}

        /** It is live here already. */
        record AlreadyLive() implements Refusal {}

        /** Such a deployment of this release waits or runs already. */
        record AlreadyAskedFor(long deployment) implements Refusal {}

        /** Its files are gone. */
        record FilesExpired(String what) implements Refusal {}

        /** That version replaced the request. */
        record ReplacedBy(String version) implements Refusal {}

        /** It is not in a state where this can be done. */
        record NotNow(DeploymentStatus status) implements Refusal {}

        /** Its rollout is being taken up or has just ended: asked once more, the answer is another one. */
        record TryAgain() implements Refusal {}

        /** There is no such environment, deployment or release; {@code near} is a name that may be meant. */
        record Unknown(String what, String near) implements Refusal {}

        /** The environment's rules cannot be read: the file of the release has mistakes. */
        record BadConfiguration(List<Problem> problems) implements Refusal {
            public BadConfiguration {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * A deployment's page.
     *
     * @param replaces version that was live when it started
     * @param rollout its steps with times and the evidence of the checks; empty before it starts
     * @param probes the last answers to health checks, oldest first
     * @param log last lines of its services
     * @param events what happened, oldest first
     */
    record DeploymentDetail(
            DeploymentView deployment,
            Release release,
            Optional<String> replaces,
            Optional<RolloutState> rollout,
            List<ProbeEvidence> probes,
            List<ServiceLog> log,
            List<Happening> events,
            List<Vote> votes,
            List<ActionView> actions) {
        public DeploymentDetail {
            probes = List.copyOf(probes);
            log = List.copyOf(log);
            events = List.copyOf(events);
            votes = List.copyOf(votes);
            actions = List.copyOf(actions);
        }
    }

    /** The last lines of one slot. */
    record ServiceLog(String service, int copy, boolean old, List<String> lines) {
        public ServiceLog {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Something that happened to a deployment.
     *
     * @param what a stable word: {@code requested}, {@code approved}, {@code rejected}, {@code started}, {@code paused},
     *     {@code continued}, {@code promoted}, {@code aborted}, {@code finished}, {@code superseded}, {@code canceled}
     * @param by login, or {@code system}
     */
    record Happening(Instant at, String what, String by, String detail) {}

    /**
     * One person's decision.
     *
     * @param counts false where the person has lost the role since
     */
    record Vote(String by, boolean approve, String comment, Instant at, boolean counts) {}

    /**
     * What somebody who is to approve needs to know.
     *
     * @param live what is live now; empty for a first deployment
     * @param commits since what is live, newest first, at most 200
     * @param commitsTotal how many there are
     * @param lost commits that are live now and would not be any more, newest first, at most 200
     * @param releasesBack how many releases it goes back; 0 where it goes on
     * @param jobsPassed jobs of the run that made the release: passed, and all
     * @param required how many people must agree
     * @param may logins that may approve
     * @param viewerRefusal why the viewer may not; empty where he may
     */
    record ApprovalDetail(
            DeploymentView deployment,
            Release release,
            EnvironmentSpec environment,
            Optional<Live> live,
            List<CommitView> commits,
            int commitsTotal,
            List<CommitView> lost,
            int releasesBack,
            int jobsPassed,
            int jobsAll,
            int required,
            List<String> may,
            List<Vote> votes,
            Optional<Refusal> viewerRefusal) {
        public ApprovalDetail {
            commits = List.copyOf(commits);
            lost = List.copyOf(lost);
            may = List.copyOf(may);
            votes = List.copyOf(votes);
        }
    }

    /**
     * What a deployment changes in the files of the repository.
     *
     * @param from version it is compared with; empty for a first deployment
     * @param text a unified diff
     * @param cut it was longer than a page holds, and ends in the middle
     */
    record Changes(DeploymentView deployment, Release release, Optional<String> from, String text, boolean cut) {}

    /** A commit in a list. */
    record CommitView(String sha, String title, String author, Instant at) {}

    /** An environment's page. */
    record EnvironmentDetail(Column column, List<DeploymentView> deployments, List<ActionView> actions) {
        public EnvironmentDetail {
            deployments = List.copyOf(deployments);
            actions = List.copyOf(actions);
        }
    }

    /** A deployment that waits for people, for lists over all projects. */
    record WaitingApproval(
            long project,
            DeploymentView deployment,
            Release release,
            List<String> who,
            Optional<Refusal> viewerRefusal) {
        public WaitingApproval {
            who = List.copyOf(who);
        }
    }
}
