package dev.sluice.app.variable;

import dev.sluice.app.run.JobVariables;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.variable.Variable.Type;
import dev.sluice.app.variable.VariableStore.Sealed;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.GitlabVariable;
import dev.sluice.dialects.gitlab.KeptVariables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The variables of projects, for those who plan and run: what a trigger and an environment may have. Safe for many threads.
 */
public final class KeptForJobs implements JobVariables {
    private final VariableStore store;
    private final ValueCipher cipher;
    private final HandedDownVariables handedDown;

    public KeptForJobs(VariableStore store, ValueCipher cipher) {
        this.store = store;
        this.cipher = cipher;
        this.handedDown = new HandedDownVariables(cipher);
    }

    @Override
    public List<ProjectVariable> of(StoredRun run, Job job) {
        Trigger trigger = run.trigger();
        String environment = job.environment().map(Job.Environment::name).orElse("");
        return chosen(store.list(run.id().project()), trigger, run.id().project(), environment);
    }

    /** What the rules of a pipeline see; read once and then always the same. */
    public KeptVariables rules(Trigger trigger) {
        long project = trigger.project().id();
        List<Sealed> all = store.list(project);
        Map<String, List<GitlabVariable>> known = new HashMap<>();
        return environment -> known.computeIfAbsent(environment, name -> chosen(all, trigger, project, name).stream()
                .map(GitlabVariable::kept)
                .toList());
    }

    private List<ProjectVariable> chosen(List<Sealed> all, Trigger trigger, long project, String environment) {
        List<ProjectVariable> handed = handedDown.of(trigger);
        return Stream.concat(
                        VariableChoice.of(all, Sealed::variable, environment, trigger.refProtected()).stream()
                                .map(stored -> opened(project, stored))
                                .filter(own -> !trigger.secrets().containsKey(own.name())),
                        handed.stream())
                .toList();
    }

    private ProjectVariable opened(long project, Sealed stored) {
        Variable variable = stored.variable();
        return new ProjectVariable(
                variable.key(),
                cipher.open(stored.value(), SealedPlace.of(project, variable)),
                variable.visibility().masked(),
                variable.type() == Type.FILE,
                variable.raw());
    }
}
