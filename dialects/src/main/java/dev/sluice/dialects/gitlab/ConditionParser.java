package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.Condition.Alone;
import dev.sluice.dialects.gitlab.Condition.And;
import dev.sluice.dialects.gitlab.Condition.Bool;
import dev.sluice.dialects.gitlab.Condition.Equal;
import dev.sluice.dialects.gitlab.Condition.Literal;
import dev.sluice.dialects.gitlab.Condition.Matches;
import dev.sluice.dialects.gitlab.Condition.Not;
import dev.sluice.dialects.gitlab.Condition.Null;
import dev.sluice.dialects.gitlab.Condition.Operand;
import dev.sluice.dialects.gitlab.Condition.Or;
import dev.sluice.dialects.gitlab.Condition.Pattern;
import dev.sluice.dialects.gitlab.Condition.Variable;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a condition. Recursive descent with a bound on its depth:
 *
 * <pre>
 * or := and ("||" and)*      and := comparison ("&amp;&amp;" comparison)*
 * comparison := unary (("==" | "!=" | "=~" | "!~") unary)*
 * unary := "!" unary | "(" or ")" | operand
 * </pre>
 */
final class ConditionParser {
    static final int DEPTH_MAX = 100;
    static final int LENGTH_MAX = 50_000;

    private final String text;
    private final boolean inputs;
    private int at;
    private int depth;
    /** Where a text in quotes stands right of =~ or !~ that is no regular expression. */
    private final List<Integer> plainTexts = new ArrayList<>();

    private ConditionParser(Text source, boolean inputs) {
        this.text = source.text();
        this.inputs = inputs;
    }

    /** The condition, or empty with the mistake told at its place. */
    static Optional<Condition> parse(Text source, Problems problems) {
        return parse(source, false, problems);
    }

    /** The same with {@code $[[ inputs.NAME ]]} as the variable {@code inputs.NAME}. */
    static Optional<Condition> ofInputs(Text source, Problems problems) {
        return parse(source, true, problems);
    }

    private static Optional<Condition> parse(Text source, boolean inputs, Problems problems) {
        try {
            if (source.text().length() > LENGTH_MAX) {
                throw new Mistake(0, "a condition may have " + LENGTH_MAX + " characters", "");
            }
            ConditionParser parser = new ConditionParser(source, inputs);
            Condition condition = parser.whole();
            for (int place : parser.plainTexts) {
                problems.warning(
                        source.placeOf(place),
                        "condition",
                        "this text is no /regular expression/, so GitLab looks whether it holds the left side",
                        "write it between slashes");
            }
            return Optional.of(condition);
        } catch (Mistake mistake) {
            Position place =
                    source.placeOf(Math.min(mistake.index, source.text().length()));
            problems.error(place, "condition", "invalid condition: " + mistake.message, mistake.hint);
            return Optional.empty();
        }
    }

    private Condition whole() {
        Condition condition = or();
        if (at < text.length()) {
            throw unexpected();
        }
        return condition;
    }

    private Condition or() {
        List<Condition> parts = new ArrayList<>();
        parts.add(and());
        while (take("||")) {
            parts.add(and());
        }
        return parts.size() == 1 ? parts.getFirst() : new Or(parts);
    }

    private Condition and() {
        List<Condition> parts = new ArrayList<>();
        parts.add(comparison());
        while (take("&&")) {
            parts.add(comparison());
        }
        return parts.size() == 1 ? parts.getFirst() : new And(parts);
    }

    private Condition comparison() {
        Condition left = unary();
        for (int chained = 0; ; chained++) {
            skip();
            if (chained > DEPTH_MAX) {
                throw new Mistake(at, "more than " + DEPTH_MAX + " comparisons in a row", "");
            }
            if (take("==")) {
                left = new Equal(left, unary(), false);
            } else if (take("!=")) {
                left = new Equal(left, unary(), true);
            } else if (take("=~")) {
                left = new Matches(left, pattern(), false);
            } else if (take("!~")) {
                left = new Matches(left, pattern(), true);
            } else if (text.startsWith("=", at)) {
                throw new Mistake(at, "= is no operator", "compare with ==");
            } else {
                return left;
            }
        }
    }

