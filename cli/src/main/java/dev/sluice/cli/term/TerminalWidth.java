package dev.sluice.cli.term;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How wide the terminal is, also after it was resized. Safe for use by many threads. */
public final class TerminalWidth {
    private static final int DEFAULT = 80;

    private final Map<String, String> environment;
    private volatile int columns;

    /** Asks once, and again whenever the terminal is resized. */
    public TerminalWidth(Map<String, String> environment) {
        this.environment = environment;
        this.columns = ask();
        Signals.on("WINCH", () -> columns = ask());
    }

    public int columns() {
        return columns;
    }

    private int ask() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            stty.waitFor(1, TimeUnit.SECONDS);
            int space = answer.indexOf(' ');
            int asked = space < 0 ? 0 : Integer.parseInt(answer.substring(space + 1));
            return asked > 0 ? asked : told();
        } catch (IOException | NumberFormatException e) {
            // No stty, no controlling terminal: what the environment says must do.
            return told();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return told();
        }
    }

    private int told() {
        try {
            int told = Integer.parseInt(environment.getOrDefault("COLUMNS", ""));
            return told > 0 ? told : DEFAULT;
        } catch (NumberFormatException e) {
            return DEFAULT;
        }
    }
}
