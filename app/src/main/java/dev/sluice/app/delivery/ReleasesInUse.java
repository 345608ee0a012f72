package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryStore.EnvironmentRecord;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.delivery.DeliveryStore.StoredRelease;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.Release;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which releases must keep their files: what is live or on its way in an environment, what a rollback may ask for, and
 * the newest, which may be deployed next. Safe for many threads.
 */
public final class ReleasesInUse {
    /** Of each project the newest so many, and of each environment the last so many that were live. */
    static final int KEPT = 10;

    private static final int DEPLOYMENTS_LOOKED_AT = 200;

    private final ProjectStore projects;
    private final DeliveryStore store;

    public ReleasesInUse(ProjectStore projects, DeliveryStore store) {
        this.projects = projects;
        this.store = store;
    }

    /** Those of all projects. */
    public Set<Release> all() {
        Set<Release> releases = new LinkedHashSet<>();
        for (Project project : projects.list()) {
            store.releases(project.id(), KEPT).stream()
                    .map(StoredRelease::release)
                    .forEach(releases::add);
            for (EnvironmentRecord environment : store.environments(project.id())) {
                of(environment).stream()
                        .map(version -> store.release(project.id(), version))
                        .flatMap(Optional::stream)
                        .map(StoredRelease::release)
                        .forEach(releases::add);
            }
        }
        return releases;
    }

    private Set<String> of(EnvironmentRecord environment) {
        List<Deployment> newest =
                store.deployments(environment.project(), environment.name(), DEPLOYMENTS_LOOKED_AT).stream()
                        .map(StoredDeployment::deployment)
                        .toList();
        Set<String> versions = new LinkedHashSet<>();
        newest.stream()
                .filter(one -> one.status() == DeploymentStatus.SUCCEEDED)
                .map(Deployment::release)
                .distinct()
                .limit(KEPT)
                .forEach(versions::add);
        newest.stream()
                .filter(one -> !one.status().isFinal())
                .map(Deployment::release)
                .forEach(versions::add);
        environment
                .live()
                .flatMap(number -> store.deployment(environment.project(), number))
                .map(stored -> stored.deployment().release())
                .ifPresent(versions::add);
        return versions;
    }
}
