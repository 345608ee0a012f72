package dev.sluice.cli.containers;

import dev.sluice.cli.args.ValueReader;
import java.util.regex.Pattern;

/** A number of processors, perhaps with a fraction. */
record ProcessorsReader() implements ValueReader<Double> {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}(?:\\.\\d{1,3})?");

    @Override
    public Double read(String text) throws BadValue {
        double number = NUMBER.matcher(text).matches() ? Double.parseDouble(text) : 0;
        if (number < 0.01) {
            throw new BadValue("expected a number of processors, as in 1.5");
        }
        return number;
    }
}
