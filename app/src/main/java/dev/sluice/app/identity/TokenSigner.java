package dev.sluice.app.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Signs what the server says of a job, so that others can check it. Safe for many threads. */
public interface TokenSigner {

    /** A JSON Web Token (RFC 7519) signed with RS256. */
    String sign(Claims claims);

    /** The keys that check them, as a JSON Web Key Set (RFC 7517). */
    String keys();

    /**
     * What a token says.
     *
     * @param texts claims that are texts, by name
     * @param audiences one is written as a text, several as a list
     */
    record Claims(
            Map<String, String> texts, List<String> audiences, Instant issuedAt, Instant notBefore, Instant expiresAt) {
        public Claims {
            texts = Map.copyOf(texts);
            audiences = List.copyOf(audiences);
        }
    }
}
