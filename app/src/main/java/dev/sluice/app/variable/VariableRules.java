package dev.sluice.app.variable;

import dev.sluice.core.model.MaskableText;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a variable may be (docs.gitlab.com, "GitLab CI/CD variables": "Mask a CI/CD variable", "Define a CI/CD variable"). Pure. */
final class VariableRules {
    static final int VARIABLES_MAX = 8_000;
    private static final int NAME_MAX = 255;
    private static final int VALUE_MAX = 10_000;
    private static final int MASKED_MIN = 8;

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_]+");
    private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9_/\\\\${}. *-]+");
    private static final Pattern MASKED = Pattern.compile("[A-Za-z0-9_+=/@:.~-]{8,}");
    private static final Pattern MASKED_RAW = Pattern.compile("[^\\s\\p{Cntrl}]{8,}");
    private static final Pattern PREDEFINED = Pattern.compile("(?:CI|GITLAB)_[A-Z0-9_]+");

    private VariableRules() {}

    /** Why the key cannot be used, in words for people. */
    static Optional<String> keyProblem(String key) {
        return key.length() <= NAME_MAX && KEY.matcher(key).matches()
                ? Optional.empty()
                : Optional.of("a key has 1 to " + NAME_MAX + " letters, digits and _; \"" + shown(key) + "\" has not");
    }

    /** Why the scope cannot be used, in words for people. */
    static Optional<String> scopeProblem(String scope) {
        return scope.length() <= NAME_MAX && SCOPE.matcher(scope).matches()
                ? Optional.empty()
                : Optional.of("a scope is the name of an environment: 1 to " + NAME_MAX
                        + " letters, digits, blanks and - _ / $ { } . with * for any text; \"" + shown(scope)
                        + "\" is none");
    }

    /**
     * Why the value cannot be kept that way, in words for people that do not repeat it.
     *
     * @param names keys of the project: a value that is one of them would make logs unreadable
     */
    static Optional<String> valueProblem(String value, Variable.Visibility visibility, boolean raw, Set<String> names) {
        if (value.length() > VALUE_MAX) {
            return Optional.of("a value has at most " + VALUE_MAX + " characters, this one has " + value.length());
        }
        if (value.indexOf('\0') >= 0) {
            return Optional.of("a value cannot hold the character NUL");
        }
        return visibility.masked() ? maskProblem(value, raw, names) : Optional.empty();
    }

    private static Optional<String> maskProblem(String value, boolean raw, Set<String> names) {
        if (value.length() < MASKED_MIN) {
            return Optional.of("a value that logs mask has at least " + MASKED_MIN + " characters");
        }
        if (raw && !MASKED_RAW.matcher(value).matches()) {
            return Optional.of("a value that logs mask is one line without blanks");
        }
        if (!raw && !MASKED.matcher(value).matches()) {
            return Optional.of("a value that logs mask is one line of letters, digits and _ + = / @ : . ~ -;"
                    + " choose \"raw\" for other characters");
        }
        if (!MaskableText.isMaskable(value)) {
            return Optional.of(
                    "a value that logs mask is not one character again and again, and no word that is in every"
                            + " log, such as production: logs would show it");
        }
        if (names.contains(value) || PREDEFINED.matcher(value).matches()) {
            return Optional.of("a value that logs mask must not be the name of a variable");
        }
        return Optional.empty();
    }

    private static String shown(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
