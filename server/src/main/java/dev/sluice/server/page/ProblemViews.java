package dev.sluice.server.page;

import dev.sluice.core.model.Problem;
import dev.sluice.server.page.view.ProblemView;
import java.util.ArrayList;
import java.util.List;

/** Mistakes in a file with the lines around them. */
final class ProblemViews {
    private static final int AROUND = 2;
    private static final int TEXT_MAX = 200;

    private ProblemViews() {}

    /**
     * @param path of the file whose lines are known
     * @param lines of that file
     * @param href page that shows the file
     */
    static List<ProblemView> of(List<Problem> problems, String path, List<String> lines, String href) {
        return problems.stream()
                .map(problem -> new ProblemView(
                        problem.at().toString(),
                        problem.severity() == Problem.Severity.ERROR,
                        problem.message(),
                        problem.code(),
                        problem.hint(),
                        problem.at().file().equals(path) ? frame(problem, lines) : List.of(),
                        href + "?line=" + problem.at().line() + "#C"
                                + problem.at().line()))
                .toList();
    }

    private static List<ProblemView.Line> frame(Problem problem, List<String> lines) {
        List<ProblemView.Line> frame = new ArrayList<>();
        int at = problem.at().line();
        for (int number = Math.max(1, at - AROUND); number <= Math.min(lines.size(), at + AROUND); number++) {
            String line = lines.get(number - 1).replace('\t', ' ');
            String shown = line.length() > TEXT_MAX ? line.substring(0, TEXT_MAX) + "…" : line;
            frame.add(new ProblemView.Line(
                    number, shown, number == at ? marker(shown, problem.at().column()) : ""));
        }
        return frame;
    }

    /** A caret below the column and waves below the rest of the word. */
    private static String marker(String line, int column) {
        if (column > line.length() + 1) {
            return "";
        }
        int end = column;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end)) && line.charAt(end) != ':') {
            end++;
        }
        return " ".repeat(column - 1) + "^" + "~".repeat(Math.max(0, end - column));
    }
}
