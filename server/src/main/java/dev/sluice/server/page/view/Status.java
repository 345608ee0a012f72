package dev.sluice.server.page.view;

/** How a thing stands, as every page shows it: a shape, a word and a colour, so that no one of them is needed alone. */
public enum Status {
    FAILED("failed", "status.failed"),
    APPROVAL("approval", "status.approval"),
    RUNNING("running", "status.running"),
    QUEUED("queued", "status.queued"),
    WAITING("waiting", "status.waiting"),
    WARNING("warning", "status.warning"),
    PASSED("passed", "status.passed"),
    SKIPPED("skipped", "status.skipped"),
    CANCELED("canceled", "status.canceled");

    private final String style;
    private final String key;

    Status(String style, String key) {
        this.style = style;
        this.key = key;
    }

    /** Class of the style sheet, without its prefix. */
    public String style() {
        return style;
    }

    /** Key of its word in the messages. */
    public String key() {
        return key;
    }

    /** Whether something more happens by itself or by a person. */
    public boolean isOpen() {
        return this == APPROVAL || this == RUNNING || this == QUEUED || this == WAITING;
    }

    /** The sign that begins a page's title: it is read in the tab. */
    public String sign() {
        return switch (this) {
            case FAILED -> "✕";
            case APPROVAL -> "◇";
            case RUNNING -> "●";
            case QUEUED, WAITING -> "◌";
            case WARNING -> "⚠";
            case PASSED -> "✓";
            case SKIPPED -> "⊝";
            case CANCELED -> "⊘";
        };
    }
}
