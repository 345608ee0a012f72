package dev.sluice.dialects.yaml;

import dev.sluice.dialects.yaml.ScalarValue.Absent;
import dev.sluice.dialects.yaml.ScalarValue.Real;
import dev.sluice.dialects.yaml.ScalarValue.Text;
import dev.sluice.dialects.yaml.ScalarValue.Truth;
import dev.sluice.dialects.yaml.ScalarValue.Whole;
import dev.sluice.dialects.yaml.YamlNode.Scalar;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Scalars as Ruby's Psych reads them: YAML 1.1 with quirks. {@code yes} and {@code off} are truth values, {@code 012} is
 * octal, {@code 12:30:45} counts seconds, {@code 1_000} is a thousand, {@code :name} is the symbol of that name, but
 * {@code 1e3} and {@code y} are texts.
 */
public final class RubyScalars {
    private static final int TIME_LETTERS_MAX = 60;
    private static final Pattern TIME = Pattern.compile("\\d{4}-(1[012]|0?\\d)-([12]\\d|3[01]|0?\\d)"
            + "|-?\\d{4}-\\d{1,2}-\\d{1,2}([Tt]|\\s+)\\d{1,2}:\\d\\d:\\d\\d(\\.\\d*)?"
            + "(\\s*(Z|[-+]\\d{1,2}:?(\\d\\d)?))?");

    private RubyScalars() {}

    /** What the scalar means. */
    public static ScalarValue resolve(Scalar scalar) {
        String text = scalar.text();
        boolean tagged = scalar.tag().endsWith(":int") || scalar.tag().endsWith(":float");
        if (scalar.style() != Scalar.Style.PLAIN && !tagged || scalar.tag().endsWith(":str")) {
            return new Text(text);
        }
        if (text.isEmpty() || text.equals("~")) {
            return new Absent();
        }
        if (text.length() > 400) {
            return new Text(text);
        }
        char first = text.charAt(0);
        if (first == ':' && text.length() > 1) {
            return new Text(symbol(text.substring(1)));
        }
        boolean numeric = first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.';
        return numeric ? number(text) : word(text);
    }

    /** Whether Psych takes the scalar for a date or a time, e.g. {@code 2026-01-31}; texts in quotes are none. */
    public static boolean isTime(Scalar scalar) {
        return scalar.style() == Scalar.Style.PLAIN
                && !scalar.tag().endsWith(":str")
                && scalar.text().length() <= TIME_LETTERS_MAX
                && TIME.matcher(scalar.text()).matches();
    }

    /** The name of a symbol, which is written with a colon before it and perhaps in quotes. */
    private static String symbol(String name) {
        char quote = name.charAt(0);
        int end = name.lastIndexOf(quote);
        return (quote == '"' || quote == '\'') && end > 0 ? name.substring(1, end) : name;
    }

    private static ScalarValue word(String text) {
        if (text.length() > 5) {
            return new Text(text);
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "null" -> new Absent();
            case "yes", "true", "on" -> new Truth(true);
            case "no", "false", "off" -> new Truth(false);
            default -> new Text(text);
        };
    }

    private static ScalarValue number(String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case ".inf", "+.inf":
                return new Real(Double.POSITIVE_INFINITY);
            case "-.inf":
                return new Real(Double.NEGATIVE_INFINITY);
            case ".nan":
                return new Real(Double.NaN);
            default:
                break;
        }
        boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
        int start = signed ? 1 : 0;
        if (start == text.length() || text.charAt(start) == '_' || text.charAt(start) == ',') {
            return new Text(text);
        }
        if (text.indexOf(':') > 0) {
            return sexagesimal(text, start);
        }
        String bare = text.substring(start).replace("_", "").replace(",", "");
        int radix = radix(bare);
        int from = radix == 8 ? 1 : radix == 10 ? 0 : 2;
        if (Digits.all(bare, from, radix) && (radix != 10 || separatorsBetweenDigits(text, start))) {
            BigInteger number = new BigInteger(bare.substring(from), radix);
            return new Whole(text.charAt(0) == '-' ? number.negate() : number);
        }
        if (Digits.isDecimal(bare, 0, false)) {
            double number = Double.parseDouble(bare);
            return new Real(text.charAt(0) == '-' ? -number : number);
        }
        return new Text(text);
    }

    private static int radix(String bare) {
        if (bare.length() < 2 || bare.charAt(0) != '0') {
            return 10;
        }
        return switch (bare.charAt(1)) {
            case 'x' -> 16;
            case 'b' -> 2;
            case '.' -> 10;
            default -> 8;
        };
    }

    private static boolean separatorsBetweenDigits(String text, int start) {
        for (int i = start; i < text.length(); i++) {
            boolean separator = text.charAt(i) == '_' || text.charAt(i) == ',';
            if (separator && (i + 1 == text.length() || !Character.isDigit(text.charAt(i + 1)))) {
                return false;
            }
        }
        return true;
    }

    /** Psych weighs the first part with 60², the second with 60 and the third with 1, also where there are but two. */
    private static ScalarValue sexagesimal(String text, int start) {
        String[] parts = text.substring(start).replace("_", "").split(":", -1);
        if (parts.length < 2 || parts.length > 3 || !Digits.all(parts[0], 0, 10) || parts[0].length() > 9) {
            return new Text(text);
        }
        long total = 0;
        long weight = 3600;
        for (int i = 0; i < parts.length; i++) {
            boolean sixtieth = parts[i].length() <= 2 && Digits.all(parts[i], 0, 10) && Integer.parseInt(parts[i]) < 60;
            if (i > 0 && !sixtieth) {
                return new Text(text);
            }
            total += Long.parseLong(parts[i]) * weight;
            weight /= 60;
        }
        return new Whole(BigInteger.valueOf(text.charAt(0) == '-' ? -total : total));
    }
}
