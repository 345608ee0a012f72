package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Job.Environment.Action;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.Copies.Copy;
import dev.sluice.dialects.gitlab.JobSpec.EnvironmentSpec;
import dev.sluice.dialects.gitlab.JobSpec.NeedSpec;
import dev.sluice.dialects.gitlab.JobSpec.ParallelSpec;
import dev.sluice.dialects.gitlab.JobSpec.RuleSpec;
import dev.sluice.dialects.gitlab.JobSpec.Taking;
import dev.sluice.dialects.yaml.NearName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks what jobs say of each other: stages, needs, dependencies, environments. */
final class FileChecks {
    private final FileSpec file;
    private final Copies copies;
    private final Problems problems;
    private final Map<String, Integer> stages = new HashMap<>();

    private FileChecks(FileSpec file, Copies copies, Problems problems) {
        this.file = file;
        this.copies = copies;
        this.problems = problems;
        for (int i = 0; i < file.stages().size(); i++) {
            stages.put(file.stages().get(i), i);
        }
    }

    static void check(FileSpec file, Copies copies, Problems problems) {
        FileChecks checks = new FileChecks(file, copies, problems);
        for (JobSpec job : file.jobs().values()) {
            checks.stage(job);
            job.needs().ifPresent(needs -> checks.needs(job, needs, false));
            checks.dependencies(job);
            job.trigger().ifPresent(trigger -> checks.generated(job, trigger));
            job.environment().ifPresent(environment -> checks.environment(job, environment));
            if (job.start().taking() instanceof Taking.ByRules(List<RuleSpec> rules)) {
                rules.forEach(rule -> rule.needs().ifPresent(needs -> checks.needs(job, needs, true)));
            }
        }
        checks.circles();
    }

    private static String owner(JobSpec job) {
        return "job \"" + Keywords.shown(job.name()) + "\"";
    }

    private void stage(JobSpec job) {
        if (!stages.containsKey(job.stage().text())) {
            problems.error(
                    job.stage().at(),
                    "stage-unknown",
                    owner(job) + ": there is no stage \""
                            + Keywords.shown(job.stage().text()) + "\"; the stages are "
                            + Keywords.shown(String.join(", ", file.stages())),
                    NearName.hint(job.stage().text(), file.stages()));
        }
    }

    private int stageOf(JobSpec job) {
        return stages.getOrDefault(job.stage().text(), -1);
    }

    private void needs(JobSpec job, List<NeedSpec> needs, boolean ofRule) {
        Set<String> seen = new HashSet<>();
        for (NeedSpec need : needs) {
            Text name = need.job();
            List<Copy> needed = copies.named(name.text());
            if (needed.isEmpty()) {
                if (!need.optional()) {
                    unknown(job, name, "needs");
                }
                continue;
            }
            if (need.matrix().isEmpty() && !seen.add(name.text())) {
                problems.error(
                        name.at(), "needs-twice", owner(job) + ": \"needs\" names " + Copies.shown(name) + " twice");
            }
            JobSpec other = needed.getFirst().spec();
            if (other == job && (ofRule || need.matrix().isEmpty())) {
                problems.error(name.at(), "needs-circle", owner(job) + " needs itself");
            } else if (isLater(other, job)) {
                problems.error(
                        name.at(),
                        "needs-later",
                        owner(job) + ": " + Copies.shown(name) + " is in the later stage \""
                                + Keywords.shown(other.stage().text())
                                + "\"; a need must be in the same or an earlier one");
            }
            matrix(job, need);
        }
    }

    private void unknown(JobSpec job, Text name, String keyword) {
        problems.error(
                name.at(),
                keyword + "-unknown",
                owner(job) + ": \"" + keyword + "\" names " + Copies.shown(name) + ", which is not in the file",
                NearName.hint(name.text(), copies.names()));
    }

    private void matrix(JobSpec job, NeedSpec need) {
        Set<String> own = new HashSet<>();
        if (job.parallel().isPresent() && job.parallel().get() instanceof ParallelSpec.Matrix(var entries)) {
            entries.forEach(entry -> own.addAll(entry.keySet()));
        }
        boolean fromOwn = false;
        for (Map<String, List<String>> entry : need.matrix()) {
            for (List<String> values : entry.values()) {
                for (String value : values) {
                    for (String identifier : Copies.identifiers(value)) {
                        fromOwn = true;
                        if (!own.contains(identifier)) {
                            problems.error(
                                    need.job().at(),
                                    "matrix-unknown",
                                    owner(job) + ": $[[ matrix." + Keywords.shown(identifier)
                                            + " ]] is no key of the job's own matrix",
                                    NearName.hint(identifier, own));
                        }
                    }
                }
            }
        }
        if (!need.matrix().isEmpty()
                && !fromOwn
                && copies.picked(need, Map.of()).isEmpty()) {
            problems.error(
                    need.job().at(),
                    "needs-unknown",
                    owner(job) + ": \"needs\" picks copies of " + Copies.shown(need.job())
                            + " that its matrix does not make");
        }
    }

