package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Job.AllowFailure;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Program;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.Copies.Copy;
import dev.sluice.dialects.gitlab.GitlabFile.ListedJob;
import dev.sluice.dialects.gitlab.JobSpec.When;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code .gitlab-ci.yml} (docs.gitlab.com, "CI/CD YAML syntax reference", GitLab 18). Pure: the same arguments give
 * the same answer. Thread-safe.
 *
 * <p>Order of work: inputs of each file, includes, {@code extends}, {@code !reference}, typed reading, checks between
 * jobs; for a plan also the workflow's rules and each job's.
 */
public final class GitlabDialect {
    /** What its jobs hold, by the names that stores keep: they never change. */
    public static final Map<String, Class<? extends Program>> PROGRAMS =
            Map.of("gitlab", GitlabProgram.class, "gitlab-trigger", GitlabTrigger.class);

    private GitlabDialect() {}

    /** A configuration that was read, and the problems met on the way. */
    private record Read(Optional<Hash> config, Optional<FileSpec> file, Optional<Copies> copies, Problems problems) {}

    /**
     * Checks a file without a trigger; rules of includes know no variables of a commit then.
     *
     * @param file the file's name as its user knows it
     * @param tree where included files are found
     */
    public static Parsed<GitlabFile> check(String file, String text, SourceTree tree) {
        List<GitlabVariable> known = List.of(GitlabVariable.raw("CI", "true"), GitlabVariable.raw("GITLAB_CI", "true"));
        return checked(read(file, text, tree, known, Map.of()));
    }

    /** Checks a file for a trigger, whose variables the rules of includes see. */
    public static Parsed<GitlabFile> check(
            String file,
            String text,
            SourceTree tree,
            Trigger trigger,
            List<GitlabVariable> kept,
            Map<String, String> inputs) {
        return checked(read(file, text, tree, outside(trigger, file, kept), inputs));
    }

    private static Parsed<GitlabFile> checked(Read read) {
        if (read.problems().hasErrors()
                || read.config().isEmpty()
                || read.file().isEmpty()
                || read.copies().isEmpty()) {
            return new Parsed.Invalid<>(read.problems().all());
        }
        MergedFile merged = new MergedFile(read.config().get());
        return new Parsed.Valid<>(
                listed(read.file().get(), read.copies().get(), merged),
                read.problems().warnings());
    }

    /** The variables that a file offers to whoever starts it by hand; none where it has mistakes. As {@link #plan} reads it. */
    public static List<OfferedVariable> offered(
            String file,
            String text,
            SourceTree tree,
            Trigger trigger,
            KeptVariables kept,
            Map<String, String> inputs) {
        Read read = read(file, text, tree, outside(trigger, file, kept.in("")), inputs);
        return read.problems().hasErrors()
                ? List.of()
                : read.config().map(VariablesReader::offered).orElse(List.of());
    }

    /** Plans a file for a trigger, without inputs. */
    public static Planned plan(String file, String text, SourceTree tree, Trigger trigger, List<GitlabVariable> kept) {
        return plan(file, text, tree, trigger, kept, Map.of());
    }

    /**
     * What the file means for a trigger.
     *
     * @param kept variables that the project keeps outside of the file: rules see them; they are not part of the result,
     *     the job's session hands them over
     * @param inputs values for the inputs that the file declares
     */
    public static Planned plan(
            String file,
            String text,
            SourceTree tree,
            Trigger trigger,
            List<GitlabVariable> kept,
            Map<String, String> inputs) {
        return plan(file, text, tree, trigger, KeptVariables.everywhere(kept), inputs);
    }

    /** What the file means for a trigger, with variables that may be kept for single environments. */
    public static Planned plan(
            String file,
            String text,
            SourceTree tree,
            Trigger trigger,
            KeptVariables kept,
            Map<String, String> inputs) {
        return planned(read(file, text, tree, outside(trigger, file, kept.in("")), inputs), file, tree, trigger, kept);
    }

    /** The same with the reason why each job takes part or not. */
    public static Explained explain(
            String file,
            String text,
            SourceTree tree,
            Trigger trigger,
            KeptVariables kept,
            Map<String, String> inputs) {
        Read read = read(file, text, tree, outside(trigger, file, kept.in("")), inputs);
        Reasons reasons = Reasons.noted();
        Planned planned = planned(read, file, tree, trigger, kept, reasons);
        return reasons.with(planned, read.file().map(FileSpec::stages).orElse(List.of()));
    }

