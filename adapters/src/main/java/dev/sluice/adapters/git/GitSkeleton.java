package dev.sluice.adapters.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;

/**
 * A small {@code .git} that borrows the objects of another repository through {@code objects/info/alternates}: git reads
 * from there and never writes there. A few small files, so no process is started for it. Immutable.
 *
 * @param head content of {@code HEAD}
 * @param packedRefs content of {@code packed-refs}
 * @param objects the object folder that is borrowed
 * @param objectFormat {@code sha1} or {@code sha256}
 * @param remote address of {@code origin} without log-in data; empty text: no remote
 */
record GitSkeleton(String head, String packedRefs, Path objects, String objectFormat, String remote) {

    void writeTo(Path dotGit) throws IOException {
        Files.createDirectories(dotGit.resolve("objects/info"));
        // Git itself makes the folders below `objects` and `refs` when it needs them; scripts expect `info`.
        Files.createDirectories(dotGit.resolve("refs"));
        Files.createDirectories(dotGit.resolve("info"));
        Files.writeString(dotGit.resolve("objects/info/alternates"), objects.toAbsolutePath() + "\n");
        Files.writeString(dotGit.resolve("packed-refs"), packedRefs);
        Files.writeString(dotGit.resolve("HEAD"), head + "\n");
        Files.writeString(dotGit.resolve("config"), config(), StandardCharsets.UTF_8);
    }

    static String packed(SortedMap<String, String> refs) {
        StringBuilder text = new StringBuilder("# pack-refs with: sorted \n");
        for (Map.Entry<String, String> ref : refs.entrySet()) {
            text.append(ref.getValue()).append(' ').append(ref.getKey()).append('\n');
        }
        return text.toString();
    }

    private String config() {
        boolean sha1 = objectFormat.equals("sha1");
        StringBuilder text = new StringBuilder("[core]\n\trepositoryformatversion = ")
                .append(sha1 ? 0 : 1)
                .append("\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = false\n");
        if (!sha1) {
            text.append("[extensions]\n\tobjectformat = ").append(objectFormat).append('\n');
        }
        if (!remote.isEmpty()) {
            text.append("[remote \"origin\"]\n\turl = \"")
                    .append(remote.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", ""))
                    .append("\"\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n");
        }
        return text.toString();
    }
}
