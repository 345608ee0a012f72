package dev.sluice.server.page.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The visitor's access tokens and his password.
 *
 * @param made secret of a token that was made just now, shown this once, or empty text
 * @param projects paths that a token can be bound to
 */
public record TokensView(List<Row> rows, String made, Form form, List<String> projects, PasswordProblems password) {
    public TokensView {
        rows = List.copyOf(rows);
        projects = List.copyOf(projects);
    }

    /**
     * One token.
     *
     * @param scopes in words
     * @param project path, or empty text for all projects
     */
    public record Row(
            String name,
            String scopes,
            String project,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> usedAt,
            Action revoke) {}

    /** What the form for a new token holds; problems are in the visitor's language, or empty text. */
    public record Form(
            String name,
            String nameProblem,
            List<ScopeChoice> scopes,
            String scopesProblem,
            String project,
            String days,
            String daysProblem) {
        public Form {
            scopes = List.copyOf(scopes);
        }
    }

    /** A scope to tick, with what it allows. */
    public record ScopeChoice(String value, String text, boolean chosen) {}

    /** Why the password was not changed, beside the field; empty texts where nothing is wrong. */
    public record PasswordProblems(String old, String fresh) {}
}
