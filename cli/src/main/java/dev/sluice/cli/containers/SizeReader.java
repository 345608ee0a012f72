package dev.sluice.cli.containers;

import dev.sluice.cli.args.ValueReader;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, perhaps with one of the letters that {@code docker} takes: k, m, g, each 1024 times the one before. */
record SizeReader() implements ValueReader<Long> {
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,11})([kmg]?)b?");
    /** What engines take at least. */
    private static final long BYTES_MIN = 6L << 20;

    @Override
    public Long read(String text) throws BadValue {
        Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            throw new BadValue("expected a number of bytes, as in 512m or 2g");
        }
        int shift =
                switch (size.group(2)) {
                    case "k" -> 10;
                    case "m" -> 20;
                    case "g" -> 30;
                    default -> 0;
                };
        long bytes = Long.parseLong(size.group(1)) << shift;
        if (bytes < BYTES_MIN) {
            throw new BadValue("engines want at least 6m");
        }
        return bytes;
    }
}