    private static Planned planned(Read read, String file, SourceTree tree, Trigger trigger, KeptVariables kept) {
        return planned(read, file, tree, trigger, kept, Reasons.dropped());
    }

    private static Planned planned(
            Read read, String file, SourceTree tree, Trigger trigger, KeptVariables kept, Reasons reasons) {
        if (read.problems().hasErrors()
                || read.file().isEmpty()
                || read.copies().isEmpty()) {
            return new Planned.Refused(read.problems().all());
        }
        Planner planner = new Planner(
                read.file().get(), read.copies().get(), file, tree, trigger, kept, reasons, read.problems());
        Planned planned = planner.plan();
        return read.problems().hasErrors() ? new Planned.Refused(read.problems().all()) : planned;
    }

    /**
     * A file of a child pipeline.
     *
     * @param file its name as people know it
     * @param inputs values for what it declares, as JSON or plain text
     */
    public record ChildFile(String file, String text, Map<String, String> inputs) {
        public ChildFile {
            inputs = Map.copyOf(inputs);
        }
    }

    /**
     * What the files of a child pipeline mean together, later ones over earlier ones (docs.gitlab.com, "Downstream
     * pipelines").
     *
     * @param files at least one
     */
    public static Planned planChild(List<ChildFile> files, SourceTree tree, Trigger trigger, KeptVariables kept) {
        String first = files.getFirst().file();
        Problems problems = new Problems();
        Includes includes = new Includes(tree, VariableSet.of(outside(trigger, first, kept.in(""))), problems);
        Optional<Hash> merged = Optional.empty();
        for (ChildFile file : files) {
            Optional<Hash> next = includes.read(file.file(), file.text(), file.inputs());
            merged = merged.isPresent() && next.isPresent()
                    ? Optional.of(Extends.merge(merged.get(), next.get()))
                    : merged.or(() -> next);
        }
        return planned(read(merged, problems), first, tree, trigger, kept);
    }

    private static List<GitlabVariable> outside(Trigger trigger, String file, List<GitlabVariable> kept) {
        List<GitlabVariable> known = new ArrayList<>(Predefined.ofPipeline(trigger, file));
        known.addAll(kept);
        trigger.variables().forEach((name, value) -> known.add(GitlabVariable.of(name, value)));
        return known;
    }

    private static Read read(
            String file, String text, SourceTree tree, List<GitlabVariable> known, Map<String, String> inputs) {
        Problems problems = new Problems();
        Includes includes = new Includes(tree, VariableSet.of(known), problems);
        return read(includes.read(file, text, inputs), problems);
    }

    private static Read read(Optional<Hash> merged, Problems problems) {
        Optional<Hash> config = merged.flatMap(found -> References.resolve(Extends.resolve(found, problems), problems));
        if (config.isEmpty()) {
            return new Read(Optional.empty(), Optional.empty(), Optional.empty(), problems);
        }
        FileSpec spec = new FileReader(config.get(), problems).read();
        Copies copies = Copies.of(spec, problems);
        FileChecks.check(spec, copies, problems);
        return new Read(config, Optional.of(spec), Optional.of(copies), problems);
    }

    private static GitlabFile listed(FileSpec file, Copies copies, MergedFile merged) {
        List<ListedJob> jobs = new ArrayList<>();
        for (Copy copy : copies.all()) {
            JobSpec spec = copy.spec();
            List<String> needs = spec.needs().orElse(List.of()).stream()
                    .flatMap(need -> copies.picked(need, copy.values()).stream())
                    .map(Copy::name)
                    .distinct()
                    .toList();
            When when = spec.start().when();
            boolean allowed = spec.allowFailure()
                    .map(allow -> !(allow instanceof AllowFailure.Never))
                    .orElse(when == When.MANUAL);
            jobs.add(new ListedJob(copy.name(), spec.stage().text(), when.word(), needs, allowed));
        }
        jobs.sort((a, b) ->
                Integer.compare(file.stages().indexOf(a.stage()), file.stages().indexOf(b.stage())));
        return new GitlabFile(file.stages(), jobs, merged);
    }
}
