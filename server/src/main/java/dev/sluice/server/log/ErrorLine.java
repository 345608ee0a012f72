package dev.sluice.server.log;

import java.util.List;

/** Knows lines that compilers, test runners and shells write when something fails. */
final class ErrorLine {

    /** Looked for as they stand; each is the usual beginning or a part of an error line of some tool. */
    private static final List<String> SIGNS = List.of(
            "::error",
            "##[error]",
            "error:",
            "Error:",
            "ERROR",
            "Exception",
            "AssertionError",
            "assertion failed",
            "FAILED",
            "FAILURE",
            "Traceback (most recent call last)",
            "panic:",
            "fatal:",
            "not ok ",
            "--- FAIL",
            "command not found",
            "No such file or directory",
            "Permission denied",
            "npm ERR!");

    /** How pytest begins the lines that say what was wrong. */
    private static final String PYTEST = "E   ";

    private static final List<String> HARMLESS =
            List.of("0 errors", "0 error(s)", "Errors: 0", "no error", "FAILED: 0");

    private ErrorLine() {}

    static boolean looksLikeError(String plain) {
        if (plain.startsWith(PYTEST)) {
            return true;
        }
        for (String sign : SIGNS) {
            if (plain.contains(sign)) {
                return HARMLESS.stream().noneMatch(plain::contains);
            }
        }
        return false;
    }
}
