package dev.sluice.cli.run;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code NAME=value} lines as Compose and the dotenv libraries do: comments begin with {@code #}, {@code export} before a name
 * means nothing, a value in single quotes is taken as it is, one in double quotes knows {@code \n}, {@code \t}, {@code \"} and
 * {@code \\}; both may go over several lines. Nothing is expanded.
 */
final class DotenvText {
    private static final Pattern START =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\\s*=[ \\t]*(.*)", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#.*$");

    private final List<String> lines;
    private int at;

    private DotenvText(List<String> lines) {
        this.lines = lines;
    }

    /** A variable, or a line that is none. */
    sealed interface Entry {}

    record Setting(String name, String value) implements Entry {}

    /** @param line 1-based */
    record Mistake(int line, String message) implements Entry {}

    static List<Entry> read(String text) {
        return new DotenvText(text.lines().toList()).entries();
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        while (at < lines.size()) {
            String line = lines.get(at).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                at++;
            } else {
                entries.add(entry());
            }
        }
        return entries;
    }

    private Entry entry() {
        int line = at + 1;
        Matcher start = START.matcher(lines.get(at++));
        if (!start.matches()) {
            return new Mistake(line, "expected NAME=value");
        }
        String name = start.group(1);
        String rest = start.group(2).stripTrailing();
        char quote = rest.isEmpty() ? ' ' : rest.charAt(0);
        if (quote != '"' && quote != '\'') {
            return new Setting(name, COMMENT.matcher(rest).replaceFirst("").strip());
        }
        StringBuilder value = new StringBuilder(rest.substring(1));
        while (end(value, quote) < 0) {
            if (at == lines.size()) {
                return new Mistake(line, "the quote of " + name + " is not closed");
            }
            value.append('\n').append(lines.get(at++));
        }
        int end = end(value, quote);
        String after = value.substring(end + 1).strip();
        if (!after.isEmpty() && !after.startsWith("#")) {
            return new Mistake(line, "text after the closing quote of " + name);
        }
        String inside = value.substring(0, end);
        return new Setting(name, quote == '"' ? unescaped(inside) : inside);
    }

    /** Where the quote is closed, or -1. */
    private static int end(CharSequence text, char quote) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quote == '"') {
                i++;
            } else if (c == quote) {
                return i;
            }
        }
        return -1;
    }

    private static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char next = text.charAt(++i);
            switch (next) {
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case '"', '\\', '$' -> plain.append(next);
                default -> plain.append(c).append(next);
            }
        }
        return plain.toString();
    }
}
