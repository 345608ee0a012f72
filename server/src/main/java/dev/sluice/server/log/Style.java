package dev.sluice.server.log;

/**
 * How text looks after the escapes read so far.
 *
 * @param colour as {@link Colours} numbers them
 * @param bold bright colours count as bold
 */
record Style(int colour, boolean bold) {
    static final Style PLAIN = new Style(Colours.TEXT, false);

    /** The state after one "select graphic rendition" sequence; what it does not know changes nothing (ECMA-48 8.3.117). */
    Style select(int[] codes, int count) {
        int newColour = colour;
        boolean newBold = bold;
        for (int i = 0; i < count; i++) {
            int code = codes[i];
            if (code == 0) {
                newColour = Colours.TEXT;
                newBold = false;
            } else if (code == 1) {
                newBold = true;
            } else if (code == 22) {
                newBold = false;
            } else if (code == 39) {
                newColour = Colours.TEXT;
            } else if (code >= 30 && code <= 37) {
                newColour = Colours.ofSixteen(code - 30);
            } else if (code >= 90 && code <= 97) {
                newColour = Colours.ofSixteen(code - 82);
                newBold = newBold || code != 90;
            } else if (code == 38 || code == 48) {
                int used = extended(codes, count, i);
                if (code == 38) {
                    newColour = extendedColour(codes, i, used, newColour);
                }
                i += used;
            }
        }
        return new Style(newColour, newBold);
    }

    /** How many further codes belong to an extended colour. */
    private static int extended(int[] codes, int count, int at) {
        int kind = at + 1 < count ? codes[at + 1] : -1;
        int wanted = kind == 5 ? 2 : kind == 2 ? 4 : 0;
        return Math.min(wanted, count - at - 1);
    }

    private static int extendedColour(int[] codes, int at, int used, int otherwise) {
        return switch (used) {
            case 2 -> codes[at + 1] == 5 ? Colours.of256(Math.min(255, codes[at + 2])) : otherwise;
            case 4 -> Colours.ofRgb(codes[at + 2], codes[at + 3], codes[at + 4]);
            default -> otherwise;
        };
    }

    /** Classes of the style sheet, empty for plain text. */
    String classes() {
        if (colour == Colours.TEXT) {
            return bold ? "b" : "";
        }
        return bold ? "c" + colour + " b" : "c" + colour;
    }
}
