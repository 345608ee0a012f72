package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.RegularExpression.Compiled;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A condition of {@code rules:if}, {@code only:variables} and the like, parsed (docs.gitlab.com, "CI/CD job rules", CI/CD
 * variable expressions). Every part has a value, as in GitLab's own evaluation: {@code &&} and {@code ||} give one of their
 * sides, and an empty text ends an {@code ||} as any other text does; only the whole counts as false where it is null,
 * false or blank. Its depth is bounded by {@link ConditionParser}, so that recursion over it is safe.
 */
sealed interface Condition {

    /** What a variable holds as written, unexpanded; empty where it is not defined. */
    interface Lookup {
        Optional<String> valueOf(String name);
    }

    /** The first that is null or false, else the last. */
    record And(List<Condition> parts) implements Condition {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** The first that is neither null nor false, else the last. */
    record Or(List<Condition> parts) implements Condition {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** Whether the part is null, false or blank. */
    record Not(Condition part) implements Condition {}

    /** {@code ==}, or {@code !=} where negated. */
    record Equal(Condition left, Condition right, boolean negated) implements Condition {}

    /** {@code =~}, or {@code !~} where negated. */
    record Matches(Condition left, Condition right, boolean negated) implements Condition {}

    /** An operand by itself. */
    record Alone(Operand operand) implements Condition {}

    /** What stands on a side of an operator. */
    sealed interface Operand {}

    /** {@code $NAME}. */
    record Variable(String name) implements Operand {}

    /** What a part of a condition can come to. */
    sealed interface Value extends Operand {}

    /** A text; one in quotes is never expanded. */
    record Literal(String text) implements Value {}

    /** {@code null}. */
    record Null() implements Value {}

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements Value {}

    /** {@code /regex/flags}. */
    record Pattern(Compiled regex) implements Value {}

    /** Whether the condition holds. */
    default boolean holds(Lookup variables) {
        return counts(value(this, variables));
    }

    /** The names of the variables that it asks for. */
    default Set<String> variables() {
        Set<String> names = new LinkedHashSet<>();
        collect(this, names);
        return names;
    }

    private static void collect(Condition condition, Set<String> names) {
        switch (condition) {
            case And(List<Condition> parts) -> parts.forEach(part -> collect(part, names));
            case Or(List<Condition> parts) -> parts.forEach(part -> collect(part, names));
            case Not(Condition part) -> collect(part, names);
            case Equal(Condition left, Condition right, boolean _) -> {
                collect(left, names);
                collect(right, names);
            }
            case Matches(Condition left, Condition right, boolean _) -> {
                collect(left, names);
                collect(right, names);
            }
            case Alone(Operand operand) -> {
                if (operand instanceof Variable(String name)) {
                    names.add(name);
                }
            }
        }
    }

    private static Value value(Condition condition, Lookup variables) {
        return switch (condition) {
            case And(List<Condition> parts) -> lastUntil(parts, false, variables);
            case Or(List<Condition> parts) -> lastUntil(parts, true, variables);
            case Not(Condition part) -> new Bool(!counts(value(part, variables)));
            case Equal(Condition left, Condition right, boolean negated) ->
                new Bool(value(left, variables).equals(value(right, variables)) != negated);
            case Matches(Condition left, Condition right, boolean negated) ->
                new Bool(matches(value(left, variables), value(right, variables)) != negated);
            case Alone(Operand operand) -> value(operand, variables);
        };
    }

    /** Goes on as long as the values are, or are not, null or false. */
    private static Value lastUntil(List<Condition> parts, boolean wanted, Lookup variables) {
        Value value = new Null();
        for (Condition part : parts) {
            value = value(part, variables);
            boolean something = !(value instanceof Null) && !value.equals(new Bool(false));
            if (something == wanted) {
                return value;
            }
        }
        return value;
    }

    private static Value value(Operand operand, Lookup variables) {
        return switch (operand) {
            case Variable(String name) ->
                variables.valueOf(name).<Value>map(Literal::new).orElseGet(Null::new);
            case Value value -> value;
        };
    }

    private static boolean counts(Value value) {
        return switch (value) {
            case Literal(String text) -> !text.isBlank();
            case Bool(boolean is) -> is;
            case Pattern _ -> true;
            case Null() -> false;
        };
    }

    /** A text on the right side that is no regular expression is looked through for the left side, as GitLab does. */
    private static boolean matches(Value left, Value right) {
        String text =
                switch (left) {
                    case Literal(String written) -> written;
                    case Bool(boolean is) -> Boolean.toString(is);
                    case Pattern(Compiled regex) -> regex.source();
                    case Null() -> "";
                };
        return switch (right) {
            case Pattern(Compiled regex) -> regex.find(text);
            case Literal(String written) ->
                RegularExpression.ofDelimited(written)
                        .map(regex -> regex.find(text))
                        .orElseGet(() -> written.contains(text));
            case Bool _, Null _ -> false;
        };
    }
}
