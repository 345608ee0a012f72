package dev.sluice.adapters.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.run.ArtifactBrowser.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips of strangers are looked into, never unpacked. */
final class ZipContentsTest {
    @TempDir
    private Path folder;

    private interface Filling {
        void fill(ZipOutputStream zip) throws IOException;
    }

    private Path zip(Filling filling) throws IOException {
        Path file = folder.resolve("a.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            filling.fill(zip);
        }
        return file;
    }

    private static void add(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    @Test
    void listsAndOpensWhatIsInIt() throws IOException {
        Path file = zip(zip -> {
            add(zip, "META-INF/", "");
            add(zip, "META-INF/MANIFEST.MF", "Main: x");
        });

        assertThat(ZipContents.entries(file).orElseThrow())
                .extracting(Entry::path)
                .containsExactly("META-INF", "META-INF/MANIFEST.MF");
        try (InputStream in = ZipContents.open(file, "META-INF/MANIFEST.MF").orElseThrow()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("Main: x");
        }
        assertThat(ZipContents.open(file, "META-INF")).isEmpty();
        assertThat(ZipContents.open(file, "none")).isEmpty();
    }

    @Test
    void waysOutAreLeftOut() throws IOException {
        Path file = zip(zip -> {
            for (String name : new String[] {"../../etc/x", "/abs", "..\\win", "C:\\x", "a/../../b", "fine"}) {
                add(zip, name, "x");
            }
        });

        assertThat(ZipContents.entries(file).orElseThrow())
                .extracting(Entry::path)
                .containsExactly("fine");
        assertThat(ZipContents.open(file, "../../etc/x")).isEmpty();
        assertThat(ZipContents.open(file, "/abs")).isEmpty();
    }

    @Test
    void bombsStopAtTheLimits() throws IOException {
        Path bomb = zip(zip -> {
            zip.putNextEntry(new ZipEntry("zeros"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 210; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        });
        try (InputStream in = ZipContents.open(bomb, "zeros").orElseThrow()) {
            assertThatThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()))
                    .isInstanceOf(LimitReached.class)
                    .hasMessageContaining("200 MiB");
        }

        Path many = zip(zip -> {
            for (int i = 0; i <= ZipContents.ENTRIES_MAX; i++) {
                zip.putNextEntry(new ZipEntry("e" + i));
                zip.closeEntry();
            }
        });
        assertThat(ZipContents.entries(many)).isEmpty();
        assertThat(ZipContents.open(many, "e1")).isEmpty();
    }

    @Test
    void whatIsNoZipIsNotLookedInto() throws IOException {
        Path file = folder.resolve("b.zip");
        for (String text : new String[] {"", "PK", "no zip at all, but long enough to hold an end of one"}) {
            Files.writeString(file, text);
            assertThat(ZipContents.entries(file)).as(text).isEmpty();
            assertThat(ZipContents.open(file, "x")).as(text).isEmpty();
        }
    }
}
