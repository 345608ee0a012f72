package dev.sluice.app.variable;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A variable of a project without its value (docs.gitlab.com, "GitLab CI/CD variables").
 *
 * @param key letters, digits and {@code _}; with the scope unique in the project
 * @param scope name of an environment, in which {@code *} stands for any text; {@code *} alone: every environment and none
 * @param protectedOnly only jobs of protected branches and tags have it
 * @param raw names of other variables in the value are not replaced
 * @param description for people; may be empty
 * @param changedBy login
 */
public record Variable(
        String key,
        String scope,
        Type type,
        Visibility visibility,
        boolean protectedOnly,
        boolean raw,
        String description,
        Instant changedAt,
        String changedBy) {
    /** The scope that fits every environment. */
    public static final String EVERYWHERE = "*";

    /** What a job gets. */
    public enum Type {
        /** The value in the variable. */
        ENV_VAR,
        /** A file with the value, and its path in the variable. */
        FILE;

        /** The word of files and programs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The type of that word. */
        public static Optional<Type> of(String word) {
            return switch (word) {
                case "env_var" -> Optional.of(ENV_VAR);
                case "file" -> Optional.of(FILE);
                default -> Optional.empty();
            };
        }
    }

    /** Who sees the value. */
    public enum Visibility {
        /** Maintainers, and whoever reads the logs of a job that prints it. */
        VISIBLE,
        /** Maintainers who ask for it; no log shows it. */
        MASKED,
        /** Nobody but jobs, ever again. */
        HIDDEN;

        /** The word of programs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The visibility of that word. */
        public static Optional<Visibility> of(String word) {
            return switch (word) {
                case "visible" -> Optional.of(VISIBLE);
                case "masked" -> Optional.of(MASKED);
                case "hidden" -> Optional.of(HIDDEN);
                default -> Optional.empty();
            };
        }

        /** Whether logs must not show it. */
        public boolean masked() {
            return this != VISIBLE;
        }
    }
}
