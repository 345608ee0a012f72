package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.Copies.Copy;
import dev.sluice.dialects.gitlab.Explained.AskedRule;
import dev.sluice.dialects.gitlab.Explained.JobReason;
import dev.sluice.dialects.gitlab.Explained.Reason;
import dev.sluice.dialects.gitlab.Explained.Value;
import dev.sluice.dialects.gitlab.JobSpec.PolicySpec;
import dev.sluice.dialects.gitlab.JobSpec.RuleSpec;
import dev.sluice.dialects.gitlab.JobSpec.When;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Notes, while a pipeline is planned, why each job takes part or not. Used by one thread. */
final class Reasons {
    private static final String OUT = "out";

    private final boolean noted;
    private final List<JobReason> jobs = new ArrayList<>();
    private Optional<Reason> workflow = Optional.empty();

    private Reasons(boolean noted) {
        this.noted = noted;
    }

    /** Reasons for somebody who asks. */
    static Reasons noted() {
        return new Reasons(true);
    }

    /** Nobody asks. */
    static Reasons dropped() {
        return new Reasons(false);
    }

    /** The workflow's rules were asked. */
    void workflow(List<RuleSpec> rules, Optional<RuleSpec> chosen, VariableSet known, RuleDecision decision) {
        if (!noted) {
            return;
        }
        boolean never =
                chosen.flatMap(RuleSpec::when).filter(When.NEVER::equals).isPresent();
        workflow = Optional.of(reason(rules, chosen, never, known, decision));
    }

    /** A job's rules were asked. */
    void byRules(Copy copy, List<RuleSpec> rules, Optional<RuleSpec> chosen, VariableSet known, RuleDecision decision) {
        if (!noted) {
            return;
        }
        When when = chosen.flatMap(RuleSpec::when).orElse(copy.spec().start().when());
        boolean never = chosen.isPresent() && when == When.NEVER;
        add(copy, chosen.isEmpty() || never ? OUT : when.word(), reason(rules, chosen, never, known, decision));
    }

    /**
     * A job without rules was looked at.
     *
     * @param onlyHolds whether {@code only}, or what stands in for it, lets the job in
     */
    void byPolicy(
            Copy copy,
            Optional<PolicySpec> only,
            Optional<PolicySpec> except,
            boolean onlyHolds,
            boolean taken,
            VariableSet known,
            RuleDecision decision) {
        if (!noted) {
            return;
        }
        String words;
        if (only.isEmpty() && except.isEmpty()) {
            words = taken ? "it has no rules" : "it has no rules, and such jobs run for branches and tags alone";
        } else if (taken) {
            words = "\"only\" and \"except\" let it in";
        } else {
            words = onlyHolds ? "\"except\" leaves it out" : "\"only\" does not let it in";
        }
        words += changes("only", only, known, decision) + changes("except", except, known, decision);
        Set<String> names = new LinkedHashSet<>();
        List.of(only, except)
                .forEach(policy -> policy.ifPresent(
                        found -> found.variables().forEach(condition -> names.addAll(condition.variables()))));
        String when = taken ? copy.spec().start().when().word() : OUT;
        add(copy, when, new Reason(words, List.of(), values(names, known)));
    }

    private static String changes(
            String keyword, Optional<PolicySpec> policy, VariableSet known, RuleDecision decision) {
        return policy.map(PolicySpec::changes)
                .filter(paths -> !paths.isEmpty())
                .map(paths -> "; \"" + keyword + "\": changes: "
                        + decision.clause(paths, known).words())
                .orElse("");
    }

    private void add(Copy copy, String when, Reason reason) {
        JobSpec spec = copy.spec();
        jobs.add(new JobReason(copy.name(), spec.stage().text(), when, spec.at(), reason));
    }

    private static Reason reason(
            List<RuleSpec> rules, Optional<RuleSpec> chosen, boolean never, VariableSet known, RuleDecision decision) {
        int asked = chosen.map(rule -> indexOf(rule, rules) + 1).orElse(rules.size());
        List<AskedRule> shown = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (RuleSpec rule : rules.subList(0, asked)) {
            boolean holds = chosen.isPresent() && rule == chosen.get();
            shown.add(new AskedRule(rule.at(), rule.written(), holds, decision.clauses(rule, known)));
            rule.condition().ifPresent(condition -> names.addAll(condition.variables()));
        }
        String words;
        if (chosen.isEmpty()) {
            words = rules.size() == 1 ? "its only rule does not hold" : "none of its " + rules.size() + " rules holds";
        } else {
            words = "rule " + asked + " of " + rules.size() + " holds" + (never ? " and says never" : "");
        }
        return new Reason(words, shown, values(names, known));
    }

    /** The same rule may stand there several times; the first one decided. */
    private static int indexOf(RuleSpec rule, List<RuleSpec> rules) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i) == rule) {
                return i;
            }
        }
        throw new IllegalArgumentException("the rule is none of these");
    }

    private static Map<String, Value> values(Set<String> names, VariableSet known) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (String name : names) {
            Value value = known.all().stream()
                    .filter(variable -> variable.name().equals(name))
                    .findFirst()
                    .<Value>map(variable -> variable.masked() ? new Value.Masked() : new Value.Text(variable.value()))
                    .orElseGet(Value.Undefined::new);
            values.put(name, value);
        }
        return values;
    }

    /** The plan with what was noted. */
    Explained with(Planned planned, List<String> stages) {
        List<JobReason> ordered = new ArrayList<>(jobs);
        ordered.sort((a, b) -> Integer.compare(stages.indexOf(a.stage()), stages.indexOf(b.stage())));
        return new Explained(planned, workflow, ordered);
    }
}
