package dev.sluice.server.live;

import dev.sluice.server.http.BadRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the event streams that are open, of each account and in all: each costs memory for as long as its reader likes.
 * Safe for many threads.
 */
public final class OpenStreams {
    private static final int TOO_MANY_REQUESTS = 429;

    private final int ofAccountMax;
    private final int max;
    private final Map<String, Integer> ofAccount = new HashMap<>();
    private int all;

    /**
     * @param ofAccountMax of one account at a time
     * @param max of all accounts at a time
     */
    public OpenStreams(int ofAccountMax, int max) {
        this.ofAccountMax = ofAccountMax;
        this.max = max;
    }

    /** One stream's place among them; given back once, however often it is closed. */
    final class Place {
        private final String login;
        private boolean free;

        private Place(String login) {
            this.login = login;
        }

        void giveBack() {
            synchronized (OpenStreams.this) {
                if (!free) {
                    free = true;
                    all--;
                    ofAccount.computeIfPresent(login, (_, count) -> count == 1 ? null : count - 1);
                }
            }
        }
    }

    /**
     * Takes a place for a stream.
     *
     * @throws BadRequest where the account, or all of them, have too many
     */
    synchronized Place take(String login) {
        int own = ofAccount.getOrDefault(login, 0);
        if (own >= ofAccountMax) {
            throw new BadRequest(
                    TOO_MANY_REQUESTS,
                    "too-many-streams",
                    "the account " + login + " has " + own
                            + " event streams open, the most at a time: close pages or programs that listen");
        }
        if (all >= max) {
            throw new BadRequest(
                    TOO_MANY_REQUESTS,
                    "too-many-streams",
                    "the server has " + all + " event streams open, the most at a time: try again later");
        }
        ofAccount.put(login, own + 1);
        all++;
        return new Place(login);
    }

    synchronized int open() {
        return all;
    }
}
