package dev.sluice.dialects.gitlab;

import java.util.List;

/**
 * The text of a script for {@code bash} or {@code sh}, as GitLab Runner writes it: it stops at the first failing command,
 * also within a pipe where the shell can see that, reads nothing from standard input, and shows each command before it
 * runs.
 */
final class ScriptText {
    private static final String GREEN = "\u001b[32;1m";
    private static final String PLAIN = "\u001b[0;m";

    private ScriptText() {}

    /** @param traced whether the shell is to print each command as it runs it ({@code CI_DEBUG_TRACE}) */
    static String of(List<String> commands, boolean traced) {
        StringBuilder text = new StringBuilder(256);
        text.append("exec </dev/null\n");
        // bash has pipefail; in another shell a subshell tries it, since a failing set would end the shell.
        text.append("if [ -n \"${BASH_VERSION-}\" ] || (set -o pipefail) 2>/dev/null; then set -o pipefail; fi\n");
        text.append("set -o errexit\n");
        if (traced) {
            text.append("set -o xtrace\n");
        }
        for (String command : commands) {
            text.append("printf '%s\\n' ")
                    .append(quoted(GREEN + shown(command) + PLAIN))
                    .append('\n');
            text.append(command);
            if (!command.endsWith("\n")) {
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static String shown(String command) {
        String body = command.strip();
        int end = body.indexOf('\n');
        return end < 0 ? "$ " + body : "$ " + body.substring(0, end).strip() + " # collapsed multi-line command";
    }

    /** One word for a POSIX shell. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
