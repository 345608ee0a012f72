package dev.sluice.cli.term;

/** Looks of a text on a terminal, by the basic codes that every palette defines. */
public enum Color {
    BOLD("1"),
    DIM("2"),
    RED("31"),
    GREEN("32"),
    YELLOW("33"),
    BLUE("34"),
    MAGENTA("35"),
    CYAN("36"),
    BRIGHT_GREEN("92"),
    BRIGHT_YELLOW("93"),
    BRIGHT_BLUE("94"),
    BRIGHT_MAGENTA("95"),
    BRIGHT_CYAN("96");

    /** Ends every look. */
    public static final String RESET = "\u001b[0m";

    private static final Color[] OF_NAMES = {
        CYAN, MAGENTA, BLUE, YELLOW, GREEN, BRIGHT_CYAN, BRIGHT_MAGENTA, BRIGHT_BLUE, BRIGHT_YELLOW, BRIGHT_GREEN
    };

    private final String code;

    Color(String number) {
        this.code = "\u001b[" + number + "m";
    }

    public String code() {
        return code;
    }

    /** A colour for a name, the same in every run. Never red: that means failure. */
    public static Color ofName(String name) {
        return OF_NAMES[Math.floorMod(name.hashCode() * 31, OF_NAMES.length)];
    }
}
