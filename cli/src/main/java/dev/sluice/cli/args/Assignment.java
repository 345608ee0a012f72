package dev.sluice.cli.args;

/** A {@code KEY=VALUE} of the command line. The value may be a secret, so it is not shown. */
public record Assignment(String key, String value) {
    @Override
    public String toString() {
        return key + "=***";
    }
}
