package dev.sluice.adapters.runner.docker;

import java.util.regex.Pattern;

/**
 * The name of an image as registries know it (distribution reference grammar). What is no such name never reaches the
 * engine.
 *
 * @param full with a tag or a digest
 */
record ImageName(String full) {
    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern VALID = Pattern.compile(
            "(?:(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9a-fA-F:]+\\])(?::\\d+)?/)?" + PART + "(?:/" + PART
                    + ")*(?::\\w[\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?");
    private static final Pattern TAGGED = Pattern.compile(".*(?::[^/:@]+|@.*)$");

    static boolean isValid(String name) {
        return name.length() <= 512 && VALID.matcher(name).matches();
    }

    /** Takes a valid name; without tag and digest it means {@code latest}. */
    static ImageName of(String name) {
        return new ImageName(TAGGED.matcher(name).matches() ? name : name + ":latest");
    }

    /** Host of the registry and path of the repository, e.g. {@code docker.io/library/alpine}. */
    String repository() {
        String bare = full.replaceFirst("@.*$", "").replaceFirst(":[^/:]+$", "");
        int slash = bare.indexOf('/');
        String first = slash < 0 ? "" : bare.substring(0, slash);
        boolean hasHost = first.contains(".") || first.contains(":") || first.equals("localhost");
        if (hasHost) {
            return bare;
        }
        return "docker.io/" + (slash < 0 ? "library/" : "") + bare;
    }
}
