package dev.sluice.app.delivery;

import dev.sluice.app.delivery.Delivery.HostAddress;
import dev.sluice.app.delivery.DeliveryStore.ConfigRecord;
import dev.sluice.app.delivery.DeliveryStore.EnvironmentRecord;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.delivery.DeliveryStore.StoredRelease;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunStore;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.EnvironmentSpec.ApprovalRule;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.delivery.RolloutState;
import dev.sluice.core.delivery.Slot;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.model.Trigger.Commit;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers the questions of the pages out of the store. Safe for many threads. */
final class DeliveryBoard implements DeliveryQueries {
    private static final int COMMITS_MAX = 200;
    private static final int DIFFERENCE_BYTES_MAX = 500_000;
    private static final int HISTORY = 500;
    private static final int LOG_LINES = 100;
    private static final List<DeploymentStatus> OPEN = List.of(
            DeploymentStatus.NEEDS_APPROVAL,
            DeploymentStatus.QUEUED,
            DeploymentStatus.ROLLING,
            DeploymentStatus.ROLLING_BACK);

    private final DeploymentViews views;
    private final DeliveryStore store;
    private final DeliveryRules rules;
    private final ReleaseSource source;
    private final RunStore runs;
    private final RolloutPerformer performer;
    private final LiveServices services;
    private final HostAddress address;

    DeliveryBoard(
            DeploymentViews views,
            DeliveryStore store,
            DeliveryRules rules,
            ReleaseSource source,
            RunStore runs,
            RolloutPerformer performer,
            LiveServices services,
            HostAddress address) {
        this.views = views;
        this.store = store;
        this.rules = rules;
        this.source = source;
        this.runs = runs;
        this.performer = performer;
        this.services = services;
        this.address = address;
    }

    @Override
    public Board board(long project, String viewer, int limit) {
        List<Release> releases = shown(project, limit);
        List<Column> columns = columns(project, releases);
        List<Row> rows = new ArrayList<>();
        for (Release release : releases) {
            List<Deployment> deployments = store.deploymentsOf(project, release.version()).stream()
                    .map(StoredDeployment::deployment)
                    .toList();
            List<Cell> cells = columns.stream()
                    .map(column -> cell(release, column, deployments, viewer))
                    .toList();
            rows.add(new Row(release, cells));
        }
        Optional<ConfigRecord> config = store.config(project);
        return new Board(
                columns,
                rows,
                ahead(project, config, releases),
                config.map(ConfigRecord::problems).orElse(List.of()));
    }

    /** The newest, and whatever is live somewhere. */
    private List<Release> shown(long project, int limit) {
        Map<String, Release> byVersion = new LinkedHashMap<>();
        store.releases(project, limit)
                .forEach(one -> byVersion.put(one.release().version(), one.release()));
        for (EnvironmentRecord environment : store.environments(project)) {
            environment
                    .live()
                    .flatMap(number -> store.deployment(project, number))
                    .flatMap(
                            stored -> store.release(project, stored.deployment().release()))
                    .ifPresent(one -> byVersion.putIfAbsent(one.release().version(), one.release()));
        }
        return byVersion.values().stream()
                .sorted(Comparator.comparing(Release::createdAt).reversed())
                .toList();
    }

    /** The environments with their rules, in the file's order; then those that only deployments name. */
    private Map<String, Optional<EnvironmentSpec>> named(long project) {
        Map<String, Optional<EnvironmentSpec>> names = new LinkedHashMap<>();
        store.config(project).flatMap(ConfigRecord::config).ifPresent(config -> config.environments().stream()
                .filter(spec -> !spec.name().contains("{slug}"))
                .forEach(spec -> names.put(spec.key(), Optional.of(spec))));
        for (String other : store.environmentNames(project)) {
            if (!names.containsKey(other)) {
                names.put(
                        other,
                        store.deployments(project, other, 1).stream()
                                .map(StoredDeployment::deployment)
                                .filter(one -> one.cause() != DeploymentCause.JOB)
                                .map(Deployment::spec)
                                .findFirst());
            }
        }
        return names;
    }

    private List<Column> columns(long project, List<Release> releases) {
        List<Column> columns = new ArrayList<>();
        named(project).forEach((name, spec) -> columns.add(column(project, name, spec, releases)));
        return columns;
    }

