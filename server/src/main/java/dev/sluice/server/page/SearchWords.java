package dev.sluice.server.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What somebody looks for: words in any order, of which some may say only what kind of thing it is. Immutable. */
final class SearchWords {
    /** Words for a kind, in both languages: who types {@code run 5} does not look for a run called "run". */
    enum Kind {
        PROJECT("project", "проект"),
        ENVIRONMENT("environment", "env", "окружение"),
        RELEASE("release", "версия", "релиз"),
        DEPLOYMENT("deployment", "развёртывание", "развертывание"),
        RUN("run", "запуск"),
        JOB("job", "задание");

        private final Set<String> names;

        Kind(String... names) {
            this.names = Set.of(names);
        }
    }

    private static final Pattern NUMBER = Pattern.compile("[#№]?(\\d{1,9})");
    private static final Pattern VERSION = Pattern.compile("v?\\d.*");

    private final List<String> words;

    private SearchWords(List<String> words) {
        this.words = words;
    }

    /** Takes a query apart; {@code #} and {@code №} may stand apart from the number. */
    static SearchWords of(String query) {
        String joined = query.strip().toLowerCase(Locale.ROOT).replaceAll("([#№])\\s+(?=\\d)", "$1");
        return new SearchWords(Arrays.stream(joined.split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList());
    }

    /** Whether every word is a part of the text or names the kind, and at least one is a part of the text. */
    boolean fit(Kind kind, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return words.stream().allMatch(word -> lower.contains(word) || kind.names.contains(word))
                && words.stream().anyMatch(lower::contains);
    }

    /** Whether every word is a part of the text. */
    boolean fit(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return words.stream().allMatch(lower::contains);
    }

    /** The number of a run among the words: {@code 812}, {@code #812}, {@code run 812}. */
    OptionalLong number() {
        return words.stream()
                .map(NUMBER::matcher)
                .filter(Matcher::matches)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .findFirst();
    }

    /** Whether the words beside the number are a part of the text or say that a run is meant. */
    boolean fitBesideNumber(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return words.stream()
                .filter(word -> !NUMBER.matcher(word).matches())
                .allMatch(word -> lower.contains(word) || Kind.RUN.names.contains(word));
    }

    /** Whether a word looks like a version, or a release is asked for by name. */
    boolean mayBeVersion() {
        return words.stream().anyMatch(word -> VERSION.matcher(word).matches() || Kind.RELEASE.names.contains(word));
    }
}
