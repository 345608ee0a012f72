package dev.sluice.server.page;

import dev.sluice.app.run.RunArtifacts.ArtifactInfo;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobReports;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.server.page.RunPages.Loaded;
import dev.sluice.server.page.view.RunHead;
import java.util.ArrayList;
import java.util.List;

/** The artifacts of a run that a visitor may have. Safe for many threads. */
final class VisibleArtifacts {
    private final PageSources sources;

    VisibleArtifacts(PageSources sources) {
        this.sources = sources;
    }

    /** Those that the visitor may download (docs.gitlab.com, {@code artifacts:access}). */
    List<ArtifactInfo> of(Visit visit, Loaded loaded) {
        return sources.artifacts().artifacts(loaded.run().id()).stream()
                .filter(artifact -> sources.access()
                        .mayHave(
                                visit.request().caller(),
                                artifact.audience(),
                                loaded.project().id()))
                .toList();
    }

    /** Whether there is such an artifact, and the visitor may have it. */
    boolean has(Visit visit, Loaded loaded, String job, String name) {
        return of(visit, loaded).stream()
                .anyMatch(artifact ->
                        artifact.job().equals(job) && artifact.name().equals(name));
    }

    /** Artifacts that the pipeline file gives a name for people, of jobs that kept them. */
    List<RunHead.Exposed> exposed(Visit visit, Loaded loaded) {
        List<RunHead.Exposed> all = new ArrayList<>();
        List<ArtifactInfo> kept = List.of();
        for (Job job : loaded.run().state().pipeline().jobs()) {
            JobReports reports = job.program() instanceof ScriptProgram script ? script.reports() : JobReports.NONE;
            if (reports.exposed().isEmpty()) {
                continue;
            }
            kept = kept.isEmpty() ? of(visit, loaded) : kept;
            JobReports.Exposed exposed = reports.exposed().get();
            kept.stream()
                    .filter(artifact -> artifact.job().equals(job.name())
                            && !reports.kinds().contains(artifact.name()))
                    .findFirst()
                    .ifPresent(artifact ->
                            all.add(new RunHead.Exposed(exposed.title(), job.name(), href(loaded, artifact, exposed))));
        }
        return all;
    }

    /** Right to the one path where there is one; it may hold variables, then it is not known. */
    private static String href(Loaded loaded, ArtifactInfo artifact, JobReports.Exposed exposed) {
        String all = loaded.href() + "/artifacts/browse?job=" + Urls.value(artifact.job()) + "&name="
                + Urls.value(artifact.name());
        String path = exposed.paths().size() == 1 ? exposed.paths().getFirst() : "";
        return path.isEmpty() || path.contains("$") || path.startsWith("/")
                ? all
                : all + "&path=" + Urls.value(path.startsWith("./") ? path.substring(2) : path);
    }
}
