package dev.sluice.core.model;

import java.util.Locale;
import java.util.Set;

/**
 * Which texts logs can mask. One rule for whoever keeps a value as masked and for whoever masks it: what is promised at one place
 * is done at the other. Pure.
 */
public final class MaskableText {
    /** Characters that a text has at least: shorter ones occur by chance. */
    public static final int LENGTH_MIN = 4;

    /** Words that are in every log; hiding them would hide the log and give the secret away. */
    private static final Set<String> ORDINARY = Set.of(
            "true",
            "false",
            "null",
            "none",
            "undefined",
            "yes",
            "no",
            "on",
            "off",
            "enabled",
            "disabled",
            "default",
            "admin",
            "root",
            "test",
            "main",
            "master",
            "prod",
            "production",
            "staging",
            "http",
            "https",
            "localhost");

    private MaskableText() {}

    /** Whether masking this line would hide it without hiding the rest of the log; blanks around it do not count. */
    public static boolean isMaskable(String line) {
        String text = line.strip();
        return text.length() >= LENGTH_MIN
                && text.chars().distinct().count() > 1
                && !ORDINARY.contains(text.toLowerCase(Locale.ROOT));
    }
}
