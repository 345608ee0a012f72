package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.core.model.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects the mistakes of one reading. The same mistake met twice (a parent of several jobs) is told once. Used by one
 * thread.
 */
final class Problems {
    private static final int MAX = 500;
    /** Codes of a file that is not there. */
    private static final Set<String> MISSING = Set.of(
            "gitlab/include-missing",
            "gitlab/include-fetch",
            "gitlab/include-integrity",
            "gitlab/include-outside",
            "gitlab/include-name",
            "gitlab/project-unknown",
            "gitlab/component-address",
            "gitlab/component-host",
            "gitlab/component-version");
    /** What may be in a file that is not there. */
    private static final Set<String> PERHAPS_THERE = Set.of(
            "gitlab/no-jobs",
            "gitlab/no-script",
            "gitlab/extends-unknown",
            "gitlab/needs-unknown",
            "gitlab/dependencies-unknown",
            "gitlab/on_stop-unknown",
            "gitlab/trigger-unknown",
            "gitlab/stage-unknown",
            "gitlab/reference-unknown");

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final Set<Seen> seen = new HashSet<>();
    private final Set<Position> unresolved = new HashSet<>();
    private boolean incomplete;

    /** One mistake of one kind at one place, whichever job it is met through. */
    private record Seen(Position at, String code) {}

    void error(Position at, String code, String message) {
        error(at, code, message, "");
    }

    void error(Position at, String code, String message, String hint) {
        add(Problem.error(at, "gitlab/" + code, message, hint));
    }

    void warning(Position at, String code, String message, String hint) {
        add(Problem.warning(at, "gitlab/" + code, message, hint));
    }

    void add(Problem met) {
        Problem problem = oneLine(met);
        if (MISSING.contains(problem.code())) {
            incomplete = true;
        } else if (incomplete && PERHAPS_THERE.contains(problem.code())) {
            // Where a file is missing, only its loss is known to be a mistake.
            unresolved.add(problem.at());
            return;
        }
        if (unresolved.contains(problem.at())) {
            // What was to stand here is missing already; what follows from that is no mistake of its own.
            return;
        }
        if (problem.code().startsWith("gitlab/reference") || problem.code().equals("gitlab/input-unknown")) {
            unresolved.add(problem.at());
        }
        if (seen.size() < MAX && seen.add(new Seen(problem.at(), problem.code()))) {
            (problem.severity() == Problem.Severity.ERROR ? errors : warnings).add(problem);
        }
    }

    /** What a file holds may stand in a message, whatever its characters: the message stays one line. */
    private static Problem oneLine(Problem problem) {
        String message = oneLine(problem.message());
        String hint = oneLine(problem.hint());
        return message.equals(problem.message()) && hint.equals(problem.hint())
                ? problem
                : new Problem(problem.at(), problem.severity(), problem.code(), message, hint);
    }

    private static String oneLine(String text) {
        if (text.chars().noneMatch(Problems::breaks)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.chars().forEach(c -> out.append(breaks(c) ? ' ' : (char) c));
        return out.toString();
    }

    private static boolean breaks(int c) {
        return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
    }

    int count() {
        return errors.size();
    }

    boolean hasErrors() {
        return !errors.isEmpty();
    }

    List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    /** Errors and warnings, ordered by place. */
    List<Problem> all() {
        List<Problem> all = new ArrayList<>(errors);
        all.addAll(warnings);
        all.sort((a, b) -> a.at().compareTo(b.at()));
        return List.copyOf(all);
    }
}