    private Column column(long project, String name, Optional<EnvironmentSpec> spec, List<Release> releases) {
        Optional<EnvironmentRecord> record = store.environment(project, name);
        Optional<Deployment> live = rules.live(project, name);
        Optional<Release> liveRelease =
                live.flatMap(one -> store.release(project, one.release())).map(StoredRelease::release);
        List<Release> behind = releases.stream()
                .filter(one -> one.kind() == Release.Kind.VERSION)
                .filter(one ->
                        liveRelease.isEmpty() || one.run() > liveRelease.get().run())
                .toList();
        int commits = liveRelease.isEmpty() || behind.isEmpty()
                ? 0
                : source.commits(
                                project,
                                liveRelease.get().commit(),
                                behind.getFirst().commit(),
                                COMMITS_MAX)
                        .size();
        int waiting = store.withStatus(project, name, List.of(DeploymentStatus.QUEUED, DeploymentStatus.NEEDS_APPROVAL))
                .size();
        Optional<String> host = spec.flatMap(EnvironmentSpec::route)
                .map(route -> live.map(one -> performer.host(route.host(), one)).orElse(route.host()))
                .filter(text -> !text.contains("{"));
        return new Column(
                name,
                spec,
                host.map(address::of),
                live.map(one -> live(project, name, one, record)),
                behind.size(),
                commits,
                behind.stream().map(Release::createdAt).min(Comparator.naturalOrder()),
                waiting,
                record.flatMap(EnvironmentRecord::uncertain),
                rules.takenDown(project, name).map(views::view));
    }

    private Live live(long project, String name, Deployment deployment, Optional<EnvironmentRecord> record) {
        Instant since = record.flatMap(EnvironmentRecord::liveSince).orElse(deployment.requestedAt());
        String by = deployment.votes().stream()
                .filter(Deployment.CastVote::approve)
                .reduce((first, second) -> second)
                .map(Deployment.CastVote::by)
                .orElse(deployment.by());
        return new Live(name, deployment.release(), deployment.number(), since, by, services.health(project, name));
    }

    private int ahead(long project, Optional<ConfigRecord> config, List<Release> releases) {
        Optional<Release> newest = releases.stream()
                .filter(one -> one.kind() == Release.Kind.VERSION)
                .findFirst();
        return config.isEmpty() || newest.isEmpty()
                ? 0
                : source.commits(project, newest.get().commit(), config.get().commit(), COMMITS_MAX)
                        .size();
    }

    private Cell cell(Release release, Column column, List<Deployment> deployments, String viewer) {
        Optional<Deployment> newest = deployments.stream()
                .filter(one ->
                        one.environment().equals(column.name()) && one.release().equals(release.version()))
                .findFirst();
        if (newest.isEmpty()) {
            List<ActionView> actions = column.spec().isEmpty() || release.kind() == Release.Kind.JOB
                    ? List.of()
                    : List.of(new ActionView(
                            Action.PROMOTE,
                            rules.mayDeploy(release.project(), column.name(), release.version(), viewer)));
            return new Cell(column.name(), CellState.NONE, Optional.empty(), Optional.empty(), 0, actions);
        }
        // An attempt that failed does not hide that the release is live by an earlier one.
        Deployment shown = deployments.stream()
                .filter(one -> one.environment().equals(column.name())
                        && one.release().equals(release.version())
                        && views.isLive(one)
                        && !newest.get().status().isActive())
                .findFirst()
                .orElse(newest.get());
        DeploymentView view = views.view(shown);
        List<ActionView> actions = new ArrayList<>(views.actions(shown, viewer));
        if (shown.status().isFinal()
                && shown.status() != DeploymentStatus.SUCCEEDED
                && shown.status() != DeploymentStatus.TAKEN_DOWN
                && column.spec().isPresent()) {
            actions.add(new ActionView(
                    Action.PROMOTE, rules.mayDeploy(release.project(), column.name(), release.version(), viewer)));
        }
        Optional<DeploymentView> wasLive = shown.status() == DeploymentStatus.SUCCEEDED
                ? Optional.empty()
                : deployments.stream()
                        .filter(one -> one.environment().equals(column.name())
                                && one.release().equals(release.version())
                                && one.status() == DeploymentStatus.SUCCEEDED)
                        .findFirst()
                        .map(views::view);
        return new Cell(column.name(), state(shown), Optional.of(view), wasLive, view.share(), actions);
    }

