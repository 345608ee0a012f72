package dev.sluice.adapters.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveReaderTest {
    private static final ArtifactLimits LIMITS = new ArtifactLimits(10L << 20, 1000, 200, "artifacts");

    @TempDir
    Path folder;

    private Path target;

    @BeforeEach
    void make() throws IOException {
        target = Files.createDirectory(folder.resolve("target"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/x", "/abs/x", "..\\win", "C:\\x", "C:x", "a/../../b", "a/..", "..", ""})
    void pathsThatLeadOutAreRefused(String name) throws IOException {
        byte[] zip = zip(name, "evil");

        assertThatThrownBy(() -> ArchiveReader.unzip(new ByteArrayInputStream(zip), target, LIMITS))
                .isInstanceOf(IOException.class);
        try (var files = Files.walk(folder)) {
            assertThat(files).containsExactly(folder, target);
        }
    }

    @Test
    void anOrdinaryZipIsUnpacked() throws IOException {
        ArchiveReader.unzip(new ByteArrayInputStream(zip("dir/ü.txt", "text")), target, LIMITS);

        assertThat(target.resolve("dir/ü.txt")).hasContent("text");
    }

    @Test
    void anOrdinaryTarIsUnpackedAlsoWithLongNames() throws Exception {
        Path source = Files.createDirectories(folder.resolve("source/" + "long".repeat(20) + "/" + "name".repeat(20)));
        Files.writeString(source.resolve("file"), "text");
        for (String format : new String[] {"gnu", "pax", "ustar"}) {
            Path out = Files.createDirectory(folder.resolve(format));
            ArchiveReader.untarGzip(tar("--format=" + format, "-z"), out, LIMITS);

            assertThat(out.resolve("long".repeat(20)).resolve("name".repeat(20)).resolve("file"))
                    .hasContent("text");
        }
    }

    @Test
    void linksInATarAreRefused() throws Exception {
        Path source = Files.createDirectory(folder.resolve("source"));
        Files.createSymbolicLink(source.resolve("out"), folder.resolve("target"));

        assertThatThrownBy(() -> ArchiveReader.untar(tar("--format=gnu"), target, LIMITS))
                .isInstanceOf(RefusedContent.class)
                .hasMessageContaining("link");
    }

    @Test
    void aBombIsStoppedAtTheLimits() throws IOException {
        byte[] bomb = bomb(200L << 20);

        assertThatThrownBy(() -> ArchiveReader.unzip(new ByteArrayInputStream(bomb), target, LIMITS))
                .isInstanceOf(LimitReached.class)
                .hasMessageContaining("artifacts.bytes");
    }

    @Test
    void aBombWithinTheBytesIsStoppedByItsRatio() throws IOException {
        byte[] bomb = bomb(200L << 20);

        assertThatThrownBy(() -> ArchiveReader.unzip(
                        new ByteArrayInputStream(bomb), target, new ArtifactLimits(1L << 40, 1000, 200, "artifacts")))
                .isInstanceOf(LimitReached.class)
                .hasMessageContaining("archive.ratio");
    }

    @Test
    void tooManyEntriesAreStopped() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < 2000; i++) {
                zip.putNextEntry(new ZipEntry("f" + i));
                zip.closeEntry();
            }
        }

        assertThatThrownBy(() -> ArchiveReader.unzip(new ByteArrayInputStream(bytes.toByteArray()), target, LIMITS))
                .isInstanceOf(LimitReached.class)
                .hasMessageContaining("artifacts.files");
    }

    @Test
    void anArchiveThatEndsEarlyIsRefused() throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("source")).resolve("file"), "x".repeat(5000));
        byte[] whole = tar("--format=gnu").readAllBytes();

        byte[] half = java.util.Arrays.copyOf(whole, 3000);

        assertThatThrownBy(() -> ArchiveReader.untar(new ByteArrayInputStream(half), target, LIMITS))
                .isInstanceOf(RefusedContent.class)
                .hasMessageContaining("ends early");
    }

    private InputStream tar(String... options) throws Exception {
        Path file = Files.createTempFile(folder, "archive", ".tar");
        var command = new java.util.ArrayList<>(java.util.List.of("tar", "-c", "-f", file.toString()));
        command.addAll(java.util.List.of(options));
        command.addAll(java.util.List.of("-C", folder.resolve("source").toString(), "."));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
        return new ByteArrayInputStream(Files.readAllBytes(file));
    }

    private static byte[] zip(String name, String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(text.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private static byte[] bomb(long size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                BufferedOutputStream out = new BufferedOutputStream(zip)) {
            zip.putNextEntry(new ZipEntry("bomb"));
            byte[] zeros = new byte[1 << 20];
            for (long written = 0; written < size; written += zeros.length) {
                out.write(zeros);
            }
            out.flush();
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }
}
