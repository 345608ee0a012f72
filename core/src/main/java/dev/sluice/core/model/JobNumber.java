package dev.sluice.core.model;

import java.nio.charset.StandardCharsets;

/** Numbers for runs and for attempts of jobs that no other has on a server: programs name files and rows by them. */
public final class JobNumber {
    /** More runs than a project ever has. */
    public static final long RUNS_OF_A_PROJECT_MAX = 10_000_000;

    private JobNumber() {}

    /** The number of a run among all projects; {@code number} is the one in its project. */
    public static long ofRun(long project, long number) {
        return project * RUNS_OF_A_PROJECT_MAX + number;
    }

    /** The number of an attempt: fifteen digits, which a JSON number and a shell's arithmetic keep exactly. */
    public static long of(long project, long run, String job, int attempt) {
        byte[] text = (project + "#" + run + "/" + attempt + "/" + job).getBytes(StandardCharsets.UTF_8);
        // FNV-1a (RFC 9923): nobody gains by two attempts with one number, so it need not be a cryptographic hash.
        long hash = 0xcbf29ce484222325L;
        for (byte b : text) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return Math.floorMod(hash, 900_000_000_000_000L) + 100_000_000_000_000L;
    }
}
