package dev.sluice.cli.remote;

import dev.sluice.cli.term.Color;
import dev.sluice.cli.term.Columns;
import dev.sluice.cli.term.SafeText;
import dev.sluice.cli.term.Terminal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of texts under each other, as wide as the widest. Used by one thread. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... heads) {
        rows.add(List.of(heads));
    }

    /** Adds a row with as many texts as there are heads; whatever could disguise a line is shown as an escape. */
    void row(String... cells) {
        rows.add(Arrays.stream(cells).map(SafeText::name).toList());
    }

    boolean isEmpty() {
        return rows.size() == 1;
    }

    void print(Terminal out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int column = 0; column < columns; column++) {
                widths[column] = Math.max(widths[column], Columns.of(row.get(column)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                line.append(Columns.pad(rows.get(i).get(column), widths[column]))
                        .append("  ");
            }
            String plain = line.toString().stripTrailing();
            text.append(i == 0 ? out.paint(Color.BOLD, plain) : plain).append('\n');
        }
        out.write(text.toString());
    }
}
