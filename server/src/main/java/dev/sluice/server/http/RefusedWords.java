package dev.sluice.server.http;

import dev.sluice.app.access.AccessRefused;
import dev.sluice.app.access.Permission;
import dev.sluice.app.access.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Why a caller is not let through, and who can help, in one sentence: just what is missing, nothing that he has. */
final class RefusedWords {
    private static final String MADE_AT = "; tokens are made at /tokens";

    private RefusedWords() {}

    static String of(AccessRefused refused) {
        Permission missing = refused.missing();
        List<String> needs = new ArrayList<>();
        for (AccessRefused.Lack lack : AccessRefused.Lack.values()) {
            if (refused.lacks().contains(lack)) {
                needs.add(
                        switch (lack) {
                            case ROLE ->
                                missing.role()
                                        .map(role -> "the role " + word(role)
                                                + ", which a maintainer of the project or an administrator gives")
                                        .orElse("an administrator");
                            case SCOPE -> "a token with the scope " + word(missing.scope());
                            case PROJECT -> "a token that is not for one project alone";
                        });
            }
        }
        boolean token = refused.lacks().contains(AccessRefused.Lack.SCOPE)
                || refused.lacks().contains(AccessRefused.Lack.PROJECT);
        return "this needs " + String.join(", and ", needs) + (token ? MADE_AT : "");
    }

    /** The role that the account lacks; empty text where it has it, or the role is not what is missing. */
    static String role(AccessRefused refused) {
        return refused.lacks().contains(AccessRefused.Lack.ROLE)
                ? refused.missing().role().map(RefusedWords::word).orElse("administrator")
                : "";
    }

    /** A token without a scope that it needs. */
    static String scope(Scope scope) {
        return "this needs a token with the scope " + word(scope) + MADE_AT;
    }

    /** Nobody is known to ask. */
    static String nobody(Callers.Presented presented) {
        return switch (presented) {
            case NOTHING -> "log in, or send a token: Authorization: Bearer …" + MADE_AT;
            case TOKEN -> "the token is wrong, was revoked or has expired" + MADE_AT;
            case PASSWORD -> "the login or the password is wrong, or it was tried too often: wait a minute then";
            case SESSION -> "the session has ended: log in again";
            case OTHER -> "this server takes Authorization: Bearer with a token" + MADE_AT;
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
