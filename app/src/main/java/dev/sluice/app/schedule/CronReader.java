package dev.sluice.app.schedule;

import dev.sluice.app.schedule.CronExpression.Read;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a cron expression. Used once. */
final class CronReader {
    private static final int LENGTH_MAX = 200;
    private static final Pattern WORD = Pattern.compile("\\S+");
    private static final Map<String, String> NAMED = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    /** The fields in order; a day of the week may be 7 for Sunday. */
    private enum Field {
        MINUTE("minute", 0, 59, List.of()),
        HOUR("hour", 0, 23, List.of()),
        DAY("day of the month", 1, 31, List.of()),
        MONTH(
                "month",
                1,
                12,
                List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
        WEEKDAY("day of the week", 0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

        private final String word;
        private final int min;
        private final int max;
        private final List<String> names;

        Field(String word, int min, int max, List<String> names) {
            this.word = word;
            this.min = min;
            this.max = max;
            this.names = names;
        }
    }

    private static final class Mistake extends Exception {
        private static final long serialVersionUID = 1L;
        private final int at;

        Mistake(int at, String why) {
            super(why, null, false, false);
            this.at = at;
        }
    }

    private final String text;

    CronReader(String text) {
        this.text = text;
    }

    Read read() {
        try {
            return new Read.Valid(parse());
        } catch (Mistake mistake) {
            return new Read.Invalid(mistake.at + 1, String.valueOf(mistake.getMessage()));
        }
    }

    private CronExpression parse() throws Mistake {
        if (text.length() > LENGTH_MAX) {
            throw new Mistake(0, "a cron expression has at most " + LENGTH_MAX + " characters");
        }
        String named = NAMED.get(text.strip().toLowerCase(Locale.ROOT));
        if (named != null) {
            return new CronReader(named).parse();
        }
        List<BitSet> sets = new ArrayList<>();
        boolean[] any = new boolean[Field.values().length];
        Matcher words = WORD.matcher(text);
        for (Field field : Field.values()) {
            if (!words.find()) {
                throw new Mistake(
                        text.length(),
                        "the field for the " + field.word
                                + " is missing; the fields are minute, hour, day of the month, month, day of the week");
            }
            any[field.ordinal()] = words.group().startsWith("*");
            sets.add(set(field, words.group(), words.start()));
        }
        if (words.find()) {
            throw new Mistake(words.start(), "there are five fields; what is \"" + words.group() + "\"?");
        }
        BitSet weekdays = sets.get(Field.WEEKDAY.ordinal());
        if (weekdays.get(7)) {
            weekdays.set(0);
        }
        return new CronExpression(
                text.strip(),
                sets.get(Field.MINUTE.ordinal()),
                sets.get(Field.HOUR.ordinal()),
                sets.get(Field.DAY.ordinal()),
                sets.get(Field.MONTH.ordinal()),
                weekdays,
                !any[Field.DAY.ordinal()] && !any[Field.WEEKDAY.ordinal()]);
    }

    private static BitSet set(Field field, String word, int at) throws Mistake {
        BitSet set = new BitSet(field.max + 1);
        int from = at;
        for (String part : word.split(",", -1)) {
            part(field, part, from, set);
            from += part.length() + 1;
        }
        return set;
    }

    /** {@code *}, {@code 5}, {@code 1-5}, each perhaps with a step {@code /2}. */
    private static void part(Field field, String part, int at, BitSet into) throws Mistake {
        int slash = part.indexOf('/');
        String range = slash < 0 ? part : part.substring(0, slash);
        int step = slash < 0 ? 1 : number(field, part.substring(slash + 1), at + slash + 1, 1, field.max);
        int hyphen = range.indexOf('-', 1);
        int first;
        int last;
        if (range.equals("*")) {
            first = field.min;
            last = field == Field.WEEKDAY ? 6 : field.max;
        } else if (hyphen > 0) {
            first = value(field, range.substring(0, hyphen), at);
            last = value(field, range.substring(hyphen + 1), at + hyphen + 1);
        } else {
            first = value(field, range, at);
            last = slash < 0 ? first : field.max;
        }
        if (last < first) {
            throw new Mistake(at, "the range " + range + " for the " + field.word + " ends before it begins");
        }
        for (int i = first; i <= last; i += step) {
            into.set(i);
        }
    }

    private static int value(Field field, String word, int at) throws Mistake {
        int name = field.names.indexOf(word.toLowerCase(Locale.ROOT));
        return name >= 0 ? name + field.min : number(field, word, at, field.min, field.max);
    }

    private static int number(Field field, String word, int at, int min, int max) throws Mistake {
        if (word.matches("[0-9]{1,4}")) {
            int number = Integer.parseInt(word);
            if (number >= min && number <= max) {
                return number;
            }
        }
        String names = field.names.isEmpty() ? "" : ", or " + field.names.getFirst() + " to " + field.names.getLast();
        throw new Mistake(at, "\"" + word + "\" is no " + field.word + ": numbers are " + min + " to " + max + names);
    }
}
