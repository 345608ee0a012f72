package dev.sluice.adapters.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlGroupTest {
    @TempDir
    Path folder;

    @Test
    void aGroupThatCannotBeAskedIsNotTakenForAnEmptyOne() throws IOException {
        Path group = Files.createDirectory(folder.resolve("sluice-job-mark"));

        assertThat(ControlGroup.left(group.toString(), "mark").orElseThrow().killAll())
                .isEmpty();

        Files.writeString(group.resolve("cgroup.events"), "populated 0\nfrozen 0\n");
        assertThat(ControlGroup.left(group.toString(), "mark").orElseThrow().killAll())
                .hasValue(0);
    }
}
