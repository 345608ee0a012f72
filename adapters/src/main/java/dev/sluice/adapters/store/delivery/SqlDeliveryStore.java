package dev.sluice.adapters.store.delivery;

import dev.sluice.adapters.store.Database;
import dev.sluice.adapters.store.Param;
import dev.sluice.adapters.store.Row;
import dev.sluice.adapters.store.Sql;
import dev.sluice.adapters.store.json.JsonCodec;
import dev.sluice.app.delivery.DeliveryStore;
import dev.sluice.app.delivery.Deployment;
import dev.sluice.core.delivery.DeliveryConfig;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.Release;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Releases, environments and deployments in the database. Outside of {@link #atomically} every call is a transaction of
 * its own and safe for many threads; the store handed to the work belongs to that transaction and thread.
 */
public final class SqlDeliveryStore implements DeliveryStore {
    private static final String DEPLOYMENT = "select deployment_json, version from deployments ";
    private static final String RELEASE = "select release_json, config_json from releases ";

    private final JsonCodec codec;
    private final Access access;

    /** How to reach the database: by itself, or within a transaction that somebody else has begun. */
    private interface Access {
        <T> T read(Database.Work<T> work);

        <T> T write(Database.Work<T> work);
    }

    private SqlDeliveryStore(JsonCodec codec, Access access) {
        this.codec = codec;
        this.access = access;
    }

    public static SqlDeliveryStore of(Database database, JsonCodec codec) {
        return new SqlDeliveryStore(codec, new Access() {
            @Override
            public <T> T read(Database.Work<T> work) {
                return database.read(work);
            }

            @Override
            public <T> T write(Database.Work<T> work) {
                return database.write(work);
            }
        });
    }

    @Override
    public <T> T atomically(Function<DeliveryStore, T> work) {
        return access.write(sql -> {
            try {
                return work.apply(new SqlDeliveryStore(codec, within(sql)));
            } catch (TransactionFailed failed) {
                // The database says what it means, as for a call outside of a transaction.
                throw failed.reason;
            }
        });
    }

    private static Access within(Sql sql) {
        return new Access() {
            @Override
            public <T> T read(Database.Work<T> work) {
                return write(work);
            }

            @Override
            public <T> T write(Database.Work<T> work) {
                try {
                    return work.run(sql);
                } catch (SQLException e) {
                    throw new TransactionFailed(e);
                }
            }
        };
    }

    /** Carries a failure through the work of a transaction, which declares none, and so takes all of it back. */
    private static final class TransactionFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException reason;

        TransactionFailed(SQLException cause) {
            super("a part of the transaction failed: " + cause.getMessage(), cause);
            reason = cause;
        }
    }

    // Releases.

    @Override
    public boolean addRelease(Release release, DeliveryConfig config) {
        return access.write(sql -> sql.update(
                        """
                        insert into releases (project_id, version, kind, scope, sha, finished, release_json, config_json)
                        values (:project, :version, :kind, :scope, :sha, :finished, :release, :config)
                        on conflict do nothing
                        """,
                        Param.of("project", release.project()),
                        Param.of("version", release.version()),
                        Param.of("kind", release.kind().name()),
                        Param.of("scope", scope(release)),
                        Param.of("sha", release.commit()),
                        Param.of("finished", release.kind() == Release.Kind.JOB),
                        Param.of("release", codec.write(Release.class, release)),
                        Param.of("config", codec.write(DeliveryConfig.class, config))))
                == 1;
    }

    /** What makes a second release of a kind for a commit: nothing, another branch, another run. */
    private static String scope(Release release) {
        return switch (release.kind()) {
            case VERSION -> "";
            case BUILD -> release.branch();
            case JOB -> release.version();
        };
    }

    @Override
    public Optional<StoredRelease> release(long project, String version) {
        return access.read(sql -> sql.first(
                RELEASE + "where project_id = :project and version = :version",
                this::release,
                Param.of("project", project),
                Param.of("version", version)));
    }

    @Override
    public Optional<StoredRelease> releaseOf(long project, Release.Kind kind, String branch, String commit) {
        return access.read(sql -> sql.first(
                RELEASE + "where project_id = :project and kind = :kind and scope = :scope and sha = :sha",
                this::release,
                Param.of("project", project),
                Param.of("kind", kind.name()),
                Param.of("scope", kind == Release.Kind.VERSION ? "" : branch),
                Param.of("sha", commit)));
    }

    @Override
    public List<StoredRelease> releases(long project, int limit) {
        return access.read(sql -> sql.list(
                RELEASE + "where project_id = :project order by sequence desc limit :limit",
                this::release,
                Param.of("project", project),
                Param.of("limit", limit)));
    }

    @Override
    public List<StoredRelease> unfinishedReleases() {
        return access.read(sql -> sql.list(RELEASE + "where finished = 0 order by sequence", this::release));
    }

    @Override
    public void releaseFinished(long project, String version) {
        access.write(sql -> sql.update(
                "update releases set finished = 1 where project_id = :project and version = :version",
                Param.of("project", project),
                Param.of("version", version)));
    }

    private StoredRelease release(Row row) throws SQLException {
        return new StoredRelease(
                codec.read(Release.class, row.text("release_json")),
                codec.read(DeliveryConfig.class, row.text("config_json")));
    }

    // Deployments.

    @Override
    public StoredDeployment addDeployment(String cause, Deployment draft) {
        return access.write(sql -> {
            Param project = Param.of("project", draft.project());
            Optional<StoredDeployment> first = sql.first(
                    DEPLOYMENT + "where project_id = :project and cause = :cause",
                    this::deployment,
                    project,
                    Param.of("cause", cause));
            if (first.isPresent()) {
                return first.get();
            }
            long number = sql.first(
                            "select coalesce(max(number), 0) + 1 as next from deployments where project_id = :project",
                            row -> row.number("next"),
                            project)
                    .orElseThrow();
            Deployment numbered = draft.numbered(number);
            sql.update(
                    """
                    insert into deployments
                      (project_id, number, cause, version, environment, status, release_version, replaces, kind,
                       finished_at, deployment_json)
                    values (:project, :number, :cause, 1, :environment, :status, :release, :replaces, :kind,
                      :finished, :json)
                    """,
                    project,
                    Param.of("number", number),
                    Param.of("cause", cause),
                    Param.of("environment", numbered.environment()),
                    Param.of("status", numbered.status().name()),
                    Param.of("release", numbered.release()),
                    Param.ofNumber("replaces", numbered.replaces()),
                    Param.of("kind", numbered.cause().name()),
                    Param.of("finished", finished(numbered)),
                    Param.of("json", codec.write(Deployment.class, numbered)));
            return new StoredDeployment(numbered, 1);
        });
    }

    @Override
    public Optional<StoredDeployment> deployment(long project, long number) {
        return access.read(sql -> sql.first(
                DEPLOYMENT + "where project_id = :project and number = :number",
                this::deployment,
                Param.of("project", project),
                Param.of("number", number)));
    }

    @Override
    public boolean commit(StoredDeployment before, Deployment next) {
        return access.write(sql -> sql.update(
                        """
                        update deployments set version = version + 1, status = :status, replaces = :replaces,
                          finished_at = :finished, deployment_json = :json
                        where project_id = :project and number = :number and version = :version
                        """,
                        Param.of("status", next.status().name()),
                        Param.ofNumber("replaces", next.replaces()),
                        Param.of("finished", finished(next)),
                        Param.of("json", codec.write(Deployment.class, next)),
                        Param.of("project", next.project()),
                        Param.of("number", next.number()),
                        Param.of("version", before.version())))
                == 1;
    }

    @Override
    public List<StoredDeployment> deployments(long project, String environment, int limit) {
        return access.read(sql -> sql.list(
                DEPLOYMENT
                        + "where project_id = :project and environment = :environment order by number desc limit"
                        + " :limit",
                this::deployment,
                Param.of("project", project),
                Param.of("environment", environment),
                Param.of("limit", limit)));
    }

    @Override
    public List<StoredDeployment> deployments(long project, int limit) {
        return access.read(sql -> sql.list(
                DEPLOYMENT + "where project_id = :project order by number desc limit :limit",
                this::deployment,
                Param.of("project", project),
                Param.of("limit", limit)));
    }

    @Override
    public List<StoredDeployment> deploymentsOf(long project, String release) {
        return access.read(sql -> sql.list(
                DEPLOYMENT + """
                    where project_id = :project and number in (
                      select max(number) from deployments
                      where project_id = :project and release_version = :release group by environment
                      union
                      select max(number) from deployments
                      where project_id = :project and release_version = :release and status = 'SUCCEEDED'
                      group by environment)
                    order by number desc
                    """, this::deployment, Param.of("project", project), Param.of("release", release)));
    }

    private static String finished(Deployment deployment) {
        return deployment.finishedAt().map(Instant::toString).orElse("");
    }

    @Override
    public List<WentLive> wentLive(long project, String environment, int limit) {
        return access.read(sql -> sql.list(
                """
                select number, release_version, kind, finished_at from deployments
                where project_id = :project and environment = :environment and status = 'SUCCEEDED' and kind <> 'JOB'
                order by number desc limit :limit
                """,
                row -> new WentLive(
                        row.number("number"),
                        row.text("release_version"),
                        DeploymentCause.valueOf(row.text("kind")),
                        Instant.parse(row.text("finished_at"))),
                Param.of("project", project),
                Param.of("environment", environment),
                Param.of("limit", limit)));
    }

    @Override
    public Optional<StoredDeployment> successorOf(long project, long number) {
        return access.read(sql -> sql.first(
                DEPLOYMENT
                        + "where project_id = :project and replaces = :number and status in ('SUCCEEDED', 'TAKEN_DOWN')"
                        + " order by number desc",
                this::deployment,
                Param.of("project", project),
                Param.of("number", number)));
    }

    @Override
    public List<StoredDeployment> lastEnded(long project) {
        return access.read(sql -> sql.list(DEPLOYMENT + """
            where project_id = :project and number in (
              select max(number) from deployments
              where project_id = :project and status not in (
                'NEEDS_APPROVAL', 'QUEUED', 'ROLLING', 'ROLLING_BACK', 'SUPERSEDED', 'CANCELED')
              group by environment)
            order by number desc
            """, this::deployment, Param.of("project", project)));
    }

    @Override
    public List<StoredDeployment> withStatus(List<DeploymentStatus> statuses) {
        return open().stream()
                .filter(stored -> statuses.contains(stored.deployment().status()))
                .toList();
    }

    @Override
    public List<StoredDeployment> withStatus(long project, String environment, List<DeploymentStatus> statuses) {
        return open().stream()
                .filter(stored -> stored.deployment().project() == project
                        && stored.deployment().environment().equals(environment)
                        && statuses.contains(stored.deployment().status()))
                .toList();
    }

    /** Deployments that are not over: always few, so that their statuses are compared here. */
    private List<StoredDeployment> open() {
        return access.read(sql -> sql.list(
                DEPLOYMENT
                        + "where status in ('NEEDS_APPROVAL', 'QUEUED', 'ROLLING', 'ROLLING_BACK') order by sequence",
                this::deployment));
    }

    private StoredDeployment deployment(Row row) throws SQLException {
        return new StoredDeployment(codec.read(Deployment.class, row.text("deployment_json")), row.number("version"));
    }

    // Environments.

    @Override
    public Optional<EnvironmentRecord> environment(long project, String name) {
        return access.read(sql ->
                sql.first("""
                    select project_id, name, live, live_since_ns, uncertain from environments
                    where project_id = :project and name = :name
                    """, SqlDeliveryStore::environment, Param.of("project", project), Param.of("name", name)));
    }

    @Override
    public List<String> environmentNames(long project) {
        return access.read(sql -> sql.list(
                "select distinct environment from deployments where project_id = :project order by environment",
                row -> row.text("environment"),
                Param.of("project", project)));
    }

    @Override
    public List<EnvironmentRecord> environments(long project) {
        return access.read(sql -> sql.list("""
            select project_id, name, live, live_since_ns, uncertain from environments
            where project_id = :project order by name
            """, SqlDeliveryStore::environment, Param.of("project", project)));
    }

    @Override
    public List<EnvironmentRecord> liveEnvironments() {
        return access.read(sql -> sql.list("""
            select project_id, name, live, live_since_ns, uncertain from environments
            where live is not null order by project_id, name
            """, SqlDeliveryStore::environment));
    }

    @Override
    public void saveEnvironment(EnvironmentRecord environment) {
        access.write(sql -> sql.update(
                """
                insert into environments (project_id, name, live, live_since_ns, uncertain)
                values (:project, :name, :live, :since, :uncertain)
                on conflict (project_id, name) do update
                set live = excluded.live, live_since_ns = excluded.live_since_ns, uncertain = excluded.uncertain
                """,
                Param.of("project", environment.project()),
                Param.of("name", environment.name()),
                Param.ofNumber("live", environment.live()),
                Param.ofNumber("since", environment.liveSince().map(SqlDeliveryStore::nanos)),
                Param.ofNumber("uncertain", environment.uncertain())));
    }

    private static EnvironmentRecord environment(Row row) throws SQLException {
        Optional<Instant> since = row.numberIfAny("live_since_ns").isPresent()
                ? Optional.of(row.instant("live_since_ns"))
                : Optional.empty();
        return new EnvironmentRecord(
                row.number("project_id"),
                row.text("name"),
                row.numberIfAny("live"),
                since,
                row.numberIfAny("uncertain"));
    }

    private static long nanos(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    }

    // The newest rules.

    @Override
    public void saveConfig(long project, ConfigRecord config) {
        access.write(sql -> sql.update(
                """
                insert into delivery_configs (project_id, config_json) values (:project, :json)
                on conflict (project_id) do update set config_json = excluded.config_json
                """, Param.of("project", project), Param.of("json", codec.write(ConfigRecord.class, config))));
    }

    @Override
    public Optional<ConfigRecord> config(long project) {
        return access.read(sql -> sql.first(
                "select config_json from delivery_configs where project_id = :project",
                row -> codec.read(ConfigRecord.class, row.text("config_json")),
                Param.of("project", project)));
    }
}
