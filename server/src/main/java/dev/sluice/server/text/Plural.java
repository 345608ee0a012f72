package dev.sluice.server.text;

/** The plural forms of whole numbers (Unicode CLDR, cardinal rules of English and Russian). */
enum Plural {
    ONE,
    FEW,
    MANY,
    OTHER;

    static Plural of(Language language, long number) {
        return switch (language) {
            case EN -> Math.abs(number) == 1 ? ONE : OTHER;
            case RU -> russian(Math.abs(number));
        };
    }

    private static Plural russian(long number) {
        long ten = number % 10;
        long hundred = number % 100;
        if (ten == 1 && hundred != 11) {
            return ONE;
        }
        if (ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14)) {
            return FEW;
        }
        return MANY;
    }
}
