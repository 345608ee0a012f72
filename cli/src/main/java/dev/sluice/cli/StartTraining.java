package dev.sluice.cli;

/** What the JVM watches while it makes the cache of a fast start (see {@code bin/train}): real commands, run once. */
final class StartTraining {
    private StartTraining() {}

    static void main(String[] args) {
        Sluice.main(new String[] {"--version"});
    }
}