    private CellState state(Deployment deployment) {
        return switch (deployment.status()) {
            case NEEDS_APPROVAL -> CellState.NEEDS_APPROVAL;
            case QUEUED -> CellState.QUEUED;
            case ROLLING -> CellState.ROLLING;
            case ROLLING_BACK -> CellState.ROLLING_BACK;
            case SUCCEEDED -> views.isLive(deployment) ? CellState.LIVE : CellState.WAS_LIVE;
            case TAKEN_DOWN -> CellState.TAKEN_DOWN;
            case ROLLED_BACK -> CellState.ROLLED_BACK;
            case ABORTED -> CellState.ABORTED;
            case FAILED -> CellState.FAILED;
            case UNCERTAIN -> CellState.UNCERTAIN;
            case REJECTED -> CellState.REJECTED;
            case SUPERSEDED -> CellState.SUPERSEDED;
            case CANCELED -> CellState.CANCELED;
        };
    }

    @Override
    public Optional<DeploymentDetail> deployment(long project, long number, String viewer) {
        return store.deployment(project, number)
                .map(StoredDeployment::deployment)
                .flatMap(deployment -> store.release(project, deployment.release())
                        .map(release -> new DeploymentDetail(
                                views.view(deployment),
                                release.release(),
                                deployment
                                        .replaces()
                                        .flatMap(old -> store.deployment(project, old))
                                        .map(old -> old.deployment().release()),
                                deployment.rollout(),
                                deployment.rollout().map(RolloutState::probes).orElse(List.of()),
                                logs(deployment),
                                deployment.events(),
                                views.votes(deployment),
                                views.actions(deployment, viewer))));
    }

    private List<ServiceLog> logs(Deployment deployment) {
        return DeploymentQueue.slots(Slot.Side.NEW, deployment.services()).stream()
                .map(slot -> new ServiceLog(
                        slot.service(),
                        slot.copy(),
                        false,
                        performer.target(deployment).logTail(RolloutPerformer.id(deployment, slot), LOG_LINES)))
                .filter(log -> !log.lines().isEmpty())
                .toList();
    }

    @Override
    public Optional<ApprovalDetail> approval(long project, long number, String viewer) {
        Optional<Deployment> stored = store.deployment(project, number).map(StoredDeployment::deployment);
        Optional<ApprovalRule> rule = stored.flatMap(one -> one.spec().approval());
        Optional<Release> release =
                stored.flatMap(one -> store.release(project, one.release())).map(StoredRelease::release);
        if (rule.isEmpty() || release.isEmpty()) {
            return Optional.empty();
        }
        Deployment deployment = stored.orElseThrow();
        Optional<Live> live = rules.live(project, deployment.environment())
                .map(one -> live(
                        project, deployment.environment(), one, store.environment(project, deployment.environment())));
        Optional<Release> from =
                live.flatMap(one -> store.release(project, one.version())).map(StoredRelease::release);
        String to = release.get().commit();
        List<CommitView> commits = commits(project, from.map(Release::commit).orElse(""), to);
        List<CommitView> lost =
                from.map(one -> commits(project, to, one.commit())).orElse(List.of());
        List<JobState> jobs = runs.load(new RunId(project, release.get().run()))
                .map(run -> run.state().jobs())
                .orElse(List.of());
        int passed = (int)
                jobs.stream().filter(job -> job.status() == JobStatus.SUCCESS).count();
        return Optional.of(new ApprovalDetail(
                views.view(deployment),
                release.get(),
                deployment.spec(),
                live,
                commits,
                commits.size(),
                lost,
                from.map(one -> releasesBack(release.get(), one)).orElse(0),
                passed,
                jobs.size(),
                rule.get().count(),
                rules.mayApprove(deployment),
                views.votes(deployment),
                rules.mayVote(deployment, viewer)));
    }

    private List<CommitView> commits(long project, String from, String to) {
        return source.commits(project, from, to, COMMITS_MAX).stream()
                .map(DeliveryBoard::commit)
                .toList();
    }

    /** Releases made after the one and up to the other. */
    private int releasesBack(Release release, Release live) {
        return (int) store.releases(release.project(), HISTORY).stream()
                .map(StoredRelease::release)
                .filter(one -> one.kind() == Release.Kind.VERSION)
                .filter(one -> one.run() > release.run() && one.run() <= live.run())
                .count();
    }

