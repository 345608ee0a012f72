package dev.sluice.server.log;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Says how surely a line tells of what went wrong. A page that points at ordinary output sends its reader astray, so a
 * word alone is never enough: a line of an error begins as the tool that wrote it begins such lines.
 */
enum ErrorLine {
    /** Nothing speaks for it. */
    NONE,
    /** It may be harmless, but where nothing else is said and the job failed, the last such line is the likely cause. */
    PERHAPS,
    /** It says that the job failed, which is known, and not why. */
    EXIT,
    /** The first such line is what to read. */
    CERTAIN;

    private static final int LOOKED_AT = 500;

    /** A place in a file, then the word: compilers, linters and linkers ({@code a.c:3:5: error: x}, {@code a.ts(3,5): error TS1}). */
    private static final String PLACE = "\\S[^:]{0,200}(?::\\d+){1,2}:? (?:fatal )?error\\b|"
            + "\\S{1,200}\\(\\d+(?:,\\d+)?\\): (?:fatal )?error\\b|"
            + "[\\w./+-]{1,80}: (?:fatal )?error: ";

    /** How tools begin the line that says what was wrong. */
    private static final Pattern BEGINS = Pattern.compile("\\s*(?:"
            + "::error\\b|##\\[error]|\\[ERROR]\\s*\\S|"
            + "(?:error|Error|ERROR|fatal|Fatal|FATAL)(?:\\[\\w+])?:(?!\\s*(?:0\\b|no errors?\\b|none\\b))\\s*\\S|"
            + "(?:ERROR|FATAL)\\s+(?!\\d|rate\\b|level\\b)\\S|"
            + "panic: |thread '.{0,80}' panicked at|fatal error\\b|"
            + "Traceback \\(most recent call last\\)|Exception in thread |Caused by: |Unhandled exception|"
            + "(?:[\\w$]+\\.){0,20}[A-Z]\\w*(?:Exception|Error)(?::\\s|$)|"
            + "FAILED(?!:?\\s*0\\b)(?:[:\\s(]|$)|FAILURE: |FAIL:? \\S|--- FAIL: |BUILD FAIL(?:ED|URE)\\b|"
            + "not ok \\d+(?!.*# (?:TODO|SKIP))|E {3,}\\S|npm (?:ERR!|error) |"
            + "make(?:\\[\\d+])?: \\*\\*\\* |"
            + PLACE + ")");

    private static final Pattern GRADLE_TEST = Pattern.compile(".* > .* FAILED\\s*");
    private static final Pattern ASSERTION = Pattern.compile("\\S+: .*\\bAssertion\\b.* failed\\.?\\s*");
    private static final Pattern EXITS = Pattern.compile(
            "\\s*(?:(?:ERROR|Error|error): )?(?:Job failed|Process (?:completed|exited)|Command failed|[Ee]xit(?:ed)?"
                    + " (?:with|status|code))\\b.*");

    private static final List<String> SHELL =
            List.of(": command not found", ": not found", ": No such file or directory", ": Permission denied");

    static ErrorLine of(String plain) {
        String head = plain.length() > LOOKED_AT ? plain.substring(0, LOOKED_AT) : plain;
        if (EXITS.matcher(head).matches()) {
            return EXIT;
        }
        if (BEGINS.matcher(head).lookingAt()
                || GRADLE_TEST.matcher(head).matches()
                || ASSERTION.matcher(head).matches()) {
            return CERTAIN;
        }
        String end = plain.stripTrailing();
        return SHELL.stream().anyMatch(end::endsWith) ? PERHAPS : NONE;
    }
}
