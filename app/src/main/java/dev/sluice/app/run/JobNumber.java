package dev.sluice.app.run;

import dev.sluice.app.run.JobExecutor.JobOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A number for an attempt of a job that no other attempt has: programs name files and rows by it. */
public final class JobNumber {
    private JobNumber() {}

    /** The variables of {@link dev.sluice.core.model.JobSession#runnerVariables()} that hold numbers. */
    public static Map<String, String> variables(JobOrder order) {
        return Map.of(
                "SLUICE_RUN", Long.toString(order.run().number()),
                "SLUICE_RUN_ID", Long.toString(order.run().global()),
                "SLUICE_JOB_ID", Long.toString(of(order.run(), order.job().name(), order.attempt())));
    }

    /** The number: fifteen digits, which a JSON number and a shell's arithmetic keep exactly. */
    public static long of(RunId run, String job, int attempt) {
        byte[] text = (run + "/" + attempt + "/" + job).getBytes(StandardCharsets.UTF_8);
        // FNV-1a (RFC 9923): nobody gains by two attempts with one number, so it need not be a cryptographic hash.
        long hash = 0xcbf29ce484222325L;
        for (byte b : text) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return Math.floorMod(hash, 900_000_000_000_000L) + 100_000_000_000_000L;
    }
}
