package dev.sluice.app.project;

import java.util.Optional;

/** Which names a branch may have: git's own rules (git's Documentation/git-check-ref-format), and at most 200 characters. */
public final class BranchName {
    private static final int CHARACTERS_MAX = 200;
    private static final String FORBIDDEN = " ~^:?*[\\";

    private BranchName() {}

    /** Why the name cannot be a branch's, in words for people; empty where it can. */
    public static Optional<String> problem(String name) {
        return isValid(name)
                ? Optional.empty()
                : Optional.of(
                        "\"" + name + "\" cannot be the name of a branch: use letters, digits, and . _ - / in between");
    }

    private static boolean isValid(String name) {
        if (name.isEmpty() || name.length() > CHARACTERS_MAX || name.startsWith("-") || name.equals("HEAD")) {
            return false;
        }
        if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7f || FORBIDDEN.indexOf(c) >= 0)) {
            return false;
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.startsWith(".") || part.endsWith(".") || part.endsWith(".lock")) {
                return false;
            }
        }
        return !name.contains("..") && !name.contains("@{") && !name.equals("@");
    }
}
