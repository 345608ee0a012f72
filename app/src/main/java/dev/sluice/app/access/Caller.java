package dev.sluice.app.access;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Who asks, and from which address. */
public sealed interface Caller {

    /** The network address the request came from, for the audit table and for slowing down; {@code local} for Sluice itself. */
    String address();

    /** Nobody known. */
    record Anonymous(String address) implements Caller {}

    /**
     * A person with a session, or one that gave name and password with the request.
     *
     * @param session the hash under which the session is stored; empty text where there is none
     */
    record Person(Account account, String session, String address) implements Caller {}

    /**
     * A program with a token.
     *
     * @param owner the account whose rights bound the token's
     * @param token number of the token
     * @param project the one project it is for; empty: all of its owner's
     */
    record TokenBearer(Account owner, long token, Set<Scope> scopes, OptionalLong project, String address)
            implements Caller {
        public TokenBearer {
            scopes = Set.copyOf(scopes);
        }
    }

    /** The account behind the request. */
    default Optional<Account> who() {
        return switch (this) {
            case Anonymous _ -> Optional.empty();
            case Person person -> Optional.of(person.account());
            case TokenBearer bearer -> Optional.of(bearer.owner());
        };
    }

    /** The account's login, or {@code anonymous}. */
    default String login() {
        return who().map(Account::login).orElse("anonymous");
    }
}
