package dev.sluice.app.trigger;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who made a push, as git writes it into its reference log beside each ref that the push moved: the log's name and mail
 * address are not a person's but this record's. So what a push asked for is known after a crash, too.
 *
 * @param login of the account
 * @param push tells one push from another; letters, digits and {@code -}
 * @param options given by {@code git push -o}
 */
public record PushSignature(String login, String push, List<String> options) {
    /** What an earlier Sluice wrote for the one option that it knew. */
    private static final String SKIP = "ci.skip";

    private static final Pattern TEXT = Pattern.compile("\\((.*)\\) <([A-Za-z0-9-]+)(?:/(ci\\.skip|[A-Za-z0-9_-]+))?>");

    public PushSignature {
        options = List.copyOf(options);
    }

    /** The name for git. In brackets: git strips dots and the like from the ends of a bare one. */
    public String name() {
        return "(" + login + ")";
    }

    /** The mail address for git. */
    public String mail() {
        String asked = PushOptions.encoded(options);
        return asked.isEmpty() ? push : push + "/" + asked;
    }

    /** Reads {@code NAME <MAIL>}; empty where somebody else wrote it. */
    static Optional<PushSignature> parse(String identity) {
        Matcher matcher = TEXT.matcher(identity);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String asked = matcher.group(3) == null ? "" : matcher.group(3);
        List<String> options = asked.equals(SKIP) ? List.of(SKIP) : PushOptions.decoded(asked);
        return Optional.of(new PushSignature(matcher.group(1), matcher.group(2), options));
    }
}
