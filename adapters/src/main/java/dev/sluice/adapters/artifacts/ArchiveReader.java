package dev.sluice.adapters.artifacts;

import dev.sluice.adapters.files.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Unpacks an uploaded archive (zip, tar, tar.gz) below a folder, as a stream and within limits. Refused are paths that
 * lead out ({@code ../}, absolute ones, drive letters, backslashes), links of either kind, devices, and archives that
 * unpack to more than the limits allow, in bytes, entries or by their ratio. Set-id bits are not in the formats' part
 * that is read. Nothing is ever written beside the target; an archive that is refused leaves what was written before, for
 * the caller to remove with the target.
 */
public final class ArchiveReader {
    /** An archive may grow by this factor: text packs to a hundredth, a bomb to a ten-thousandth. */
    private static final int RATIO_MAX = 1000;
    /** Below this size the ratio says nothing. */
    private static final long RATIO_FREE_BYTES = 16L << 20;

    private static final int BUFFER = 64 * 1024;

    private final Path target;
    private final ArtifactLimits limits;
    private final Set<Path> folders = new HashSet<>();
    private long bytes;
    private int entries;

    private ArchiveReader(Path target, ArtifactLimits limits) {
        this.target = target.toAbsolutePath().normalize();
        this.limits = limits;
        this.folders.add(this.target);
    }

    /**
     * Unpacks a zip.
     *
     * @throws RefusedContent where an entry may not be unpacked or the archive is broken
     * @throws LimitReached where it is too large
     */
    public static void unzip(InputStream in, Path target, ArtifactLimits limits) throws IOException {
        ArchiveReader reader = new ArchiveReader(target, limits);
        CountingInput counted = new CountingInput(in);
        ZipInputStream zip = new ZipInputStream(counted, StandardCharsets.UTF_8);
        try {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                reader.entry(entry.getName(), entry.isDirectory(), zip, Long.MAX_VALUE, counted);
            }
        } catch (ZipException | IllegalArgumentException e) {
            throw new RefusedContent("the zip cannot be read: " + e.getMessage());
        }
    }

    /** Unpacks a tar that is packed by gzip; errors as {@link #unzip}. */
    public static void untarGzip(InputStream in, Path target, ArtifactLimits limits) throws IOException {
        CountingInput counted = new CountingInput(in);
        try (InputStream plain = new GZIPInputStream(counted, BUFFER)) {
            new ArchiveReader(target, limits).untar(plain, counted);
        } catch (ZipException e) {
            throw new RefusedContent("the archive cannot be read: " + e.getMessage());
        }
    }

    /** Unpacks a tar; errors as {@link #unzip}. */
    public static void untar(InputStream in, Path target, ArtifactLimits limits) throws IOException {
        CountingInput counted = new CountingInput(in);
        new ArchiveReader(target, limits).untar(counted, counted);
    }

    private void untar(InputStream in, CountingInput packed) throws IOException {
        TarReader tar = new TarReader(in);
        for (Optional<TarReader.Head> next = tar.next(); next.isPresent(); next = tar.next()) {
            String name = next.get().name();
            switch (next.get().kind()) {
                case FILE -> entry(name, false, tar.content(), next.get().size(), packed);
                case FOLDER -> entry(name, true, InputStream.nullInputStream(), 0, packed);
                case LINK -> throw new RefusedContent("the entry " + shown(name) + " is a link: links are refused");
                case OTHER -> throw new RefusedContent("the entry " + shown(name) + " is neither a file nor a folder");
            }
        }
    }

    private void entry(String name, boolean folder, InputStream in, long size, CountingInput packed)
            throws IOException {
        limits.checkFiles(++entries);
        limits.checkPath(name);
        Path file = resolve(name);
        if (folder) {
            makeFolders(file);
            return;
        }
        if (file.equals(target)) {
            throw new RefusedContent("an entry has no name");
        }
        makeFolders(FileNames.folderOf(file));
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedContent("the entry " + shown(name) + " is there twice");
        }
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            copy(in, out, size, packed);
        }
    }

    private void copy(InputStream in, OutputStream out, long size, CountingInput packed) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long rest = size;
        while (rest > 0) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
            if (n < 0) {
                if (size != Long.MAX_VALUE) {
                    throw new RefusedContent("the archive ends early");
                }
                return;
            }
            rest -= n;
            bytes += n;
            limits.checkBytes(bytes);
            if (bytes > RATIO_FREE_BYTES && bytes / RATIO_MAX > packed.count()) {
                throw new LimitReached(
                        "the archive unpacks to more than " + RATIO_MAX + " times its size, the limit archive.ratio");
            }
            out.write(buffer, 0, n);
        }
    }

    /** The place of an entry below the target. What any system could read as a way out is refused, also where this one would not. */
    private Path resolve(String name) throws RefusedContent {
        boolean bad = !name.isEmpty() && !EntryNames.isHarmless(name);
        Path file = bad ? target : target.resolve(name).normalize();
        if (bad || !file.startsWith(target)) {
            throw new RefusedContent("the entry " + shown(name) + " leads out of the archive");
        }
        return file;
    }

    private void makeFolders(Path folder) throws IOException {
        if (folders.contains(folder)) {
            return;
        }
        makeFolders(FileNames.folderOf(folder));
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new RefusedContent(shown(target.relativize(folder).toString()) + " is no folder");
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder);
        }
        folders.add(folder);
    }

    private static String shown(String name) {
        String printable = name.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() > 80
                ? printable.substring(0, 80) + String.format(Locale.ROOT, "... (%d)", name.length())
                : printable;
    }

    /** Counts what was read of the packed bytes. */
    private static final class CountingInput extends InputStream {
        private final InputStream in;
        private long count;

        CountingInput(InputStream in) {
            this.in = in;
        }

        long count() {
            return count;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count += b < 0 ? 0 : 1;
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            count += Math.max(0, n);
            return n;
        }
    }
}
