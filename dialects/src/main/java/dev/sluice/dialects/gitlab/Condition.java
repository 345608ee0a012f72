package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.RegularExpression.Compiled;
import java.util.List;
import java.util.Optional;

/**
 * A condition of {@code rules:if}, {@code only:variables} and the like, parsed (docs.gitlab.com, "CI/CD job rules", CI/CD
 * variable expressions). Its depth is bounded by {@link ConditionParser}, so that recursion over it is safe.
 */
sealed interface Condition {

    /** What a variable holds as written, unexpanded; empty where it is not defined. */
    interface Lookup {
        Optional<String> valueOf(String name);
    }

    /** All of them. */
    record And(List<Condition> parts) implements Condition {
        public And {
            parts = List.copyOf(parts);
        }
    }

    /** One of them. */
    record Or(List<Condition> parts) implements Condition {
        public Or {
            parts = List.copyOf(parts);
        }
    }

    /** The contrary. */
    record Not(Condition part) implements Condition {}

    /** {@code ==}, or {@code !=} where negated. */
    record Equal(Operand left, Operand right, boolean negated) implements Condition {}

    /** {@code =~}, or {@code !~} where negated. */
    record Matches(Operand left, Operand right, boolean negated) implements Condition {}

    /** An operand by itself. */
    record Alone(Operand operand) implements Condition {}

    /** What stands on a side of an operator. */
    sealed interface Operand {}

    /** {@code $NAME}. */
    record Variable(String name) implements Operand {}

    /** A quoted text; never expanded. */
    record Literal(String text) implements Operand {}

    /** {@code null}. */
    record Null() implements Operand {}

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements Operand {}

    /** {@code /regex/flags}. */
    record Pattern(Compiled regex) implements Operand {}

    /** Whether the condition holds. */
    default boolean holds(Lookup variables) {
        return switch (this) {
            case And(List<Condition> parts) -> parts.stream().allMatch(part -> part.holds(variables));
            case Or(List<Condition> parts) -> parts.stream().anyMatch(part -> part.holds(variables));
            case Not(Condition part) -> !part.holds(variables);
            case Equal(Operand left, Operand right, boolean negated) ->
                text(left, variables).equals(text(right, variables)) != negated;
            case Matches(Operand left, Operand right, boolean negated) -> {
                Optional<Compiled> regex = regex(right, variables);
                // An undefined or unusable right side matches nothing.
                boolean found = regex.isPresent()
                        && regex.get().find(text(left, variables).orElse(""));
                yield found != negated;
            }
            case Alone alone -> isTrue(alone.operand(), variables);
        };
    }

    private static boolean isTrue(Operand operand, Lookup variables) {
        return switch (operand) {
            case Bool(boolean value) -> value;
            case Pattern _ -> true;
            case Variable _, Literal _, Null _ ->
                text(operand, variables).filter(text -> !text.isBlank()).isPresent();
        };
    }

    private static Optional<String> text(Operand operand, Lookup variables) {
        return switch (operand) {
            case Variable(String name) -> variables.valueOf(name);
            case Literal(String text) -> Optional.of(text);
            case Null() -> Optional.empty();
            case Bool(boolean value) -> Optional.of(Boolean.toString(value));
            case Pattern(Compiled regex) -> Optional.of(regex.source());
        };
    }

    private static Optional<Compiled> regex(Operand operand, Lookup variables) {
        if (operand instanceof Pattern(Compiled regex)) {
            return Optional.of(regex);
        }
        return text(operand, variables).flatMap(RegularExpression::ofDelimited);
    }
}
