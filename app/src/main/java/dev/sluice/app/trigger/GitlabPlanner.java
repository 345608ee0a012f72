package dev.sluice.app.trigger;

import dev.sluice.app.run.RunQueries.SourceFile;
import dev.sluice.app.run.StartForm;
import dev.sluice.core.model.MaskedValues;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.GitlabDialect;
import dev.sluice.dialects.gitlab.GitlabVariable;
import dev.sluice.dialects.gitlab.KeptVariables;
import dev.sluice.dialects.gitlab.Planned;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Plans by {@code .gitlab-ci.yml}. Safe for many threads. */
public final class GitlabPlanner implements Planner {
    static final String FILE = ".gitlab-ci.yml";
    static final String DIALECT = "gitlab";
    private static final int SOURCE_CHARACTERS_MAX = 512 * 1024;

    private final Function<Trigger, KeptVariables> kept;

    /** @param kept the variables that rules see for a trigger and that its project keeps */
    public GitlabPlanner(Function<Trigger, KeptVariables> kept) {
        this.kept = kept;
    }

    @Override
    public Plan plan(SourceTree tree, Trigger trigger, Map<String, String> inputs) {
        Optional<String> text = tree.read(FILE);
        if (text.isEmpty()) {
            return new Plan.NoFile();
        }
        SourceFile source = new SourceFile(FILE, kept(text.get()));
        return plan(GitlabDialect.plan(FILE, text.get(), tree, trigger, kept.apply(trigger), inputs), source);
    }

    @Override
    public Plan child(List<ChildFile> files, SourceTree tree, Trigger trigger) {
        ChildFile first = files.getFirst();
        KeptVariables variables = kept.apply(trigger);
        // The job made their names, and perhaps a text, of its variables.
        MaskedValues masked = MaskedValues.of(variables.in("").stream()
                .filter(GitlabVariable::masked)
                .map(GitlabVariable::value)
                .toList());
        List<GitlabDialect.ChildFile> read = files.stream()
                .map(file -> new GitlabDialect.ChildFile(masked.hidden(file.path()), file.text(), file.inputs()))
                .toList();
        return plan(
                GitlabDialect.planChild(read, tree, trigger, variables),
                new SourceFile(masked.hidden(first.path()), kept(masked.hidden(first.text()))));
    }

    private static Plan plan(Planned planned, SourceFile source) {
        return switch (planned) {
            case Planned.Ready ready -> new Plan.Ready(ready.pipeline(), ready.warnings(), Optional.of(source));
            case Planned.NothingToRun nothing -> new Plan.NotWanted(nothing.reason());
            case Planned.Refused refused -> new Plan.Broken(DIALECT, refused.problems(), Optional.of(source));
        };
    }

    @Override
    public Optional<List<StartForm.Variable>> offered(SourceTree tree, Trigger trigger, Map<String, String> inputs) {
        return tree.read(FILE)
                .map(text -> GitlabDialect.offered(FILE, text, tree, trigger, kept.apply(trigger), inputs).stream()
                        .map(one -> new StartForm.Variable(one.name(), one.description(), one.value(), one.options()))
                        .toList());
    }

    /** A file beyond the limit is refused by the dialect; its beginning is enough for the code frames. */
    private static String kept(String text) {
        return text.length() <= SOURCE_CHARACTERS_MAX ? text : text.substring(0, SOURCE_CHARACTERS_MAX);
    }
}
