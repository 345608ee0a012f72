package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.GitlabProgram.Artifacts;
import dev.sluice.dialects.gitlab.GitlabProgram.Cache;
import dev.sluice.dialects.gitlab.GitlabProgram.CacheKey;
import dev.sluice.dialects.gitlab.GitlabProgram.Image;
import dev.sluice.dialects.gitlab.GitlabProgram.Scripts;
import dev.sluice.dialects.gitlab.GitlabProgram.Service;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the values of inputs into a job, where GitLab Runner does (docs.gitlab.com, "Job inputs"). */
final class InputFilling {
    private final Map<String, String> values;

    InputFilling(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    GitlabProgram of(GitlabProgram program) {
        Scripts scripts = program.scripts();
        return new GitlabProgram(
                program.job(),
                program.variables(),
                program.artifactsFrom(),
                program.outputsFrom(),
                new Scripts(
                        all(scripts.before()),
                        all(scripts.script()),
                        all(scripts.after()),
                        scripts.beforeSources(),
                        scripts.steps().stream().map(this::step).toList()),
                program.artifacts().map(this::artifacts),
                program.caches().stream().map(this::cache).toList(),
                program.image().map(this::image),
                program.services().stream().map(this::service).toList(),
                program.environment(),
                program.coverage(),
                program.outside(),
                List.of());
    }

    private String one(String text) {
        return JobInputValues.filled(text, values);
    }

    private List<String> all(List<String> texts) {
        return texts.stream().map(this::one).toList();
    }

    private StepCall step(StepCall step) {
        StepCall.Source source =
                switch (step.source()) {
                    case StepCall.Source.Script(String commands) -> new StepCall.Source.Script(one(commands));
                    case StepCall.Source.Local(String path) -> new StepCall.Source.Local(one(path));
                    case StepCall.Source.Elsewhere other -> other;
                };
        Map<String, String> env = new HashMap<>();
        step.env().forEach((name, text) -> env.put(name, one(text)));
        Map<String, String> inputs = new HashMap<>();
        step.inputs()
                .forEach((name, json) -> inputs.put(
                        name,
                        JsonReader.read(json)
                                .map(value -> Scalars.document(StepValues.changed(value, this::one)))
                                .orElse(json)));
        return new StepCall(step.name(), source, env, inputs);
    }

    private Image image(Image image) {
        return new Image(
                one(image.name()),
                all(image.entrypoint()),
                one(image.platform()),
                one(image.user()),
                all(image.pullPolicy()));
    }

    private Service service(Service service) {
        return new Service(
                image(service.image()),
                one(service.alias()),
                all(service.command()),
                service.variables().stream()
                        .map(variable -> new GitlabVariable(
                                variable.name(),
                                one(variable.value()),
                                variable.expand(),
                                variable.masked(),
                                variable.file()))
                        .toList());
    }

    private Artifacts artifacts(Artifacts artifacts) {
        return new Artifacts(
                one(artifacts.name()),
                all(artifacts.paths()),
                all(artifacts.exclude()),
                artifacts.untracked(),
                artifacts.expireIn(),
                artifacts.audience(),
                artifacts.when(),
                artifacts.reports(),
                artifacts.exposeAs());
    }

    private Cache cache(Cache cache) {
        CacheKey key =
                switch (cache.key()) {
                    case CacheKey.Named(String text) -> new CacheKey.Named(one(text));
                    case CacheKey.OfFiles(String prefix, List<String> files) ->
                        new CacheKey.OfFiles(one(prefix), all(files));
                    case CacheKey.OfCommits(String prefix, List<String> files) ->
                        new CacheKey.OfCommits(one(prefix), all(files));
                };
        return new Cache(
                key,
                all(cache.fallbackKeys()),
                all(cache.paths()),
                cache.untracked(),
                one(cache.policy()),
                cache.when(),
                cache.unprotect());
    }
}
