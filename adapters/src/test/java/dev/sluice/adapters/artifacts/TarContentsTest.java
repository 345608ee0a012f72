package dev.sluice.adapters.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.run.ArtifactBrowser.Entry;
import dev.sluice.app.run.ArtifactBrowser.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tars of strangers are looked into, never unpacked: {@code git archive} makes some of them, the hostile ones are made here. */
final class TarContentsTest {
    private static final String LONG = "a-folder-with-a-name-of-some-length/".repeat(6) + "end.txt";

    @TempDir
    private Path folder;

    private List<Path> gitArchives() throws Exception {
        Path work = Files.createDirectory(folder.resolve("work"));
        Files.createDirectories(work.resolve(LONG).getParent());
        Files.writeString(work.resolve(LONG), "far down");
        Files.writeString(work.resolve("README"), "hello\n");
        Files.createSymbolicLink(work.resolve("link"), Path.of("README"));
        git(work, "init", "-q", "-b", "main");
        git(work, "add", ".");
        git(work, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "x");
        List<Path> files = List.of(folder.resolve("a.tar"), folder.resolve("a.tar.gz"));
        for (Path file : files) {
            git(work, "archive", "--prefix=./", "-o", file.toString(), "HEAD");
        }
        return files;
    }

    private static void git(Path work, String... words) throws Exception {
        ProcessBuilder git = new ProcessBuilder("git").directory(work.toFile()).redirectErrorStream(true);
        git.command().addAll(Arrays.asList(words));
        Process process = git.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    /** One entry as ustar has it. */
    private static byte[] entry(String name, char type, byte[] content) {
        byte[] bytes = new byte[512 + (content.length + 511) / 512 * 512];
        put(bytes, 0, name);
        put(bytes, 100, "0000644\0");
        put(bytes, 124, String.format("%011o\0", content.length));
        bytes[156] = (byte) type;
        put(bytes, 257, "ustar\00000");
        sign(bytes);
        System.arraycopy(content, 0, bytes, 512, content.length);
        return bytes;
    }

    private static void sign(byte[] bytes) {
        put(bytes, 148, "        ");
        int sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += bytes[i] & 0xff;
        }
        put(bytes, 148, String.format("%06o\0 ", sum));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static void put(byte[] bytes, int at, String text) {
        byte[] value = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(value, 0, bytes, at, value.length);
    }

    private Path tar(byte[]... entries) throws IOException {
        Path file = folder.resolve("made.tar");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (byte[] entry : entries) {
                out.write(entry);
            }
            out.write(new byte[1024]);
        }
        return file;
    }

    private static String read(Optional<InputStream> content) throws IOException {
        try (InputStream in = content.orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void listsAndOpensWhatGitPacks() throws Exception {
        for (Path file : gitArchives()) {

            assertThat(PackedFiles.entries(file).orElseThrow())
                    .contains(
                            new Entry("README", Kind.FILE, 6),
                            new Entry("link", Kind.LINK, 0),
                            new Entry(LONG, Kind.FILE, 8));
            assertThat(read(PackedFiles.open(file, "README"))).isEqualTo("hello\n");
            assertThat(read(PackedFiles.open(file, LONG))).isEqualTo("far down");
            assertThat(PackedFiles.open(file, "link")).isEmpty();
            assertThat(PackedFiles.open(file, "none")).isEmpty();
        }
    }

    @Test
    void waysOutAreLeftOutAndTheFirstOfANameCounts() throws IOException {
        Path file = tar(
                entry("../out", '0', new byte[1]),
                entry("/etc/passwd", '0', new byte[1]),
                entry("C:/x", '0', new byte[1]),
                entry("a", '0', "first".getBytes(StandardCharsets.UTF_8)),
                entry("a", '0', "second".getBytes(StandardCharsets.UTF_8)),
                entry("device", '3', new byte[0]));

        assertThat(TarContents.entries(file).orElseThrow()).containsExactly(new Entry("a", Kind.FILE, 5));
        assertThat(read(TarContents.open(file, "a"))).isEqualTo("first");
        assertThat(TarContents.open(file, "../out")).isEmpty();
    }

    @Test
    void whatIsNoTarOrEndsEarlyIsNotLookedInto() throws IOException {
        byte[] whole = entry("a", '0', new byte[2000]);
        byte[] sumWrong = entry("a", '0', new byte[0]);
        sumWrong[0] = 'b';
        byte[] name = entry("x", 'L', new byte[2 << 20]);
        for (byte[] bytes : new byte[][] {
            {},
            "no tar".getBytes(StandardCharsets.UTF_8),
            new byte[] {0x1f, (byte) 0x8b},
            new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3},
            Arrays.copyOf(whole, 700),
            sumWrong,
            name
        }) {
            Path file = folder.resolve("broken");
            Files.write(file, bytes);

            assertThat(PackedFiles.entries(file).orElse(List.of())).isEmpty();
            assertThat(PackedFiles.open(file, "z")).isEmpty();
        }
    }

    @Test
    void namesTakeNoMoreMemoryThanTheListOfAZip() throws IOException {
        Path file = folder.resolve("names.tar");
        byte[] none = new byte[0];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 2_200; i++) {
                byte[] name = ("n" + i + "x".repeat(4_000)).getBytes(StandardCharsets.UTF_8);
                out.write(entry("long", 'L', name));
                out.write(entry("short", '0', none));
            }
        }
        assertThat(TarContents.entries(file)).isEmpty();

        byte[] endless = "x".repeat(5_000).getBytes(StandardCharsets.UTF_8);
        Path one = tar(entry("long", 'L', endless), entry("short", '0', none));
        assertThat(TarContents.entries(one)).isEmpty();
        assertThat(TarContents.open(one, "short")).isEmpty();
    }

    @Test
    void bombsStopAtTheLimits() throws IOException {
        Path bomb = folder.resolve("bomb.tgz");
        byte[] head = entry("zeros", '0', new byte[0]);
        put(head, 124, String.format("%011o\0", 2L << 30));
        sign(head);
        byte[] packed = gzip(new byte[1 << 20]);
        try (OutputStream out = Files.newOutputStream(bomb)) {
            out.write(gzip(head));
            for (int i = 0; i < 300; i++) {
                out.write(packed);
            }
        }

        assertThat(TarContents.entries(bomb)).isEmpty();
        try (InputStream in = TarContents.open(bomb, "zeros").orElseThrow()) {
            assertThatThrownBy(() -> in.transferTo(OutputStream.nullOutputStream()))
                    .hasMessageContaining("200 MiB");
        }
    }
}
