package dev.sluice.dialects.gitlab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The variables that a job leaves in its dotenv report (docs.gitlab.com, artifacts:reports:dotenv): {@code NAME=value}
 * lines, taken as plain text. Names that would change how later jobs run are refused.
 *
 * @param variables what later jobs see
 * @param notes one sentence for each thing that was left out
 */
record Dotenv(Map<String, String> variables, List<String> notes) {
    /** GitLab's defaults. */
    static final int BYTES_MAX = 5 * 1024;

    private static final int VARIABLES_MAX = 150;
    private static final Set<String> PROTECTED = Set.of(
            "PATH",
            "HOME",
            "USER",
            "SHELL",
            "PWD",
            "IFS",
            "ENV",
            "BASH_ENV",
            "SHELLOPTS",
            "BASHOPTS",
            "PS4",
            "CDPATH",
            "GLOBIGNORE",
            "TMPDIR",
            "GITLAB_CI",
            "CI",
            "GIT_STRATEGY",
            "GIT_CHECKOUT",
            "PROMPT_COMMAND");
    private static final List<String> PROTECTED_PREFIXES =
            List.of("CI_", "GITLAB_", "LD_", "DYLD_", "GIT_", "BASH_FUNC_", "SLUICE_", "JAVA_TOOL_", "_JAVA_");

    static Dotenv parse(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String entry = line.strip();
            if (entry.isEmpty() || entry.startsWith("#")) {
                continue;
            }
            int equals = entry.indexOf('=');
            String name = equals < 0 ? "" : entry.substring(0, equals).strip();
            if (!isName(name)) {
                notes.add("line " + number + " of the dotenv report is not NAME=value and was left out");
            } else if (isProtected(name)) {
                notes.add("the dotenv report may not set " + name + "; it was left out");
            } else if (variables.size() >= VARIABLES_MAX && !variables.containsKey(name)) {
                notes.add("the dotenv report has more than " + VARIABLES_MAX + " variables; the rest was left out");
                break;
            } else {
                variables.put(name, entry.substring(equals + 1).strip());
            }
        }
        return new Dotenv(variables, notes);
    }

    static boolean isProtected(String name) {
        return PROTECTED.contains(name) || PROTECTED_PREFIXES.stream().anyMatch(name::startsWith);
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= 255
                && name.chars()
                        .allMatch(
                                c -> c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_');
    }
}
