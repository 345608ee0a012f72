package dev.sluice.adapters.deploy.process;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import dev.sluice.adapters.process.HostProcesses;
import dev.sluice.app.delivery.DeployTarget.SlotId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The files that say what a slot is, so that it is found again by a server that knows nothing of it: {@code slot.json}
 * from the first time its address was asked for until it is stopped, {@code process.json} once it was started,
 * {@code exit} written by the slot's own shell when its command ended. Each is written whole or not at all.
 */
final class SlotFolder {
    private static final Gson GSON = new Gson();

    private final Path folder;

    SlotFolder(Path folder) {
        this.folder = folder;
    }

    /** The slot and the port it has. */
    record Reservation(SlotId id, int port) {}

    /**
     * The process at the head of the slot's group, told from all others by when it started.
     *
     * @param startTicks {@value #UNKNOWN} where it was gone before that could be read
     */
    record Started(long pid, long startTicks, String bootId, long startedAtMs) {
        static final long UNKNOWN = -1;

        boolean isAlive() {
            return startTicks != UNKNOWN
                    && bootId.equals(HostProcesses.bootId())
                    && HostProcesses.startTicks(pid).orElse(UNKNOWN) == startTicks;
        }
    }

    /** A readable name that no two slots share. */
    static String nameOf(SlotId id) {
        String text =
                id.project() + "-" + id.environment() + "-" + id.service() + "-" + id.deployment() + "-" + id.copy();
        String readable = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return readable.substring(0, Math.min(60, readable.length())) + "-" + digest(id.toString());
    }

    private static String digest(String text) {
        try {
            byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all, 0, 4);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    Path path() {
        return folder;
    }

    SlotLog log() {
        return new SlotLog(folder);
    }

    Optional<Reservation> reservation() throws IOException {
        return read("slot.json", Reservation.class);
    }

    void reserve(Reservation reservation) throws IOException {
        Files.createDirectories(folder);
        write("slot.json", reservation);
    }

    Optional<Started> started() throws IOException {
        return read("process.json", Started.class);
    }

    void start(Started started) throws IOException {
        write("process.json", started);
    }

    /** The exit code that the slot's shell wrote down, if it got to it. */
    Optional<Integer> exitCode() throws IOException {
        try {
            return Optional.of(Integer.parseInt(Files.readString(exitFile()).strip()));
        } catch (NoSuchFileException notYet) {
            return Optional.empty();
        } catch (NumberFormatException torn) {
            return Optional.empty();
        }
    }

    /** When the slot's command ended, as far as anybody knows. */
    Instant endedAt() throws IOException {
        for (Path witness : new Path[] {exitFile(), log().file(), folder.resolve("process.json")}) {
            if (Files.exists(witness)) {
                return Files.getLastModifiedTime(witness).toInstant();
            }
        }
        return Instant.EPOCH;
    }

    void forgetProcess() throws IOException {
        Files.deleteIfExists(folder.resolve("process.json"));
        Files.deleteIfExists(exitFile());
    }

    /** The slot is no more; its log stays. */
    void release() throws IOException {
        forgetProcess();
        Files.deleteIfExists(folder.resolve("slot.json"));
    }

    private Path exitFile() {
        return folder.resolve("exit");
    }

    private <T> Optional<T> read(String file, Class<T> type) throws IOException {
        try {
            return Optional.ofNullable(GSON.fromJson(Files.readString(folder.resolve(file)), type));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (JsonParseException broken) {
            throw new IOException(folder.resolve(file) + " cannot be read: " + broken.getMessage(), broken);
        }
    }

    private void write(String file, Object value) throws IOException {
        Path part = folder.resolve(file + ".part");
        Files.writeString(part, GSON.toJson(value));
        Files.move(part, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
