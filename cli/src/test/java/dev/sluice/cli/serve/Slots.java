package dev.sluice.cli.serve;

import dev.sluice.adapters.deploy.process.ProcessTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

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
}
