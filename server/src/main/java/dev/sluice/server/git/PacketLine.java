package dev.sluice.server.git;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One pkt-line of git's protocol: four hex digits of length, which count themselves, and the payload. Length 0 is a
 * flush (git's Documentation/gitprotocol-common).
 *
 * @param payload without the length; empty for a flush and for the rare empty line
 * @param flush whether it is a flush
 */
record PacketLine(byte[] payload, boolean flush) {
    private static final int PREFIX = 4;
    private static final int PAYLOAD_MAX = 65_516;

    /** The next line, or empty at the end of the stream. */
    static Optional<PacketLine> read(InputStream in) throws IOException {
        byte[] prefix = in.readNBytes(PREFIX);
        if (prefix.length == 0) {
            return Optional.empty();
        }
        int length = length(prefix);
        if (length == 0) {
            return Optional.of(new PacketLine(new byte[0], true));
        }
        if (length < PREFIX || length > PAYLOAD_MAX + PREFIX) {
            throw new IOException("a pkt-line cannot be " + length + " bytes long");
        }
        byte[] payload = in.readNBytes(length - PREFIX);
        if (payload.length < length - PREFIX) {
            throw new EOFException("a pkt-line ends early");
        }
        return Optional.of(new PacketLine(payload, false));
    }

    void writeTo(OutputStream out) throws IOException {
        String prefix = flush ? "0000" : String.format("%04x", payload.length + PREFIX);
        out.write(prefix.getBytes(StandardCharsets.US_ASCII));
        out.write(payload);
    }

    /** The payload as text, without a final line end. */
    String text() {
        String text = new String(payload, StandardCharsets.UTF_8);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    static PacketLine of(String text) {
        return new PacketLine(text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Text for the other side's terminal: band 2. */
    static PacketLine progress(String text) {
        return band(2, text.getBytes(StandardCharsets.UTF_8));
    }

    /** What is meant for the other side's git: band 1. */
    static PacketLine data(byte[] data) {
        return band(1, data);
    }

    private static PacketLine band(int band, byte[] data) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(band);
        payload.writeBytes(data);
        return new PacketLine(payload.toByteArray(), false);
    }

    static PacketLine end() {
        return new PacketLine(new byte[0], true);
    }

    private static int length(byte[] prefix) throws IOException {
        try {
            return Integer.parseInt(new String(prefix, StandardCharsets.US_ASCII), 16);
        } catch (NumberFormatException e) {
            throw new IOException("a pkt-line does not begin with its length", e);
        }
    }
}
