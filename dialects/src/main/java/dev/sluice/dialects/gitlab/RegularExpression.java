package dev.sluice.dialects.gitlab;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Regular expressions with RE2's syntax, matched in linear time. The only class that touches the RE2 library, which is
 * loaded when the first expression is met.
 */
public final class RegularExpression {
    /** GitLab has no such limit; patterns of people have some dozens of letters. */
    static final int LENGTH_MAX = 2_000;

    /** Letters and classes once counted repetitions are written out. */
    private static final int SIZE_MAX = 10_000;

    private RegularExpression() {}

    /** A usable expression, or why it is none. */
    public sealed interface Result {}

    /** An expression, compiled. {@code source} is its text between slashes with its flags. */
    public record Compiled(String source, Pattern pattern) implements Result {
        /** Whether it matches anywhere in the text. */
        public boolean find(String text) {
            return pattern.matcher(text).find();
        }

        /** Where it matches, in order, at most {@code max} times; matches of nothing are left out. */
        public List<Found> all(String text, int max) {
            List<Found> found = new ArrayList<>();
            Matcher matcher = pattern.matcher(text);
            while (found.size() < max && matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    found.add(new Found(matcher.start(), matcher.end()));
                }
            }
            return found;
        }
    }

    /** Characters of a text, 0-based, the end not included. */
    public record Found(int from, int to) {}

    /** Why it cannot be used. */
    public record Refused(String why) implements Result {}

    /** Compiles the text between the slashes. */
    public static Result compile(String body, String flags) {
        if (body.length() > LENGTH_MAX) {
            return new Refused(
                    "a regular expression may have " + LENGTH_MAX + " characters, this one has " + body.length());
        }
        if (RegexSize.of(body) > SIZE_MAX) {
            return new Refused(
                    "the repetitions of this regular expression make more than " + SIZE_MAX + " parts of it");
        }
        for (int i = 0; i < flags.length(); i++) {
            if ("ismU".indexOf(flags.charAt(i)) < 0) {
                return new Refused("unknown flag " + flags.charAt(i) + "; there are i, s, m and U");
            }
        }
        try {
            String text = body.replace("\\/", "/");
            String prefix = flags.isEmpty() ? "" : "(?" + flags + ")";
            return new Compiled("/" + body + "/" + flags, Pattern.compile(prefix + text));
        } catch (PatternSyntaxException e) {
            return new Refused("not a regular expression of RE2: " + e.getDescription() + " " + e.getPattern());
        } catch (StackOverflowError e) {
            // The library parses recursively; the length limit leaves room for some thousand brackets.
            return new Refused("the regular expression is nested too deeply");
        }
    }

    /** The expression in a text {@code /body/flags}, or empty where the text is none. */
    static Optional<Compiled> ofDelimited(String text) {
        int end = text.lastIndexOf('/');
        if (end < 2 || text.charAt(0) != '/') {
            return Optional.empty();
        }
        return compile(text.substring(1, end), text.substring(end + 1)) instanceof Compiled compiled
                ? Optional.of(compiled)
                : Optional.empty();
    }
}
