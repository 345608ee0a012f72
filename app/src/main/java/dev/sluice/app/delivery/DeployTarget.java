package dev.sluice.app.delivery;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where services run: processes on this host, Compose, Kubernetes ... Every call may come twice (after a crash) and then
 * changes nothing the second time. What runs goes on when the server stops, and is found again. Safe for many threads.
 */
public interface DeployTarget {

    /**
     * The address a slot has, or will have when it is started: fixed from the first call until the slot is stopped, so
     * that services can be told of each other before they start.
     */
    InetSocketAddress addressOf(SlotId slot);

    /**
     * Starts a slot, or finds it already started; one that ended by itself is started again. Returns when it was started, not when it is healthy.
     */
    SlotStatus start(SlotSpec spec);

    /** How the slot is now. */
    SlotStatus status(SlotId slot);

    /** Ends a slot: asks it to end, waits up to {@code grace}, then kills it and all it started. */
    void stop(SlotId slot, Duration grace);

    /** Every slot of this target that exists, also such that a former server started. */
    List<SlotId> existing();

    /** The last lines a slot wrote, oldest first. */
    List<String> logTail(SlotId slot, int lines);

    /**
     * One running copy of a service.
     *
     * @param environment its full name
     * @param deployment number of the deployment that made it
     * @param copy 1-based, for services with several copies
     */
    record SlotId(long project, String environment, String service, long deployment, int copy) {}

    /**
     * What to start.
     *
     * @param command shell text; the target adds PORT to the variables
     * @param folder where the release's files of this service lie; read only for the target
     * @param variables environment of the process
     */
    record SlotSpec(SlotId id, String command, Path folder, Map<String, String> variables) {
        public SlotSpec {
            variables = Map.copyOf(variables);
        }
    }

    /** How a slot is. */
    sealed interface SlotStatus {
        /** It runs; whether it is healthy says its health check. */
        record Running(InetSocketAddress address, Instant since) implements SlotStatus {}

        /** It ended by itself. */
        record Ended(int exitCode, Instant at) implements SlotStatus {}

        /** It could not be started. */
        record NotStarted(String why) implements SlotStatus {}

        /** There is no such slot. */
        record Absent() implements SlotStatus {}
    }

    /** The address, where the slot runs. */
    static Optional<InetSocketAddress> addressIn(SlotStatus status) {
        return status instanceof SlotStatus.Running running ? Optional.of(running.address()) : Optional.empty();
    }
}
