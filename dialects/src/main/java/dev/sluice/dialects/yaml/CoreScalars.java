package dev.sluice.dialects.yaml;

import dev.sluice.dialects.yaml.ScalarValue.Absent;
import dev.sluice.dialects.yaml.ScalarValue.Real;
import dev.sluice.dialects.yaml.ScalarValue.Text;
import dev.sluice.dialects.yaml.ScalarValue.Truth;
import dev.sluice.dialects.yaml.ScalarValue.Whole;
import dev.sluice.dialects.yaml.YamlNode.Scalar;
import java.math.BigInteger;

/** Scalars by the core schema of YAML 1.2.2 (section 10.3): {@code yes}, {@code on} and {@code 012} are what they look like. */
public final class CoreScalars {
    private CoreScalars() {}

    /** What the scalar means. */
    public static ScalarValue resolve(Scalar scalar) {
        String text = scalar.text();
        if (scalar.style() != Scalar.Style.PLAIN || scalar.tag().endsWith(":str")) {
            return new Text(text);
        }
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> new Absent();
            case "true", "True", "TRUE" -> new Truth(true);
            case "false", "False", "FALSE" -> new Truth(false);
            case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> new Real(Double.POSITIVE_INFINITY);
            case "-.inf", "-.Inf", "-.INF" -> new Real(Double.NEGATIVE_INFINITY);
            case ".nan", ".NaN", ".NAN" -> new Real(Double.NaN);
            default -> number(text);
        };
    }

    private static ScalarValue number(String text) {
        char first = text.charAt(0);
        if (first != '-' && first != '+' && first != '.' && (first < '0' || first > '9') || text.length() > 400) {
            return new Text(text);
        }
        if (text.startsWith("0o") && Digits.all(text, 2, 8)) {
            return new Whole(new BigInteger(text.substring(2), 8));
        }
        if (text.startsWith("0x") && Digits.all(text, 2, 16)) {
            return new Whole(new BigInteger(text.substring(2), 16));
        }
        int start = first == '-' || first == '+' ? 1 : 0;
        if (Digits.all(text, start, 10)) {
            return new Whole(new BigInteger(text));
        }
        return Digits.isDecimal(text, start, true) ? new Real(Double.parseDouble(text)) : new Text(text);
    }
}
