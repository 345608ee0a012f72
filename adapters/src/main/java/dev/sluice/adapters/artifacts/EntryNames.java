package dev.sluice.adapters.artifacts;

import java.util.Arrays;

/** Names of entries in the archives of strangers. */
final class EntryNames {
    private EntryNames() {}

    /** Whether no system could read it as a way out of the archive, also where this one would not. */
    static boolean isHarmless(String name) {
        return !name.isEmpty()
                && !name.startsWith("/")
                && name.indexOf('\\') < 0
                && name.indexOf('\0') < 0
                && !name.matches("(?s)[A-Za-z]:.*")
                && !Arrays.asList(name.split("/")).contains("..");
    }
}
