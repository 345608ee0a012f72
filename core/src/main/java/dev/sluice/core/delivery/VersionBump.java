package dev.sluice.core.delivery;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The next version from commit messages and tags, as the widespread tag action for GitHub computes it
 * (anothrNick/github-tag-action, README "Bumping"), with its quirks, so that a team's version numbers go on as before.
 */
public final class VersionBump {

    /** Which number grows. */
    public enum Part {
        MAJOR,
        MINOR,
        PATCH,
        NONE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The part of that word, or empty. */
        public static Optional<Part> of(String word) {
            for (Part part : values()) {
                if (part.word().equals(word)) {
                    return Optional.of(part);
                }
            }
            return Optional.empty();
        }
    }

    /** Whose messages are searched. */
    public enum Range {
        /** From the last tag to the head. */
        COMPARE,
        /** The head alone. */
        LAST,
        /** From the default branch to the head. */
        FULL
    }

    /**
     * How to count.
     *
     * @param defaultBump what grows where no message says it
     * @param prefix before the numbers in the tag; empty for none
     * @param initial the version before the first
     * @param releaseBranches names, or regular expressions where one holds a special character
     * @param preRelease whether branches other than those get pre-releases
     * @param suffix the name of pre-releases
     * @param range whose messages are searched
     * @param force grow also where the head has a tag already
     * @param majorToken text in a message that makes the major number grow; likewise the others
     */
    public record Settings(
            Part defaultBump,
            String prefix,
            String initial,
            List<String> releaseBranches,
            boolean preRelease,
            String suffix,
            Range range,
            boolean force,
            String majorToken,
            String minorToken,
            String patchToken,
            String noneToken) {
        public Settings {
            releaseBranches = List.copyOf(releaseBranches);
        }

        /** Tags {@code vX.Y.Z} on one branch. */
        public static Settings of(Part defaultBump, String branch) {
            return new Settings(
                    defaultBump,
                    "v",
                    "0.0.0",
                    List.of(branch),
                    false,
                    "beta",
                    Range.COMPARE,
                    false,
                    "#major",
                    "#minor",
                    "#patch",
                    "#none");
        }
    }

    /** A name (tag or branch) and the commit it points at. */
    public record Ref(String name, String commit) {}

    /** The order in which {@link History#refs} gives the names of a repository. */
    public static final Comparator<Ref> NEWEST_FIRST =
            Comparator.comparing(Ref::name, VersionOrder::compare).reversed();

    /** The repository as far as counting needs it. */
    public interface History {
        /** Short name of the branch that is counted on. */
        String branch();

        /** Hash of the commit that is to get a version. */
        String head();

        /** Names to look for versions in, best first: all of the repository by version, or the merged ones by date. */
        List<Ref> refs();

        /** Commits that {@code head} has and the commit of that hash has not, newest first. */
        List<Message> since(String commit);

        /** The head itself. */
        Message last();

        /** Commits that {@code head} has and the default branch has not; empty where there is no default branch. */
        Optional<List<Message>> sinceDefaultBranch();
    }

    /** A commit and its whole message. */
    public record Message(String commit, String text) {}

    /** What came out. */
    public sealed interface Decision {
        /** The head has this tag already. */
        record AlreadyTagged(String tag) implements Decision {}

        /**
         * No new version is wanted.
         *
         * @param part what the action reports: the default, whatever the token was
         */
        record Unchanged(String tag, String part, String decidedBy) implements Decision {}

        /**
         * A new version.
         *
         * @param old the tag it was counted from; its commit may not exist where it is the initial version
         * @param next the new tag
         * @param part which number grew, with {@code pre-} before it for a pre-release
         * @param decidedBy for people: the token and its commit, or that the default was used
         */
        record Next(String old, String next, String part, String decidedBy) implements Decision {}

        /** It cannot be counted. */
        record Impossible(String why) implements Decision {}
    }

    private static final Pattern SPECIAL = Pattern.compile("[\\[\\]|.?+* ]");
    private static final String NUMBERS = "[0-9]+\\.[0-9]+\\.[0-9]+";

    private final Settings settings;
    private final History history;

    private VersionBump(Settings settings, History history) {
        this.settings = settings;
        this.history = history;
    }

    /** Decides the version of the history's head. */
    public static Decision decide(Settings settings, History history) {
        return new VersionBump(settings, history).decide();
    }

