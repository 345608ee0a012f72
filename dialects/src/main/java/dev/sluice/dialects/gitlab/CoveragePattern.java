package dev.sluice.dialects.gitlab;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Finds the share of covered code in a log as GitLab does (docs.gitlab.com, {@code coverage}): in the last line that
 * matches, the last match counts; of its groups the last one, without groups the whole of it; and of that the first number.
 * Matching takes time in proportion to the line. Immutable.
 */
public final class CoveragePattern {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    /** Some programs count branches above a hundred percent; what is more than this is no share of anything. */
    private static final BigDecimal PERCENT_MAX = BigDecimal.valueOf(10_000);

    private static final Pattern NUMBER = Pattern.compile("[0-9]+(\\.[0-9]+)?");
    private static final Pattern COLOURS = Pattern.compile("\\x1b\\[[0-9;:?]*[A-Za-z]");
    /** A line that is longer is progress, not a summary. */
    private static final int LINE_MAX = 100_000;

    private final Pattern pattern;

    private CoveragePattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @param body what stands between the slashes; empty where it is no expression of RE2's */
    public static Optional<CoveragePattern> of(String body) {
        return RegularExpression.compile(body, "") instanceof RegularExpression.Compiled compiled
                ? Optional.of(new CoveragePattern(compiled.pattern()))
                : Optional.empty();
    }

    /**
     * The number that a line of a log gives, in hundredths of a percent, rounded half up.
     */
    public Optional<Integer> in(String line) {
        if (line.length() > LINE_MAX) {
            return Optional.empty();
        }
        String last = "";
        Matcher matcher = pattern.matcher(line);
        while (matcher.find()) {
            String group = matcher.group(matcher.groupCount());
            last = group == null ? "" : group;
        }
        Matcher number = NUMBER.matcher(last);
        if (!number.find() || number.group().length() > 30) {
            return Optional.empty();
        }
        BigDecimal percent = new BigDecimal(number.group());
        return percent.compareTo(PERCENT_MAX) > 0
                ? Optional.empty()
                : Optional.of(percent.multiply(HUNDRED)
                        .setScale(0, RoundingMode.HALF_UP)
                        .intValueExact());
    }

    /** The line without colours: where no line matches as it is, such a one may. */
    public static String plain(String line) {
        return line.indexOf('\u001b') < 0 ? line : COLOURS.matcher(line).replaceAll("");
    }
}
