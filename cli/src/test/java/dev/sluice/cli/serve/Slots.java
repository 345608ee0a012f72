package dev.sluice.cli.serve;

import dev.sluice.adapters.deploy.process.ProcessTarget;
import dev.sluice.app.delivery.DeployTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Services outlive their server on purpose; a test ends those that it started. */
final class Slots {
    private Slots() {}

    static void stopAll(Path folder) throws IOException, InterruptedException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (ProcessTarget target = ProcessTarget.open(folder, 1 << 20)) {
            target.existing().forEach(slot -> target.stop(slot, Duration.ofSeconds(2)));
        }
    }

    /** Slots of the folder that exist, as a server would find them. */
    static List<DeployTarget.SlotId> running(Path folder) throws IOException, InterruptedException {
        try (ProcessTarget target = ProcessTarget.open(folder, 1 << 20)) {
            return target.existing();
        }
    }
}
