package dev.sluice.adapters.include;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * Addresses whose first bits are these.
 *
 * @param text as it was written
 */
record Network(String text, byte[] address, int bits) {

    /** Reads {@code 10.0.0.0/8}, {@code 127.0.0.1}, {@code [::1]}; empty for what is none of these. */
    static Optional<Network> of(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (literal.startsWith("[") && literal.endsWith("]")) {
            literal = literal.substring(1, literal.length() - 1);
        }
        try {
            byte[] address = InetAddress.ofLiteral(literal).getAddress();
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            return bits >= 0 && bits <= address.length * 8
                    ? Optional.of(new Network(text, address, bits))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            // A host's name, or a path behind an address.
            return Optional.empty();
        }
    }

    boolean holds(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        int whole = bits / 8;
        if (Arrays.mismatch(address, 0, whole, other, 0, whole) >= 0) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || ((address[whole] ^ other[whole]) & 0xff) >>> (8 - rest) == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network network && network.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
