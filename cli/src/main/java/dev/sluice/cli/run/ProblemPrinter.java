package dev.sluice.cli.run;

import dev.sluice.cli.term.Color;
import dev.sluice.cli.term.Columns;
import dev.sluice.cli.term.SafeText;
import dev.sluice.cli.term.Terminal;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.SourceTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells mistakes in files on standard error. Without a terminal each is one line, {@code FILE:LINE:COLUMN: message}; on a
 * terminal the line of the file, a mark below the place and the hint follow.
 */
final class ProblemPrinter {
    private static final int FRAME_COLUMNS_MAX = 120;

    private final Terminal err;
    private final SourceTree files;
    private final Map<String, List<String>> lines = new HashMap<>();

    ProblemPrinter(Terminal err, SourceTree files) {
        this.err = err;
        this.files = files;
    }

    void print(List<Problem> problems) {
        StringBuilder text = new StringBuilder();
        for (Problem problem : problems) {
            if (err.isInteractive()) {
                framed(text, problem);
            } else {
                plain(text, problem);
            }
        }
        err.write(text.toString());
    }

    private static void plain(StringBuilder text, Problem problem) {
        text.append(place(problem));
        if (problem.severity() == Problem.Severity.WARNING) {
            text.append("warning: ");
        }
        text.append(SafeText.name(problem.message()));
        if (!problem.hint().isEmpty()) {
            text.append(" (").append(SafeText.name(problem.hint())).append(')');
        }
        text.append(" [").append(problem.code()).append("]\n");
    }

    private static String place(Problem problem) {
        String file = SafeText.name(problem.at().file());
        return file + ":" + problem.at().line() + ":" + problem.at().column() + ": ";
    }

    private void framed(StringBuilder text, Problem problem) {
        boolean error = problem.severity() == Problem.Severity.ERROR;
        Color color = error ? Color.RED : Color.YELLOW;
        text.append(err.paint(Color.BOLD, place(problem)));
        text.append(err.paint(color, error ? "error: " : "warning: "));
        text.append(SafeText.name(problem.message()));
        text.append(err.paint(Color.DIM, " [" + problem.code() + "]")).append('\n');
        frame(text, problem, color);
        if (!problem.hint().isEmpty()) {
            text.append(err.paint(Color.BOLD, "hint: ")).append(SafeText.name(problem.hint()));
            text.append('\n');
        }
    }

    private void frame(StringBuilder text, Problem problem, Color color) {
        Optional<String> found = line(problem.at().file(), problem.at().line());
        String line = found.orElse("");
        int column = problem.at().column();
        if (line.isBlank() || column > Math.min(FRAME_COLUMNS_MAX, line.codePointCount(0, line.length()))) {
            return;
        }
        String number = " ".repeat(3) + problem.at().line();
        int start = line.offsetByCodePoints(0, column - 1);
        text.append(err.paint(Color.DIM, number + " | "));
        text.append(Columns.cut(line, FRAME_COLUMNS_MAX)).append('\n');
        text.append(err.paint(Color.DIM, " ".repeat(number.length()) + " | "));
        text.repeat(' ', Columns.of(line.substring(0, start)));
        text.append(err.paint(color, "^" + "~".repeat(wordLength(line, start) - 1)));
        text.append('\n');
    }

    /** How far the word at the place goes: a key, a number, a name; at least 1. */
    private static int wordLength(String line, int start) {
        int end = start;
        while (end < line.length()
                && (Character.isLetterOrDigit(line.charAt(end)) || "_-.$/".indexOf(line.charAt(end)) >= 0)) {
            end++;
        }
        return Math.clamp(end - start, 1, FRAME_COLUMNS_MAX);
    }

    private Optional<String> line(String file, int number) {
        List<String> all = lines.computeIfAbsent(
                file, name -> files.read(name).orElse("").lines().toList());
        return number > all.size()
                ? Optional.empty()
                : Optional.of(SafeText.line(all.get(number - 1).replace('\t', ' '), false));
    }
}
