package dev.sluice.cli.term;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Standard output or standard error. Text goes out as UTF-8 whatever the locale. Nothing is buffered between calls: what
 * was written is seen. Safe for use by many threads; one call's text is never mixed with another's.
 */
public final class Terminal {

    private final OutputStream stream;
    private final boolean interactive;
    private final boolean colored;
    private Optional<IOException> fault = Optional.empty();

    /**
     * Writes to the stream.
     *
     * @param interactive a person looks at it: a terminal that can move its cursor
     * @param colored colours are wanted
     */
    public Terminal(OutputStream stream, boolean interactive, boolean colored) {
        this.stream = stream;
        this.interactive = interactive;
        this.colored = colored;
    }

    /** The same stream with colours switched on or off. */
    public Terminal withColor(boolean wanted) {
        return new Terminal(stream, interactive, wanted);
    }

    public boolean isInteractive() {
        return interactive;
    }

    public boolean isColored() {
        return colored;
    }

    /** Writes the text as it is. */
    public synchronized void write(String text) {
        if (fault.isPresent()) {
            return;
        }
        try {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
            stream.flush();
        } catch (IOException e) {
            // Nobody reads any more (a closed pipe) or the disk is full: fault() tells those who can act on it.
            fault = Optional.of(e);
        }
    }

    /** Writes the text and a line end. */
    public void line(String text) {
        write(text + "\n");
    }

    /** Why writing failed, if it did: a closed pipe, a full disk. All later output is dropped. */
    public synchronized Optional<IOException> fault() {
        return fault;
    }

    /** The text in this colour, or as it is where colours are off. */
    public String paint(Color color, String text) {
        return colored ? color.code() + text + Color.RESET : text;
    }
}
