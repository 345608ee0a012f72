package dev.sluice.adapters.runner.session;

import dev.sluice.core.model.JobSession.LogStyle;

/** The colours of the runner's own lines. */
public enum Style {
    PLAIN(""),
    NOTE("\u001b[36;1m"),
    COMMAND("\u001b[32;1m"),
    WARNING("\u001b[33m"),
    ERROR("\u001b[31;1m");

    private static final String RESET = "\u001b[0;m";

    private final String start;

    Style(String start) {
        this.start = start;
    }

    static Style of(LogStyle style) {
        return switch (style) {
            case PLAIN -> PLAIN;
            case NOTE -> NOTE;
            case COMMAND -> COMMAND;
            case WARNING -> WARNING;
            case ERROR -> ERROR;
        };
    }

    /** Each line by itself, so that a line stands alone in a window of the log. */
    public String paint(String text) {
        return start.isEmpty() ? text : start + text.replace("\n", RESET + "\n" + start) + RESET;
    }
}