    private boolean isLater(JobSpec other, JobSpec job) {
        return stageOf(other) > stageOf(job) && stageOf(job) >= 0;
    }

    /** The file of a child pipeline must be made before its trigger job. */
    private void generated(JobSpec job, TriggerSpec trigger) {
        if (!(trigger.target() instanceof TriggerSpec.Target.Child(List<TriggerSpec.ChildFile> files))) {
            return;
        }
        for (TriggerSpec.ChildFile child : files) {
            if (child instanceof TriggerSpec.ChildFile.Artifact artifact
                    && file.jobs().get(artifact.job()) instanceof JobSpec maker
                    && isLater(maker, job)) {
                problems.error(
                        job.at(),
                        "trigger-later",
                        owner(job) + ": its child pipeline's file comes from \"" + Keywords.shown(artifact.job())
                                + "\", which is in a later stage");
            }
        }
    }

    private void dependencies(JobSpec job) {
        for (Text name : job.dependencies().orElse(List.of())) {
            List<Copy> named = copies.named(name.text());
            if (named.isEmpty()) {
                unknown(job, name, "dependencies");
                continue;
            }
            boolean needsIt = job.needs().stream()
                    .flatMap(List::stream)
                    .anyMatch(need -> need.job().text().equals(name.text()));
            boolean byNeeds = job.needs().isPresent() && !job.needs().get().isEmpty();
            if (byNeeds && !needsIt) {
                problems.error(
                        name.at(),
                        "dependencies-unknown",
                        owner(job) + ": \"dependencies\" names " + Copies.shown(name)
                                + ", which is not among its \"needs\"");
            } else if (isLater(named.getFirst().spec(), job)) {
                problems.error(
                        name.at(),
                        "dependencies-later",
                        owner(job) + ": \"dependencies\" names " + Copies.shown(name) + ", which is in a later stage");
            }
        }
    }

    private void environment(JobSpec job, EnvironmentSpec environment) {
        if (environment.onStop().isEmpty()) {
            return;
        }
        Text name = environment.onStop().get();
        JobSpec stop = file.jobs().get(name.text());
        if (stop == null) {
            unknown(job, name, "on_stop");
            return;
        }
        Optional<EnvironmentSpec> stopped = stop.environment();
        if (stopped.isEmpty() || stopped.get().action() != Action.STOP) {
            problems.error(
                    name.at(),
                    "on-stop",
                    owner(job) + ": the \"on_stop\" job " + Copies.shown(name)
                            + " must have an environment with \"action: stop\"");
        } else if (!stopped.get().name().equals(environment.name())) {
            problems.error(
                    name.at(),
                    "on-stop",
                    owner(job) + ": the \"on_stop\" job " + Copies.shown(name) + " must have the same environment, \""
                            + Keywords.shown(environment.name()) + "\"");
        }
    }

    /** Follows needs without recursion; a chain may be as long as the file. */
    private void circles() {
        Set<String> done = new HashSet<>();
        for (JobSpec job : file.jobs().values()) {
            Deque<JobSpec> path = new ArrayDeque<>();
            Set<String> onPath = new HashSet<>();
            Deque<Deque<JobSpec>> open = new ArrayDeque<>();
            push(job, path, onPath, open);
            while (!path.isEmpty()) {
                if (open.getLast().isEmpty() || done.contains(path.getLast().name())) {
                    open.removeLast();
                    JobSpec finished = path.removeLast();
                    onPath.remove(finished.name());
                    done.add(finished.name());
                    continue;
                }
                JobSpec next = open.getLast().removeFirst();
                if (onPath.contains(next.name())) {
                    tellCircle(path, next);
                } else if (!done.contains(next.name())) {
                    push(next, path, onPath, open);
                }
            }
        }
    }

    private void push(JobSpec job, Deque<JobSpec> path, Set<String> onPath, Deque<Deque<JobSpec>> open) {
        path.addLast(job);
        onPath.add(job.name());
        Deque<JobSpec> needed = new ArrayDeque<>();
        for (NeedSpec need : job.needs().orElse(List.of())) {
            copies.named(need.job().text()).stream()
                    .limit(1)
                    .map(Copy::spec)
                    .filter(other -> other != job)
                    .forEach(needed::add);
        }
        open.addLast(needed);
    }

    private void tellCircle(Deque<JobSpec> path, JobSpec next) {
        List<String> circle = new ArrayList<>();
        boolean within = false;
        for (JobSpec job : path) {
            within |= job == next;
            if (within) {
                circle.add(Keywords.shown(job.name()));
            }
        }
        circle.add(Keywords.shown(next.name()));
        problems.error(next.at(), "needs-circle", "\"needs\" goes in a circle: " + String.join(" -> ", circle));
    }
}