    private Condition pattern() {
        skip();
        int start = at;
        Condition right = unary();
        if (right instanceof Alone(Literal(String written))
                && RegularExpression.ofDelimited(written).isEmpty()) {
            plainTexts.add(start);
        }
        return right;
    }

    private Condition unary() {
        skip();
        int start = at;
        if (++depth > DEPTH_MAX) {
            throw new Mistake(start, "nested deeper than " + DEPTH_MAX + " levels", "");
        }
        Condition condition;
        if (take("(")) {
            condition = or();
            if (!take(")")) {
                throw new Mistake(start, "this bracket is never closed", "");
            }
        } else if (!text.startsWith("!=", at) && !text.startsWith("!~", at) && take("!")) {
            condition = new Not(unary());
        } else {
            condition = new Alone(operand());
        }
        depth--;
        return condition;
    }

    private Operand operand() {
        skip();
        if (at == text.length()) {
            throw new Mistake(at, "a variable, a text or a pattern is missing at the end", "");
        }
        char c = text.charAt(at);
        if (c == '$') {
            return variable();
        }
        if (c == '"' || c == '\'') {
            int end = text.indexOf(c, at + 1);
            if (end < 0) {
                throw new Mistake(at, "this quote is never closed", "");
            }
            String literal = text.substring(at + 1, end);
            at = end + 1;
            return new Literal(literal);
        }
        return c == '/' ? regex() : word();
    }

    private Operand variable() {
        if (inputs && text.startsWith("$[[", at)) {
            return input();
        }
        int start = ++at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            String hint = text.startsWith("{", at) ? "write $NAME, without braces" : "a name follows the $";
            throw new Mistake(start - 1, "$ is not followed by a name", hint);
        }
        return new Variable(text.substring(start, at));
    }

    private Operand input() {
        int start = at;
        int end = text.indexOf("]]", start);
        String name = end < 0 ? "" : text.substring(start + "$[[".length(), end).strip();
        if (!name.startsWith("inputs.")) {
            throw new Mistake(start, "$[[ ]] holds no input", "write $[[ inputs.NAME ]]");
        }
        at = end + 2;
        return new Variable(name);
    }

    private Operand regex() {
        int start = at;
        int end = start + 1;
        while (end < text.length() && text.charAt(end) != '/') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length()) {
            throw new Mistake(start, "this regular expression has no closing /", "");
        }
        String body = text.substring(start + 1, end);
        if (body.length() < 2) {
            throw new Mistake(start, "GitLab does not take a regular expression of less than two characters", "");
        }
        at = end + 1;
        int flags = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        return switch (RegularExpression.compile(body, text.substring(flags, at))) {
            case RegularExpression.Compiled compiled -> new Pattern(compiled);
            case RegularExpression.Refused(String why) -> throw new Mistake(start, why, "");
        };
    }

    private Operand word() {
        int start = at;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        switch (word) {
            case "null":
                return new Null();
            case "true":
                return new Bool(true);
            case "false":
                return new Bool(false);
            case "":
                throw unexpected();
            default:
                throw new Mistake(
                        start,
                        "\"" + word + "\" is neither a variable nor a text",
                        "write $" + word + " or \"" + word + "\"");
        }
    }

    private Mistake unexpected() {
        int end = text.offsetByCodePoints(at, 1);
        return new Mistake(at, "\"" + text.substring(at, end) + "\" is not expected here", "");
    }

    private boolean take(String token) {
        skip();
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        return true;
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    /** Leaves the parser at the first mistake of a condition. */
    private static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int index;
        private final String message;
        private final String hint;

        Mistake(int index, String message, String hint) {
            super(message, null, false, false);
            this.index = index;
            this.message = message;
            this.hint = hint;
        }
    }
}
