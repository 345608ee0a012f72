package dev.sluice.cli.serve;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Called before and after each durable step of a server that {@link FaultAgent} has prepared. Notes the step, and at the
 * one that was asked for ends the process as {@code kill -9} does: no hook, no flush. Safe for many threads.
 */
public final class FaultPoint {
    /** A file to which each step is added: its name and the how manieth time it came. */
    static final String TRACE = "sluice.fault.trace";

    /** Where to die: {@code 17} for the 17th step, {@code Name.of:12#2} for the second time a step of that name comes. */
    static final String DIE_AT = "sluice.fault";

    private static final String TRACE_FILE = System.getProperty(TRACE, "");
    private static final String WANTED = System.getProperty(DIE_AT, "");
    private static final Map<String, Integer> TIMES = new HashMap<>();
    private static int steps;

    private FaultPoint() {}

    /** The program is at this step. */
    public static synchronized void reach(String step) {
        steps++;
        String name = step + "#" + TIMES.merge(step, 1, Integer::sum);
        if (!TRACE_FILE.isEmpty()) {
            note(name + "\n");
        }
        if (WANTED.equals(name) || WANTED.equals(Integer.toString(steps))) {
            System.err.println("fault: died at step " + steps + ", " + name);
            Runtime.getRuntime().halt(137);
        }
    }

    private static void note(String line) {
        try (FileOutputStream out = new FileOutputStream(TRACE_FILE, true)) {
            out.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