    private Decision decide() {
        boolean preRelease = settings.preRelease() && !onReleaseBranch();
        // Only the prefix's last character is optional: the action writes the prefix before a bare question mark.
        Optional<Ref> found = firstMatching(start(settings.prefix()) + NUMBERS + "$");
        Optional<Ref> foundPre =
                firstMatching(start(settings.prefix()) + NUMBERS + "(-" + settings.suffix() + "\\.[0-9]+)$");
        String tag = found.map(Ref::name).orElse(settings.prefix() + settings.initial());
        String head = history.head();
        if (found.filter(ref -> ref.commit().equals(head)).isPresent() && !settings.force()) {
            return new Decision.AlreadyTagged(tag);
        }
        Optional<List<Message>> messages = messages(found);
        if (messages.isEmpty()) {
            return new Decision.Impossible("there is no default branch to compare with");
        }
        Choice choice = choose(messages.get());
        if (choice.part() == Part.NONE) {
            return new Decision.Unchanged(tag, settings.defaultBump().word(), choice.reason());
        }
        String bare = settings.prefix().isEmpty() ? tag : tag.replace(settings.prefix(), "");
        Optional<SemanticVersion> version = SemanticVersion.parse(bare);
        if (version.isEmpty()) {
            return new Decision.Impossible("tag " + tag + " is no version of three numbers");
        }
        SemanticVersion next = version.get().grownBy(choice.part());
        if (!preRelease) {
            return new Decision.Next(
                    tag, settings.prefix() + next, choice.part().word(), choice.reason());
        }
        return preRelease(tag, next, foundPre, choice);
    }

    private Decision preRelease(String tag, SemanticVersion next, Optional<Ref> before, Choice choice) {
        String head = history.head();
        if (before.filter(ref -> ref.commit().equals(head)).isPresent() && !settings.force()) {
            return new Decision.AlreadyTagged(before.get().name());
        }
        String part = "pre-" + choice.part().word();
        String plain = settings.prefix() + next;
        Optional<SemanticVersion> grown = before.filter(ref -> ref.name().contains(plain))
                .flatMap(ref -> SemanticVersion.parse(
                        ref.name().substring(settings.prefix().length())))
                .map(version -> version.nextPreRelease(settings.suffix()));
        String name = grown.map(version -> settings.prefix() + version).orElse(plain + "-" + settings.suffix() + ".0");
        return new Decision.Next(tag, name, part, choice.reason());
    }

    private record Choice(Part part, String reason) {}

    /** The strongest token anywhere in the messages wins, also inside of words; the case of letters counts. */
    private Choice choose(List<Message> messages) {
        List<String> tokens =
                List.of(settings.majorToken(), settings.minorToken(), settings.patchToken(), settings.noneToken());
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            for (Message message : messages) {
                if (message.text().contains(token)) {
                    String commit = message.commit()
                            .substring(0, Math.min(7, message.commit().length()));
                    return new Choice(Part.values()[i], token + " in commit " + commit);
                }
            }
        }
        return new Choice(
                settings.defaultBump(), "default: " + settings.defaultBump().word());
    }

    private Optional<List<Message>> messages(Optional<Ref> tag) {
        return switch (settings.range()) {
            case LAST -> Optional.of(List.of(history.last()));
            case FULL -> history.sinceDefaultBranch();
            // Without a tag the action compares the head with itself: nothing is searched.
            case COMPARE ->
                Optional.of(tag.map(ref -> history.since(ref.commit())).orElse(List.of()));
        };
    }

    private boolean onReleaseBranch() {
        for (String entry : settings.releaseBranches()) {
            if (entry.equals(history.branch())) {
                return true;
            }
            if (SPECIAL.matcher(entry).find() && matches(entry, history.branch())) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String expression, String branch) {
        try {
            return Pattern.compile(expression).matcher(branch).find();
        } catch (PatternSyntaxException unusable) {
            return false;
        }
    }

    /** Without a prefix the question mark makes the anchor optional, so that {@code v2.0.0} is found too. */
    private static String start(String prefix) {
        return prefix.isEmpty() ? "" : "^" + prefix + "?";
    }

    private Optional<Ref> firstMatching(String expression) {
        Pattern pattern = Pattern.compile(expression);
        return history.refs().stream()
                .filter(ref -> pattern.matcher(ref.name()).find())
                .findFirst();
    }
}
