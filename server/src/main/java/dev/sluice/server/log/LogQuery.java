package dev.sluice.server.log;

import dev.sluice.dialects.gitlab.RegularExpression;
import java.util.ArrayList;
import java.util.List;

/** What somebody looks for in a log: a text as it stands, or an expression between slashes. */
public sealed interface LogQuery {
    /** Of the query; a longer one is cut. */
    int LENGTH_MAX = 200;

    /** Marks in a line; who looks for a letter gets the first ones. */
    int MARKS_MAX = 200;

    /** A text; letters' case counts. */
    record Text(String text) implements LogQuery {}

    /** An expression, matched in linear time against what a person sees of a line. */
    record Expression(RegularExpression.Compiled compiled) implements LogQuery {
        public boolean fits(String line) {
            return compiled.find(AnsiText.plain(line));
        }
    }

    /** Why it is no expression. */
    record Refused(String why) implements LogQuery {}

    /** Reads {@code /expression/} and {@code /expression/i}; everything else, a path among it, is a text. */
    static LogQuery of(String asked) {
        String query = asked.length() > LENGTH_MAX ? asked.substring(0, LENGTH_MAX) : asked;
        int end = query.lastIndexOf('/');
        String flags = query.substring(end + 1);
        if (end < 2 || query.charAt(0) != '/' || !(flags.isEmpty() || flags.equals("i"))) {
            return new Text(query);
        }
        return switch (RegularExpression.compile(query.substring(1, end), flags)) {
            case RegularExpression.Compiled compiled -> new Expression(compiled);
            case RegularExpression.Refused(String why) -> new Refused(why);
        };
    }

    /** What of a line is marked. */
    default Highlight highlight() {
        return switch (this) {
            case Text(String text) -> text.isEmpty() ? Highlight.NONE : line -> places(line, text);
            case Expression(RegularExpression.Compiled compiled) ->
                line -> compiled.all(line, MARKS_MAX).stream()
                        .map(found -> new Highlight.Part(found.from(), found.to()))
                        .toList();
            case Refused _ -> Highlight.NONE;
        };
    }

    private static List<Highlight.Part> places(String line, String text) {
        List<Highlight.Part> found = new ArrayList<>();
        int at = line.indexOf(text);
        while (at >= 0 && found.size() < MARKS_MAX) {
            found.add(new Highlight.Part(at, at + text.length()));
            at = line.indexOf(text, at + text.length());
        }
        return found;
    }
}
