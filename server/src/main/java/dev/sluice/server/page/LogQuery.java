package dev.sluice.server.page;

import dev.sluice.dialects.gitlab.RegularExpression;
import dev.sluice.server.log.LogViewer;

/** What somebody looks for in a log: a text as it stands, or an expression between slashes. */
sealed interface LogQuery {

    /** A text; letters' case counts. */
    record Text(String text) implements LogQuery {}

    /** An expression, matched in linear time against what a person sees of a line. */
    record Expression(RegularExpression.Compiled compiled) implements LogQuery {
        boolean fits(String line) {
            return compiled.find(LogViewer.plain(line));
        }
    }

    /** Why it is no expression. */
    record Refused(String why) implements LogQuery {}

    /** Reads {@code /expression/} and {@code /expression/i}; everything else, a path among it, is a text. */
    static LogQuery of(String query) {
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
}
