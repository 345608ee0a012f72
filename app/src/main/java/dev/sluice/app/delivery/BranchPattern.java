package dev.sluice.app.delivery;

/** Names of branches with {@code *} for any text, slashes too. */
final class BranchPattern {
    private BranchPattern() {}

    static boolean matches(String pattern, String branch) {
        String[] parts = pattern.split("\\*", -1);
        if (parts.length == 1) {
            return pattern.equals(branch);
        }
        String last = parts[parts.length - 1];
        if (!branch.startsWith(parts[0]) || branch.length() < parts[0].length() + last.length()) {
            return false;
        }
        int at = parts[0].length();
        int end = branch.length() - last.length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = branch.indexOf(parts[i], at);
            if (found < 0 || found + parts[i].length() > end) {
                return false;
            }
            at = found + parts[i].length();
        }
        return branch.endsWith(last);
    }
}
