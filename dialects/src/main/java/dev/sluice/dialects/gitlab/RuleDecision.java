package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.SourceTree;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.Explained.FileClause;
import dev.sluice.dialects.gitlab.JobSpec.Changes;
import dev.sluice.dialects.gitlab.JobSpec.Exists;
import dev.sluice.dialects.gitlab.JobSpec.RuleSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Decides which rule holds. Pure apart from the problems it tells; looks at the snapshot of files it was given. */
final class RuleDecision {
    private final SourceTree tree;
    private final Problems problems;

    RuleDecision(SourceTree tree, Problems problems) {
        this.tree = tree;
        this.problems = problems;
    }

    /** The first rule of which every clause holds. */
    Optional<RuleSpec> firstThatHolds(List<RuleSpec> rules, VariableSet variables) {
        for (RuleSpec rule : rules) {
            if (holds(rule, variables)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    private boolean holds(RuleSpec rule, VariableSet variables) {
        if (rule.condition().isPresent() && !rule.condition().get().holds(variables)) {
            return false;
        }
        if (rule.changes().isPresent() && !changed(rule, rule.changes().get(), variables)) {
            return false;
        }
        return rule.exists().isEmpty() || exists(rule.exists().get(), variables);
    }

    private boolean changed(RuleSpec rule, Changes changes, VariableSet variables) {
        Optional<List<String>> files = tree.changed();
        if (changes.compareTo().isPresent()) {
            String ref = Expansion.of(changes.compareTo().get(), variables.expanded());
            files = tree.changedSince(ref);
            if (files.isEmpty()) {
                problems.error(
                        rule.at(),
                        "compare-to",
                        "\"compare_to\" names \"" + Keywords.shown(ref) + "\", which is no known ref");
            }
        }
        return matchesAny(changes.paths(), files, variables);
    }

    /** Whether any of the changed files matches; true where there is nothing to compare with. */
    boolean matchesAny(List<String> patterns, Optional<List<String>> files, VariableSet variables) {
        return files.isEmpty() || matches(patterns, files.get(), variables);
    }

    private boolean exists(Exists exists, VariableSet variables) {
        if (exists.project().isEmpty()) {
            return matches(exists.paths(), tree.files(), variables);
        }
        Map<String, String> values = variables.circle().isEmpty() ? variables.expanded() : Map.of();
        Text written = exists.project().get();
        String project = Expansion.of(written.text(), values);
        Optional<SourceTree> other = tree.project(project, Expansion.of(exists.ref(), values));
        if (other.isEmpty()) {
            problems.error(written.at(), "project-unknown", "exists: " + unseen(project));
        }
        return other.isPresent() && matches(exists.paths(), other.get().files(), variables);
    }

    /** What is told of a project that is not there, or that whoever caused the run may not see. */
    static String unseen(String project) {
        return "there is no project \"" + Keywords.shown(project) + "\" with that ref that can be seen from here";
    }

    /** What those clauses of a rule found that look at files; none where its condition does not hold: they are not asked then. */
    List<FileClause> clauses(RuleSpec rule, VariableSet variables) {
        if (rule.condition().isPresent() && !rule.condition().get().holds(variables)) {
            return List.of();
        }
        List<FileClause> clauses = new ArrayList<>();
        rule.changes().ifPresent(changes -> clauses.add(clause(changes, variables)));
        if (clauses.stream().allMatch(FileClause::holds)) {
            rule.exists().ifPresent(exists -> clauses.add(clause(exists, variables)));
        }
        return clauses;
    }

    private FileClause clause(Changes changes, VariableSet variables) {
        if (changes.compareTo().isEmpty()) {
            return clause(changes.paths(), variables);
        }
        Optional<List<String>> files = tree.changedSince(Expansion.of(
                changes.compareTo().get(), variables.circle().isEmpty() ? variables.expanded() : Map.of()));
        return files.isEmpty()
                ? new FileClause("changes", false, "what \"compare_to\" names is no known ref", List.of())
                : clause("changes", changes.paths(), files.get(), "changed files", variables);
    }

    /** What paths found among the files that the trigger changed. */
    FileClause clause(List<String> paths, VariableSet variables) {
        Optional<List<String>> files = tree.changed();
        return files.isEmpty()
                ? new FileClause("changes", true, "there is nothing to compare with, and so it holds", List.of())
                : clause("changes", paths, files.get(), "changed files", variables);
    }

    private FileClause clause(Exists exists, VariableSet variables) {
        if (exists.project().isEmpty()) {
            return clause("exists", exists.paths(), tree.files(), "files", variables);
        }
        Map<String, String> values = variables.circle().isEmpty() ? variables.expanded() : Map.of();
        Optional<SourceTree> other =
                tree.project(Expansion.of(exists.project().get().text(), values), Expansion.of(exists.ref(), values));
        return other.isEmpty()
                ? new FileClause("exists", false, "its project cannot be seen from here", List.of())
                : clause("exists", exists.paths(), other.get().files(), "files of that project", variables);
    }

    private static FileClause clause(
            String keyword, List<String> patterns, List<String> files, String what, VariableSet variables) {
        List<String> found = matching(patterns, files, variables).toList();
        String words = found.isEmpty()
                ? files.isEmpty() ? "there are no " + what : "none of " + files.size() + " " + what + " matches"
                : found.size() + " of " + files.size() + " " + what + (found.size() == 1 ? " matches" : " match");
        return new FileClause(
                keyword, !found.isEmpty(), words, found.subList(0, Math.min(found.size(), FileClause.FILES_MAX)));
    }

    private static boolean matches(List<String> patterns, List<String> files, VariableSet variables) {
        return matching(patterns, files, variables).findAny().isPresent();
    }

    /** The files that any of the patterns matches. */
    private static Stream<String> matching(List<String> patterns, List<String> files, VariableSet variables) {
        Map<String, String> values = variables.circle().isEmpty() ? variables.expanded() : Map.of();
        List<PathGlob> globs = patterns.stream()
                .map(pattern -> PathGlob.of(Expansion.of(pattern, values)))
                .flatMap(Optional::stream)
                .toList();
        return files.stream().filter(file -> globs.stream().anyMatch(glob -> glob.matches(file)));
    }
}
