package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Job.AllowFailure;
import dev.sluice.core.model.Job.Environment;
import dev.sluice.core.model.Job.Need;
import dev.sluice.core.model.Job.Waits;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Program;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.Copies.Copy;
import dev.sluice.dialects.gitlab.JobSpec.AutoCancelSpec;
import dev.sluice.dialects.gitlab.JobSpec.EnvironmentSpec;
import dev.sluice.dialects.gitlab.JobSpec.NeedSpec;
import dev.sluice.dialects.gitlab.JobSpec.RuleSpec;
import dev.sluice.dialects.gitlab.JobSpec.Taking;
import dev.sluice.dialects.gitlab.JobSpec.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks the rules of a valid file for one trigger and makes the pipeline. Used once. */
final class Planner {
    /** No environment: what is kept for all of them. */
    private static final String EVERYWHERE = "";

    private final FileSpec file;
    private final Copies copies;
    private final String source;
    private final Trigger trigger;
    private List<GitlabVariable> predefined;
    private final KeptVariables kept;
    private final List<GitlabVariable> given;
    private final RuleDecision decision;
    private final Policies policies;
    private final Reasons reasons;
    private final Problems problems;
    private AutoCancelSpec autoCancel;

    Planner(
            FileSpec file,
            Copies copies,
            String source,
            SourceTree tree,
            Trigger trigger,
            KeptVariables kept,
            Reasons reasons,
            Problems problems) {
        this.file = file;
        this.copies = copies;
        this.source = source;
        this.trigger = trigger;
        this.predefined = Predefined.ofPipeline(trigger, source);
        this.kept = kept;
        this.given = trigger.variables().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> GitlabVariable.of(entry.getKey(), entry.getValue()))
                .toList();
        this.reasons = reasons;
        this.problems = problems;
        this.autoCancel = file.workflow().autoCancel();
        this.decision = new RuleDecision(tree, problems);
        this.policies =
                new Policies(trigger, tree, decision, file.workflow().rules().isPresent());
    }

    /**
     * A job that takes part, with what its rule decided.
     *
     * @param below its variables, as {@link GitlabProgram.Variables#below()}
     * @param written names of those among them that the file sets
     */
    private record Draft(
            Copy copy,
            When when,
            Duration startIn,
            AllowFailure allowFailure,
            Optional<List<NeedSpec>> needs,
            boolean interruptible,
            List<GitlabVariable> below,
            Set<String> written) {}

    Planned plan() {
        List<GitlabVariable> globals = file.variables();
        if (file.workflow().rules().isPresent()) {
            VariableSet known = VariableSet.of(predefined)
                    .with(globals)
                    .with(kept.in(EVERYWHERE))
                    .with(given);
            Optional<RuleSpec> rule =
                    decision.firstThatHolds(file.workflow().rules().get(), known);
            reasons.workflow(file.workflow().rules().get(), rule, known, decision);
            if (rule.isEmpty()) {
                return nothing(Sentence.NO_WORKFLOW_RULE.with());
            }
            if (rule.get().when().orElse(When.ALWAYS) == When.NEVER) {
                return nothing(Sentence.WORKFLOW_NEVER.with(rule.get().at().line()));
            }
            globals = new ArrayList<>(globals);
            globals.addAll(rule.get().variables());
            autoCancel = rule.get().autoCancel().or(file.workflow().autoCancel());
        }
        Optional<String> name = name(globals);
        name.ifPresent(text -> predefined = with(predefined, GitlabVariable.raw("CI_PIPELINE_NAME", text)));
        Map<String, Draft> drafts = new LinkedHashMap<>();
        for (Copy copy : copies.all()) {
            draft(copy, globals).ifPresent(draft -> drafts.put(copy.name(), draft));
        }
        boolean edgesOnly = drafts.values().stream()
                .map(draft -> draft.copy().spec().stage().text())
                .allMatch(stage -> stage.equals(".pre") || stage.equals(".post"));
        if (drafts.isEmpty()) {
            return nothing(Sentence.NO_JOB_LEFT.with());
        }
        if (edgesOnly) {
            return nothing(Sentence.ONLY_EDGES_LEFT.with());
        }
        return pipeline(drafts, name);
    }

    /** What {@code workflow:name} says, with variables that are no secrets. */
    private Optional<String> name(List<GitlabVariable> globals) {
        Map<String, String> values = shownValues(VariableSet.of(predefined).with(globals));
        return file.workflow().name().map(text -> Expansion.of(text, values)).filter(text -> !text.isBlank());
    }

    private static List<GitlabVariable> with(List<GitlabVariable> variables, GitlabVariable one) {
        List<GitlabVariable> all = new ArrayList<>(variables);
        all.add(one);
        return List.copyOf(all);
    }

    private Planned nothing(String reason) {
        return new Planned.NothingToRun(reason, problems.warnings());
    }

    private Optional<Draft> draft(Copy copy, List<GitlabVariable> globals) {
        JobSpec spec = copy.spec();
        List<GitlabVariable> below = new ArrayList<>(predefined);
        below.addAll(Predefined.ofJob(copy));
        int predefinedOnes = below.size();
        for (GitlabVariable global : globals) {
            if (takes(spec, global)) {
                below.add(global);
            }
        }
        below.addAll(spec.variables());
        copy.values().forEach((name, value) -> below.add(GitlabVariable.of(name, value)));
        Set<String> written = names(below.subList(predefinedOnes, below.size()));
        AllowFailure allowed = spec.allowFailure()
                .orElseGet(() ->
                        spec.start().when() == When.MANUAL ? new AllowFailure.Always() : new AllowFailure.Never());
        String environment = spec.environment()
                .map(one -> nameOf(one, VariableSet.of(below)))
                .orElse(EVERYWHERE);
        VariableSet known = VariableSet.of(withEnvironment(spec, below))
                .with(kept.in(environment))
                .with(given);
        return switch (spec.start().taking()) {
            case Taking.ByPolicy(var only, var except) -> {
                boolean taken = policies.take(only, except, known);
                boolean onlyHolds = taken || policies.take(only, Optional.empty(), known);
                reasons.byPolicy(copy, only, except, onlyHolds, taken, known, decision);
                yield taken
                        ? Optional.of(new Draft(
                                copy,
                                spec.start().when(),
                                spec.start().startIn(),
                                allowed,
                                spec.needs(),
                                spec.interruptible(),
                                below,
                                written))
                        : Optional.empty();
            }
            case Taking.ByRules(List<RuleSpec> rules) -> {
                Optional<RuleSpec> chosen = decision.firstThatHolds(rules, known);
                reasons.byRules(copy, rules, chosen, known, decision);
                yield chosen.flatMap(rule -> byRule(copy, rule, allowed, below, written));
            }
        };
    }

    /** What rules see of a job's environment; a rule's own variables may still change its name. */
    private List<GitlabVariable> withEnvironment(JobSpec spec, List<GitlabVariable> below) {
        if (spec.environment().isEmpty()) {
            return below;
        }
        List<GitlabVariable> all =
                new ArrayList<>(Predefined.ofEnvironment(spec.environment().get(), shownValues(VariableSet.of(below))));
        all.addAll(below);
        return all;
    }

    private static boolean takes(JobSpec spec, GitlabVariable global) {
        return switch (spec.globals()) {
            case JobSpec.Globals.All() -> true;
            case JobSpec.Globals.Only(Set<String> names) -> names.contains(global.name());
        };
    }

    private static Set<String> names(List<GitlabVariable> variables) {
        Set<String> names = new HashSet<>();
        variables.forEach(variable -> names.add(variable.name()));
        return names;
    }

    private static Optional<Draft> byRule(
            Copy copy, RuleSpec rule, AllowFailure allowed, List<GitlabVariable> below, Set<String> written) {
        JobSpec spec = copy.spec();
        When when = rule.when().orElse(spec.start().when());
        if (when == When.NEVER) {
            return Optional.empty();
        }
        below.addAll(rule.variables());
        written.addAll(names(rule.variables()));
        return Optional.of(new Draft(
                copy,
                when,
                rule.when().isPresent() ? rule.startIn() : spec.start().startIn(),
                rule.allowFailure().orElse(allowed),
                rule.needs().or(spec::needs),
                rule.interruptible().orElse(spec.interruptible()),
                below,
                written));
    }

    private Planned pipeline(Map<String, Draft> drafts, Optional<String> name) {
        Set<String> used = new HashSet<>();
        drafts.values().forEach(draft -> used.add(draft.copy().spec().stage().text()));
        List<String> stages = file.stages().stream().filter(used::contains).toList();
        List<Draft> ordered = new ArrayList<>(drafts.values());
        ordered.sort((a, b) -> Integer.compare(stageOf(a, stages), stageOf(b, stages)));
        List<Job> jobs = new ArrayList<>();
        Handover handover = new Handover();
        for (Draft draft : ordered) {
            handover.add(
                    draft.copy().name(),
                    stageOf(draft, stages),
                    draft.copy().spec().files().artifacts());
        }
        for (Draft draft : ordered) {
            jobs.add(job(draft, stages, drafts, handover));
        }
        Pipeline pipeline =
                new Pipeline("gitlab", source, name, stages, jobs, autoCancel.onNewCommit(), autoCancel.onJobFailure());
        return new Planned.Ready(pipeline, problems.warnings());
    }

    private static int stageOf(Draft draft, List<String> stages) {
        return stages.indexOf(draft.copy().spec().stage().text());
    }

    private Map<String, String> shownValues(VariableSet variables) {
        return shownValues(variables, EVERYWHERE);
    }

    private String nameOf(EnvironmentSpec environment, VariableSet variables) {
        return environment.name().indexOf('$') < 0
                ? environment.name()
                : Expansion.of(environment.name(), shownValues(variables));
    }

    /** Values that may be seen: masked ones never become part of a name. */
    private Map<String, String> shownValues(VariableSet variables, String environment) {
        List<GitlabVariable> shown = kept.in(environment).stream()
                .filter(variable -> !variable.masked())
                .toList();
        VariableSet all = variables.with(shown).with(given);
        return all.circle().isEmpty() ? all.expanded() : Map.of();
    }

    private Job job(Draft draft, List<String> stages, Map<String, Draft> drafts, Handover handover) {
        JobSpec spec = draft.copy().spec();
        VariableSet variables = VariableSet.of(draft.below());
        List<String> circle = variables.with(given).circle();
        if (!circle.isEmpty()) {
            problems.error(
                    spec.at(),
                    "variables-circle",
                    "job \"" + Keywords.shown(spec.name()) + "\": variables refer to each other in a circle: "
                            + String.join(" -> ", circle));
        }
        List<GitlabVariable> below = new ArrayList<>(draft.below());
        if (spec.trigger().isEmpty()) {
            below.addAll(0, Predefined.ofScript(trigger, spec));
        }
        below.remove(Predefined.BY_HAND);
        if (draft.when() == When.MANUAL) {
            below.addFirst(Predefined.BY_HAND);
        }
        Map<String, String> values = shownValues(variables);
        if (spec.environment().isPresent()) {
            // They rank with the predefined ones, so that the file can use and replace them.
            below.addAll(0, Predefined.ofEnvironment(spec.environment().get(), values));
            values =
                    shownValues(VariableSet.of(below), nameOf(spec.environment().get(), variables));
        }
        Map<String, String> known = values;
        Optional<List<Need>> needs = draft.needs().map(wanted -> needs(draft, wanted, drafts));
        int stage = stageOf(draft, stages);
        return new Job(
                draft.copy().name(),
                stage,
                needs.<Waits>map(Waits.ForJobs::new).orElseGet(Waits.ForEarlierStages::new),
                when(draft, known),
                draft.allowFailure(),
                spec.retry(),
                spec.timeout(),
                draft.interruptible(),
                spec.resourceGroup().map(text -> Expansion.of(text, known)).filter(text -> !text.isBlank()),
                spec.environment().flatMap(environment -> environment(environment, known)),
                tags(spec, known),
                spec.at(),
                program(draft, below, handover.of(stage, needs, dependencies(spec))));
    }

    private static Job.When when(Draft draft, Map<String, String> values) {
        return switch (draft.when()) {
            case ON_SUCCESS, NEVER -> new Job.When.OnSuccess();
            case ON_FAILURE -> new Job.When.OnFailure();
            case ALWAYS -> new Job.When.Always();
            case MANUAL ->
                new Job.When.Manual(
                        draft.allowFailure() instanceof AllowFailure.Always,
                        Optional.of(draft.copy().spec().start().confirmation())
                                .filter(text -> !text.isBlank())
                                .map(text -> Expansion.of(text, values)));
            case DELAYED -> new Job.When.Delayed(draft.startIn());
        };
    }

    private static Optional<Environment> environment(EnvironmentSpec environment, Map<String, String> values) {
        String name = Expansion.of(environment.name(), values);
        if (name.isBlank()) {
            return Optional.empty();
        }
        Optional<String> url = Optional.of(environment.url())
                .filter(text -> !text.isEmpty())
                .map(text -> Expansion.replace(text, reference -> Optional.ofNullable(values.get(reference))));
        return Optional.of(new Environment(
                name, url, environment.action(), environment.onStop().map(Text::text), environment.autoStopIn()));
    }

    private static GitlabProgram.EnvironmentDetail detail(EnvironmentSpec environment) {
        String onStop = environment.onStop().map(Text::text).orElse("");
        return new GitlabProgram.EnvironmentDetail(environment.url(), onStop, environment.autoStopIn());
    }

    private static Set<String> tags(JobSpec spec, Map<String, String> values) {
        if (spec.trigger().isPresent()) {
            return Set.of(DownstreamProgram.LABEL);
        }
        Set<String> tags = new HashSet<>();
        spec.tags().forEach(tag -> tags.add(Expansion.of(tag, values)));
        tags.removeIf(String::isBlank);
        return tags;
    }

    private List<Need> needs(Draft draft, List<NeedSpec> wanted, Map<String, Draft> drafts) {
        Map<String, Need> needs = new LinkedHashMap<>();
        for (NeedSpec need : wanted) {
            for (Copy copy : copies.picked(need, draft.copy().values())) {
                if (copy == draft.copy()) {
                    continue;
                }
                if (drafts.containsKey(copy.name())) {
                    needs.putIfAbsent(copy.name(), new Need(copy.name(), need.artifacts()));
                } else if (!need.optional()) {
                    problems.error(
                            need.job().at(),
                            "needs-removed",
                            "job \"" + Keywords.shown(draft.copy().name()) + "\" needs \"" + Keywords.shown(copy.name())
                                    + "\", which the rules leave out of this pipeline",
                            "add \"optional: true\" to the need, or give both jobs the same rules");
                }
            }
        }
        return List.copyOf(needs.values());
    }

    private Program program(Draft draft, List<GitlabVariable> below, Handover.Sources sources) {
        JobSpec spec = draft.copy().spec();
        GitlabProgram.Variables variables = new GitlabProgram.Variables(below, given);
        if (spec.trigger().isPresent()) {
            return new GitlabTrigger(
                    draft.copy().name(),
                    variables,
                    draft.written(),
                    sources.outputs(),
                    spec.trigger().get());
        }
        return new GitlabProgram(
                draft.copy().name(),
                variables,
                sources.artifacts(),
                sources.outputs(),
                spec.scripts(),
                spec.files().artifacts(),
                spec.files().caches(),
                spec.containers().image(),
                spec.containers().services(),
                spec.environment().map(Planner::detail),
                spec.coverage(),
                spec.outside(),
                spec.inputs());
    }

    /** The final names that {@code dependencies} stand for; empty where there is no such key. */
    private Optional<Set<String>> dependencies(JobSpec spec) {
        return spec.dependencies().map(texts -> {
            Set<String> names = new HashSet<>();
            for (Text text : texts) {
                copies.named(text.text()).forEach(copy -> names.add(copy.name()));
            }
            return names;
        });
    }
}
