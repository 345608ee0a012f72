package dev.sluice.server.log;

/**
 * Terminal colours reduced to the eight that the style sheet knows: 0 is the text's own colour, 1 to 6 are red, green,
 * yellow, blue, magenta and cyan, 8 is grey. Black and white are the text's colour, so that both themes can be read.
 */
final class Colours {
    static final int TEXT = 0;
    static final int GREY = 8;

    private static final int RED = 1;
    private static final int GREEN = 2;
    private static final int YELLOW = 3;
    private static final int BLUE = 4;
    private static final int MAGENTA = 5;
    private static final int CYAN = 6;

    private Colours() {}

    /** One of the sixteen: 0 to 7 plain, 8 to 15 bright. */
    static int ofSixteen(int index) {
        if (index == 8) {
            return GREY;
        }
        int base = index % 8;
        return base == 0 || base == 7 ? TEXT : base;
    }

    /** One of the 256 of xterm: sixteen, a cube of six steps, a ramp of greys. */
    static int of256(int index) {
        if (index < 16) {
            return ofSixteen(Math.max(0, index));
        }
        if (index >= 232) {
            return index >= 236 && index <= 250 ? GREY : TEXT;
        }
        int cube = index - 16;
        return ofRgb(step(cube / 36), step(cube / 6 % 6), step(cube % 6));
    }

    private static int step(int sixth) {
        return sixth == 0 ? 0 : 55 + 40 * sixth;
    }

    /** The nearest by hue; little colour counts as grey or as text. */
    static int ofRgb(int red, int green, int blue) {
        int max = Math.max(red, Math.max(green, blue));
        int min = Math.min(red, Math.min(green, blue));
        int spread = max - min;
        if (spread < 40) {
            return max >= 70 && max <= 200 ? GREY : TEXT;
        }
        return ofHue(hue(red, green, blue, max, spread));
    }

    private static int hue(int red, int green, int blue, int max, int spread) {
        int sector;
        if (max == red) {
            sector = 60 * (green - blue) / spread;
        } else if (max == green) {
            sector = 120 + 60 * (blue - red) / spread;
        } else {
            sector = 240 + 60 * (red - green) / spread;
        }
        return Math.floorMod(sector, 360);
    }

    private static int ofHue(int degrees) {
        if (degrees < 20 || degrees >= 340) {
            return RED;
        }
        if (degrees < 75) {
            return YELLOW;
        }
        if (degrees < 165) {
            return GREEN;
        }
        if (degrees < 200) {
            return CYAN;
        }
        return degrees < 262 ? BLUE : MAGENTA;
    }
}
