package dev.sluice.app.trigger;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who made a push, as git writes it into its reference log beside each ref that the push moved: the log's name and mail
 * address are not a person's but this record's. So what a push asked for is known after a crash, too.
 *
 * @param login of the account
 * @param push tells one push from another; letters, digits and {@code -}
 * @param skip whether the pusher asked for no runs
 */
public record PushSignature(String login, String push, boolean skip) {
    private static final String SKIP = "/ci.skip";
    private static final Pattern TEXT = Pattern.compile("\\((.*)\\) <([A-Za-z0-9-]+)(/ci\\.skip)?>");

    /** The name for git. In brackets: git strips dots and the like from the ends of a bare one. */
    public String name() {
        return "(" + login + ")";
    }

    /** The mail address for git. */
    public String mail() {
        return push + (skip ? SKIP : "");
    }

    /** Reads {@code NAME <MAIL>}; empty where somebody else wrote it. */
    static Optional<PushSignature> parse(String identity) {
        Matcher matcher = TEXT.matcher(identity);
        return matcher.matches()
                ? Optional.of(new PushSignature(matcher.group(1), matcher.group(2), matcher.group(3) != null))
                : Optional.empty();
    }
}
