package dev.sluice.core.delivery;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of three numbers, possibly with a pre-release text ({@code 1.2.4-beta.0}). Parts are unbounded: tags of
 * other people may hold dates.
 */
public record SemanticVersion(BigInteger major, BigInteger minor, BigInteger patch, String preRelease) {

    private static final Pattern FORM =
            Pattern.compile("[v=]?(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)\\.(0|[1-9][0-9]*)(?:-([0-9A-Za-z.-]+))?");

    /** Reads a version, with or without a leading {@code v}; empty where the text is none. */
    public static Optional<SemanticVersion> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String pre = matcher.group(4) == null ? "" : matcher.group(4);
        return Optional.of(new SemanticVersion(
                new BigInteger(matcher.group(1)),
                new BigInteger(matcher.group(2)),
                new BigInteger(matcher.group(3)),
                pre));
    }

    /**
     * The next version. A pre-release of the wanted version leads to that version itself, as npm's semver does it:
     * {@code 1.3.0-beta.1} grown by minor is {@code 1.3.0}.
     */
    public SemanticVersion grownBy(VersionBump.Part part) {
        boolean pre = !preRelease.isEmpty();
        return switch (part) {
            case MAJOR -> pre && minor.signum() == 0 && patch.signum() == 0 ? released() : of(next(major), ZERO, ZERO);
            case MINOR -> pre && patch.signum() == 0 ? released() : of(major, next(minor), ZERO);
            case PATCH -> pre ? released() : of(major, minor, next(patch));
            case NONE -> this;
        };
    }

    /** The next pre-release with this name: {@code -beta.0} to {@code -beta.1}; another name begins at 0. */
    public SemanticVersion nextPreRelease(String name) {
        String start = name + ".";
        if (preRelease.startsWith(start)
                && preRelease.substring(start.length()).chars().allMatch(c -> c >= '0' && c <= '9')) {
            BigInteger number = new BigInteger(preRelease.substring(start.length()));
            return new SemanticVersion(major, minor, patch, start + next(number));
        }
        return new SemanticVersion(major, minor, patch, start + "0");
    }

    private static final BigInteger ZERO = BigInteger.ZERO;

    private SemanticVersion released() {
        return of(major, minor, patch);
    }

    private static SemanticVersion of(BigInteger major, BigInteger minor, BigInteger patch) {
        return new SemanticVersion(major, minor, patch, "");
    }

    private static BigInteger next(BigInteger number) {
        return number.add(BigInteger.ONE);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (preRelease.isEmpty() ? "" : "-" + preRelease);
    }
}
