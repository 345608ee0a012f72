package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Real;
import dev.sluice.dialects.gitlab.ConfigValue.Reference;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import dev.sluice.dialects.yaml.YamlNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Scalars as the text that Ruby's {@code to_s} makes of them. */
final class Scalars {
    private Scalars() {}

    /** The text, or empty for what is no scalar. Null is the empty text. */
    static Optional<String> text(ConfigValue value) {
        return switch (value) {
            case Text text -> Optional.of(text.text());
            case Whole whole -> Optional.of(whole.number().toString());
            case Real real -> Optional.of(real(real.number()));
            case Truth truth -> Optional.of(Boolean.toString(truth.value()));
            case Absent _ -> Optional.of("");
            case Items _, Hash _, Reference _ -> Optional.empty();
        };
    }

    /** A text as it is, everything else as JSON. */
    static String json(ConfigValue value) {
        return value instanceof Text text
                ? text.text()
                : json(value, new StringBuilder()).toString();
    }

    /** Every value as JSON, a text in quotes. */
    static String document(ConfigValue value) {
        return json(value, new StringBuilder()).toString();
    }

    private static StringBuilder json(ConfigValue value, StringBuilder out) {
        switch (value) {
            case Text text -> quoted(text.text(), out);
            case Whole _, Real _, Truth _ -> out.append(text(value).orElse(""));
            case Absent _, Reference _ -> out.append("null");
            case Items items -> {
                out.append('[');
                for (ConfigValue item : items.items()) {
                    json(item, out.append(out.charAt(out.length() - 1) == '[' ? "" : ","));
                }
                out.append(']');
            }
            case Hash hash -> {
                out.append('{');
                hash.fields().forEach((name, field) -> {
                    quoted(name, out.append(out.charAt(out.length() - 1) == '{' ? "" : ","));
                    json(field.value(), out.append(':'));
                });
                out.append('}');
            }
        }
        return out;
    }

    /** A text in the quotes of JSON, which is YAML too. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder();
        quoted(text, out);
        return out.toString();
    }

    /** A mapping as JSON, of values that are JSON already. */
    static String object(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ": " + entry.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static void quoted(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u").append(Integer.toHexString(c | 0x10000).substring(1));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /** Ruby writes a plain number between 0.0001 and 10 to the 16th, else one with an exponent of two digits. */
    static String real(double number) {
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        if (Double.isNaN(number) || number == 0) {
            return Double.toString(number);
        }
        BigDecimal exact = new BigDecimal(Double.toString(number));
        double size = Math.abs(number);
        if (size >= 1e-4 && size < 1e16) {
            String plain = exact.toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String digits = exact.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - exact.scale();
        digits = digits.replaceAll("0+$", "");
        String fraction = digits.length() > 1 ? digits.substring(1) : "0";
        String sign = exponent < 0 ? "-" : "+";
        String power = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : Integer.toString(Math.abs(exponent));
        return (number < 0 ? "-" : "") + digits.charAt(0) + "." + fraction + "e" + sign + power;
    }

    /** A scalar node that stands where the value does, for values that were no text. */
    static YamlNode.Scalar plain(ConfigValue value) {
        Position at = value.at();
        return new YamlNode.Scalar(at, at, "", text(value).orElse(""), YamlNode.Scalar.Style.PLAIN, false);
    }
}
