package dev.sluice.adapters.report;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file of a stranger's, within limits: so many bytes in all and, of XML, so many in one tag. A parser holds a whole tag
 * in memory, but texts come from it in parts. Used by one thread.
 */
final class LimitedInput extends FilterInputStream {
    static final long BYTES_MAX = 100L << 20;
    private static final int TAG_BYTES_MAX = 1 << 20;

    private final boolean tags;
    private long bytes;
    private int tag;
    private int quote;
    private boolean inTag;

    private LimitedInput(InputStream in, boolean tags) {
        super(in);
        this.tags = tags;
    }

    static LimitedInput ofXml(InputStream in) {
        return new LimitedInput(in, true);
    }

    static LimitedInput ofText(InputStream in) {
        return new LimitedInput(in, false);
    }

    /** More was to be read than a report may have. */
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong(String message) {
            super(message);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        bytes += Math.max(0, n);
        if (bytes > BYTES_MAX) {
            throw new TooLong("the report is larger than " + (BYTES_MAX >> 20) + " MiB, the limit");
        }
        for (int i = 0; tags && i < n; i++) {
            look(into[offset + i]);
        }
        return n;
    }

    private void look(byte b) throws IOException {
        if (!inTag) {
            inTag = b == '<';
            tag = 0;
            quote = 0;
        } else if (++tag == 1 && (b == '!' || b == '?')) {
            // Comments and plain sections are no tags: a parser hands them out in parts.
            inTag = false;
        } else if (tag > TAG_BYTES_MAX) {
            throw new TooLong("one tag of the report is larger than a MiB, the limit");
        } else if (quote != 0) {
            quote = b == quote ? 0 : quote;
        } else if (b == '"' || b == '\'') {
            quote = b;
        } else if (b == '>') {
            inTag = false;
        }
    }

    /** What the parser asks for in vain does not count. */
    @Override
    public boolean markSupported() {
        return false;
    }

    /** The caller closes what it opened. */
    @Override
    public void close() {
        // The stream is not ours.
    }
}