    @Override
    public Optional<Changes> changes(long project, long number) {
        Optional<Deployment> deployment = store.deployment(project, number).map(StoredDeployment::deployment);
        Optional<Release> release =
                deployment.flatMap(one -> store.release(project, one.release())).map(StoredRelease::release);
        if (release.isEmpty()) {
            return Optional.empty();
        }
        Deployment one = deployment.orElseThrow();
        Optional<String> from = one.replaces()
                .flatMap(old -> store.deployment(project, old))
                .map(old -> old.deployment().release())
                .or(() -> rules.live(project, one.environment()).map(Deployment::release))
                .filter(version -> !version.equals(one.release()));
        String base = from.flatMap(version -> store.release(project, version))
                .map(old -> old.release().commit())
                .orElse("");
        ReleaseSource.Difference difference =
                source.difference(project, base, release.get().commit(), DIFFERENCE_BYTES_MAX);
        return Optional.of(new Changes(views.view(one), release.get(), from, difference.text(), difference.cut()));
    }

    private static CommitView commit(Commit commit) {
        Instant at;
        try {
            at = OffsetDateTime.parse(commit.timestamp()).toInstant();
        } catch (DateTimeParseException odd) {
            // Tools may write any date into a commit; a page is shown all the same.
            at = Instant.EPOCH;
        }
        return new CommitView(commit.sha(), commit.title(), commit.author(), at);
    }

    @Override
    public Optional<EnvironmentDetail> environment(long project, String name, String viewer, int limit) {
        List<Deployment> deployments = store.deployments(project, name, limit).stream()
                .map(StoredDeployment::deployment)
                .toList();
        Optional<Column> column = Optional.ofNullable(named(project).get(name))
                .map(spec -> column(project, name, spec, shown(project, HISTORY)));
        List<ActionView> actions = new ArrayList<>(rules.live(project, name)
                .or(() -> rules.takenDown(project, name))
                .map(one -> views.actions(one, viewer))
                .orElse(List.of()));
        Optional<Refusal> mayTakeDown = rules.mayTakeDown(project, name, viewer);
        if (DeploymentQueue.running(store, project, name).isPresent()) {
            actions.add(new ActionView(Action.TAKE_DOWN, mayTakeDown));
        }
        return column.map(one ->
                new EnvironmentDetail(one, deployments.stream().map(views::view).toList(), actions));
    }

    @Override
    public Optional<Release> release(long project, String version) {
        return store.release(project, version).map(StoredRelease::release);
    }

    @Override
    public List<DeploymentView> open(long project) {
        return store.withStatus(OPEN).stream()
                .map(StoredDeployment::deployment)
                .filter(one -> one.project() == project)
                .sorted(Comparator.comparingLong(Deployment::number))
                .map(views::view)
                .toList();
    }

    @Override
    public List<DeploymentView> lastEnded(long project) {
        return store.lastEnded(project).stream()
                .map(StoredDeployment::deployment)
                .map(views::view)
                .toList();
    }

    @Override
    public List<Live> live(long project) {
        List<Live> all = new ArrayList<>();
        for (String name : named(project).keySet()) {
            rules.live(project, name)
                    .ifPresent(one -> all.add(live(project, name, one, store.environment(project, name))));
        }
        return all;
    }

    @Override
    public List<String> environments(long project) {
        return List.copyOf(named(project).keySet());
    }

    @Override
    public List<Release> releases(long project, int limit) {
        return store.releases(project, limit).stream()
                .map(StoredRelease::release)
                .toList();
    }

    @Override
    public List<WaitingApproval> waitingApprovals(String viewer) {
        List<WaitingApproval> waiting = new ArrayList<>();
        for (StoredDeployment stored : store.withStatus(List.of(DeploymentStatus.NEEDS_APPROVAL))) {
            Deployment deployment = stored.deployment();
            store.release(deployment.project(), deployment.release())
                    .ifPresent(release -> waiting.add(new WaitingApproval(
                            deployment.project(),
                            views.view(deployment),
                            release.release(),
                            rules.mayApprove(deployment),
                            rules.mayVote(deployment, viewer))));
        }
        return waiting;
    }
}
