package dev.sluice.app.delivery;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Names of environments, compared so that no name that looks like another one is another environment. */
public final class EnvironmentNames {
    private static final int LENGTH_MAX = 255;
    private static final int SLUG_MAX = 40;

    /** Letters of other scripts that look like the Latin letter at the same place below. */
    private static final String LOOKS = "аеорсухіјѕԁԛԝһӏορανικτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ";

    private static final String LATIN = "aeopcyxijsdqwhlopaviktuabezhikmnoptyx";

    private EnvironmentNames() {}

    /** One form for all spellings: lower case, compatibility forms resolved, no blanks at the ends. */
    public static String normalized(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    /** Why a name that a pipeline gives cannot be used; empty where it can. */
    public static Optional<String> problem(String name, Collection<String> known) {
        String plain = normalized(name);
        if (plain.isEmpty() || plain.length() > LENGTH_MAX) {
            return Optional.of("an environment's name has 1 to " + LENGTH_MAX + " characters");
        }
        if (plain.chars().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT)) {
            return Optional.of("an environment's name has no control characters");
        }
        if (known.contains(plain)) {
            return Optional.empty();
        }
        String skeleton = skeleton(plain);
        return known.stream()
                .filter(other -> skeleton(other).equals(skeleton))
                .findFirst()
                .map(other ->
                        "\"" + name + "\" looks like the environment \"" + other + "\" but is written differently");
    }

    /** A branch as a part of a name or host: lower-case letters, digits and hyphens, at most 40. */
    public static String slug(String branch) {
        String slug = normalized(branch).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String cut =
                slug.length() <= SLUG_MAX ? slug : slug.substring(0, SLUG_MAX).replaceAll("-+$", "");
        return cut.isEmpty() ? "branch" : cut;
    }

    private static String skeleton(String name) {
        StringBuilder plain = new StringBuilder();
        for (char c : name.toCharArray()) {
            int look = LOOKS.indexOf(c);
            char latin = look < 0 ? c : LATIN.charAt(look);
            plain.append(latin == '0' ? 'o' : latin == '1' ? 'l' : latin);
        }
        return plain.toString();
    }
}
