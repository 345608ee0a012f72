package dev.sluice.cli.run;

import dev.sluice.adapters.runner.mask.Masker;
import dev.sluice.app.run.JobVariables;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.variable.HandedDownVariables;
import dev.sluice.app.variable.ValueCipher;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.GitlabVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The variables kept outside of the file in a local run and those below it. Safe for many threads. */
final class LocalVariables implements JobVariables {
    private final RunRequest request;
    private final HandedDownVariables handedDown = new HandedDownVariables(new InMemory());

    LocalVariables(RunRequest request) {
        this.request = request;
    }

    /** Runs below the first one are kept in memory alone, so nothing has to be made unreadable. */
    private record InMemory() implements ValueCipher {
        @Override
        public String seal(String value, String place) {
            return value;
        }

        @Override
        public String open(String stored, String place) {
            return stored;
        }
    }

    HandedDownVariables handedDown() {
        return handedDown;
    }

    @Override
    public List<ProjectVariable> of(StoredRun run, Job job) {
        return of(run.trigger());
    }

    private List<ProjectVariable> of(Trigger trigger) {
        List<ProjectVariable> all = new ArrayList<>(request.kept());
        all.addAll(handedDown.of(trigger));
        return all;
    }

    /** As the rules of the files see them. */
    dev.sluice.dialects.gitlab.KeptVariables rules(Trigger trigger) {
        List<GitlabVariable> all = new ArrayList<>(request.keptForRules());
        handedDown.of(trigger).forEach(variable -> all.add(GitlabVariable.kept(variable)));
        return dev.sluice.dialects.gitlab.KeptVariables.everywhere(all);
    }

    /** Hides what is masked in any of the runs. */
    UnaryOperator<String> mask(List<StoredRun> runs) {
        List<ProjectVariable> all = new ArrayList<>();
        runs.forEach(run -> all.addAll(of(run.trigger())));
        return Masker.ofTexts(all);
    }
}
