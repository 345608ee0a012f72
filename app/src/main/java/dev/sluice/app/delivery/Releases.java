package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryStore.ConfigRecord;
import dev.sluice.app.delivery.DeliveryStore.StoredRelease;
import dev.sluice.core.delivery.DeliveryConfig;
import dev.sluice.core.delivery.DeliveryConfig.ReleaseRule;
import dev.sluice.core.delivery.EnvironmentSpec.Source;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.delivery.VersionBump;
import dev.sluice.core.delivery.VersionBump.Decision;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Commit;
import dev.sluice.dialects.delivery.DeliveryDialect;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes releases of green runs: exactly one of a kind for a commit, however often a run's end is told and wherever a crash
 * falls. First the release is stored, then the tag is made, then deployments are asked for; what a crash left out is made
 * up for by {@link #recover}. Safe for many threads.
 */
public final class Releases {
    private static final System.Logger LOG = System.getLogger(Releases.class.getName());
    private static final int NOTES_MAX = 200;
    private static final int TRIES = 5;

    private final DeliveryStore store;
    private final ReleaseSource source;
    private final ReleaseFiles files;
    private final Deployments deployments;
    private final DeliveryAudit audit;
    private final EnvironmentHosts hosts;
    private final InstantSource clock;

    Releases(
            DeliveryStore store,
            ReleaseSource source,
            ReleaseFiles files,
            Deployments deployments,
            DeliveryAudit audit,
            EnvironmentHosts hosts,
            InstantSource clock) {
        this.hosts = hosts;
        this.store = store;
        this.source = source;
        this.files = files;
        this.deployments = deployments;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Finishes what a crash interrupted. Call once at start, before runs go on. A release that cannot be finished now is
     * logged and left for the next start.
     */
    public void recover() {
        for (StoredRelease stored : store.unfinishedReleases()) {
            try {
                finish(stored);
            } catch (RuntimeException failed) {
                Release release = stored.release();
                LOG.log(
                        System.Logger.Level.ERROR,
                        "project=" + release.project() + " release=" + release.version() + " not finished",
                        failed);
            }
        }
    }

    /** A run of a branch has succeeded. A second call for the same run changes nothing. */
    public void runSucceeded(long run, Trigger trigger) {
        if (!(trigger.ref() instanceof Trigger.GitRef.Branch(var branch))
                || trigger.mergeRequest().isPresent()
                // A child run is part of what its parent checks.
                || trigger.event() == Trigger.Event.PARENT_PIPELINE) {
            return;
        }
        long project = trigger.project().id();
        String commit = trigger.commit().sha();
        Optional<DeliveryConfig> config = config(project, commit, branch.equals(trigger.defaultBranch()));
        if (config.isEmpty()) {
            return;
        }
        Set<String> given = new TreeSet<>(trigger.variables().keySet());
        given.addAll(trigger.secrets().keySet());
        if (!given.isEmpty()) {
            // A variable can switch the tests off: what passed then is not what a push would have had to pass.
            audit.refused(
                    project,
                    "release.refused",
                    "commit " + commit.substring(0, 12) + " of branch " + branch,
                    "run " + run + " was started with variables of its own: " + String.join(", ", given));
            return;
        }
        boolean asked = config.get()
                .releases()
                .filter(one -> one.branch().equals(branch))
                .isPresent();
        Optional<ReleaseRule> rule = EnvironmentGates.governing(store, project)
                .flatMap(DeliveryConfig::releases)
                .filter(one -> one.branch().equals(branch));
        if (asked && rule.isPresent()) {
            version(run, trigger, branch, rule.get(), config.get()).ifPresent(this::finish);
        } else if (asked) {
            audit.refused(
                    project,
                    "release.refused",
                    "commit " + commit.substring(0, 12) + " of branch " + branch,
                    "sluice.yml of the default branch " + trigger.defaultBranch()
                            + " makes no releases of this branch");
        }
        boolean followed = config.get().environments().stream()
                .anyMatch(spec -> spec.source() instanceof Source.OnBranch(var pattern)
                        && BranchPattern.matches(pattern, branch));
        if (followed) {
            build(run, trigger, branch, config.get()).ifPresent(this::finish);
        }
    }

    private Optional<DeliveryConfig> config(long project, String commit, boolean newest) {
        Optional<String> text = source.file(project, commit, DeliveryDialect.FILE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        ConfigRecord read =
                switch (DeliveryDialect.read(DeliveryDialect.FILE, text.get())) {
                    case Parsed.Valid<DeliveryConfig>(var config, var warnings) ->
                        new ConfigRecord(commit, Optional.of(config), warnings);
                    case Parsed.Invalid<DeliveryConfig>(var problems) ->
                        new ConfigRecord(commit, Optional.empty(), problems);
                };
        if (newest) {
            keep(project, read);
        }
        return read.config();
    }

    /** Rules that cannot be read do not lift those that were valid before: they go on guarding the environments. */
    private synchronized void keep(long project, ConfigRecord read) {
        Optional<ConfigRecord> before = store.config(project);
        if (before.isPresent() && isOlder(project, read.commit(), before.get().commit())) {
            return;
        }
        Optional<DeliveryConfig> usable = read.config().or(() -> before.flatMap(ConfigRecord::config));
        store.saveConfig(project, new ConfigRecord(read.commit(), usable, read.problems()));
        usable.ifPresent(config -> hosts.set(project, config));
    }

    /** Whether a commit comes before another one: its run has only ended later. */
    private boolean isOlder(long project, String commit, String than) {
        try {
            return !commit.equals(than)
                    && source.commits(project, than, commit, 1).isEmpty();
        } catch (UncheckedIOException gone) {
            // A forced push has taken the other commit away: it is not the branch's any more.
            LOG.log(System.Logger.Level.INFO, "project=" + project + " commit " + than + " is not readable", gone);
            return false;
        }
    }

    private Optional<StoredRelease> version(
            long run, Trigger trigger, String branch, ReleaseRule rule, DeliveryConfig config) {
        long project = trigger.project().id();
        String commit = trigger.commit().sha();
        for (int i = 0; i < TRIES; i++) {
            Optional<StoredRelease> made = store.releaseOf(project, Release.Kind.VERSION, "", commit);
            if (made.isPresent()) {
                return made;
            }
            Decision decision = VersionBump.decide(
                    VersionBump.Settings.of(rule.defaultBump(), branch),
                    new RepositoryHistory(store, source, project, branch, commit));
            Optional<Named> named =
                    switch (decision) {
                        case Decision.AlreadyTagged(var tag) -> Optional.of(new Named(tag, "tag " + tag));
                        case Decision.Next(var _, var next, var _, var why) -> Optional.of(new Named(next, why));
                        case Decision.Unchanged(var _, var _, var _) -> Optional.<Named>empty();
                        case Decision.Impossible(var _) -> Optional.<Named>empty();
                    };
            if (named.isEmpty()) {
                return Optional.empty();
            }
            Release release = release(run, trigger, branch, Release.Kind.VERSION, named.get());
            if (store.addRelease(release, config)) {
                return store.release(project, release.version());
            }
            if (decision instanceof Decision.AlreadyTagged(var tag) && isOther(project, tag, commit)) {
                audit.refused(
                        project,
                        "release.refused",
                        "commit " + commit.substring(0, 12) + " of branch " + branch,
                        "The tag " + tag + " was moved here, but " + tag + " is released from another commit already;"
                                + " a version stays what it was: give the commit a tag of its own");
                return Optional.empty();
            }
        }
        throw new IllegalStateException("no free version for " + commit + " after " + TRIES + " tries");
    }

    /** Whether a version is taken, and not by this commit's own release that somebody has made meanwhile. */
    private boolean isOther(long project, String version, String commit) {
        return store.release(project, version)
                .map(StoredRelease::release)
                .filter(one ->
                        one.kind() != Release.Kind.VERSION || !one.commit().equals(commit))
                .isPresent();
    }

    private Optional<StoredRelease> build(long run, Trigger trigger, String branch, DeliveryConfig config) {
        String commit = trigger.commit().sha();
        Named named = new Named(EnvironmentNames.slug(branch) + "-" + commit.substring(0, 12), "branch " + branch);
        store.addRelease(release(run, trigger, branch, Release.Kind.BUILD, named), config);
        return store.releaseOf(trigger.project().id(), Release.Kind.BUILD, branch, commit);
    }

    private record Named(String version, String why) {}

    private Release release(long run, Trigger trigger, String branch, Release.Kind kind, Named named) {
        long project = trigger.project().id();
        Commit commit = trigger.commit();
        String before = store.releases(project, NOTES_MAX).stream()
                .filter(stored -> stored.release().kind() == kind
                        && stored.release().branch().equals(branch))
                .map(stored -> stored.release().commit())
                .findFirst()
                .orElse("");
        String notes = source.commits(project, before, commit.sha(), NOTES_MAX).stream()
                .map(Commit::title)
                .collect(Collectors.joining("\n"));
        return new Release(
                project,
                named.version(),
                kind,
                commit.sha(),
                branch,
                run,
                trigger.actor().login(),
                commit.title(),
                clock.instant(),
                notes,
                named.why(),
                source.artifacts(project, run));
    }

    /** Everything behind the stored release; each part changes nothing the second time. */
    private void finish(StoredRelease stored) {
        Release release = stored.release();
        if (release.kind() == Release.Kind.VERSION
                && !source.tag(
                        release.project(), release.version(), release.commit(), "Release " + release.version())) {
            // Two commits under one version would make every record of it doubtful.
            deployments.releaseFailed(
                    stored,
                    "The tag " + release.version()
                            + " stands for something else already; a new commit gets the next version");
            store.releaseFinished(release.project(), release.version());
            return;
        }
        // From here on the release does not depend on how long artifacts are kept.
        if (files.missing(release).isEmpty()) {
            files.prepare(release);
        }
        deployments.releaseMade(stored);
        store.releaseFinished(release.project(), release.version());
    }

    /** The repository as counting sees it: tags, and releases whose tag a crash has kept from being made. */
    private record RepositoryHistory(
            DeliveryStore store, ReleaseSource source, long project, String branch, String head)
            implements VersionBump.History {

        @Override
        public List<VersionBump.Ref> refs() {
            Map<String, String> names = new HashMap<>(source.tags(project));
            store.releases(project, NOTES_MAX).stream()
                    .map(StoredRelease::release)
                    .filter(release -> release.kind() == Release.Kind.VERSION)
                    .forEach(release -> names.putIfAbsent(release.version(), release.commit()));
            return names.entrySet().stream()
                    .map(entry -> new VersionBump.Ref(entry.getKey(), entry.getValue()))
                    .sorted(VersionBump.NEWEST_FIRST)
                    .toList();
        }

        @Override
        public List<VersionBump.Message> since(String commit) {
            return messages(source.commits(project, commit, head, 10_000));
        }

        @Override
        public VersionBump.Message last() {
            return messages(source.commits(project, "", head, 1)).getFirst();
        }

        @Override
        public Optional<List<VersionBump.Message>> sinceDefaultBranch() {
            return Optional.empty();
        }

        private static List<VersionBump.Message> messages(List<Commit> commits) {
            return commits.stream()
                    .map(commit -> new VersionBump.Message(commit.sha(), commit.message()))
                    .toList();
        }
    }
}
