package dev.sluice.core.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a new version takes the place of the old one. */
public sealed interface Strategy {

    /** The word for it in {@code sluice.yml}. */
    String keyword();

    /** Copy by copy: a new one is started, gets its share of the requests, then an old one is stopped. */
    record Rolling() implements Strategy {
        @Override
        public String keyword() {
            return "rolling";
        }
    }

    /** All new copies beside all old ones, then all requests at once. */
    record BlueGreen() implements Strategy {
        @Override
        public String keyword() {
            return "bluegreen";
        }
    }

    /**
     * All new copies beside all old ones, requests by weight.
     *
     * @param steps in order; after the last one all requests go to the new version
     */
    record Canary(List<CanaryStep> steps) implements Strategy {
        public Canary {
            steps = List.copyOf(steps);
        }

        @Override
        public String keyword() {
            return "canary";
        }
    }

    /** The old version is stopped before the new one is started: for services that cannot run twice. */
    record Recreate() implements Strategy {
        @Override
        public String keyword() {
            return "recreate";
        }
    }

    /** A step of a canary. */
    sealed interface CanaryStep {
        /** Sends this share of the requests to the new version: 0 to 100 per cent. */
        record Weight(int percent) implements CanaryStep {}

        /** Waits this long while health is asked; empty: until a person continues. */
        record Pause(Optional<Duration> duration) implements CanaryStep {}
    }
}
