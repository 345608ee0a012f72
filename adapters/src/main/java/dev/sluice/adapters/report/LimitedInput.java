package dev.sluice.adapters.report;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A file of a stranger's, within limits: so many bytes in all and in what a parser holds in memory as a whole, which are a
 * tag, a comment, an instruction and a plain section of XML and a string of JSON. Other texts come from it in parts. Used by
 * one thread.
 */
final class LimitedInput extends FilterInputStream {
    static final long BYTES_MAX = 100L << 20;
    private static final int TAG_BYTES_MAX = 1 << 20;
    /** What tests print stands in plain sections, and may be long. */
    private static final int SECTION_BYTES_MAX = 16 << 20;

    private final Format format;
    private Within within = Within.TEXT;
    private long bytes;
    private int length;
    private int quote;
    private boolean escaped;
    /** The last two bytes of a section. */
    private int last;

    private int beforeLast;

    private enum Format {
        XML,
        JSON
    }

    /** Where in the document the last byte stands. */
    private enum Within {
        TEXT,
        TAG,
        INSTRUCTION,
        /** Behind {@code <!}, by its next byte one of the following. */
        DECLARATION,
        COMMENT,
        PLAIN_SECTION,
        STRING
    }

    private LimitedInput(InputStream in, Format format) {
        super(in);
        this.format = format;
    }

    static LimitedInput ofXml(InputStream in) {
        return new LimitedInput(in, Format.XML);
    }

    static LimitedInput ofJson(InputStream in) {
        return new LimitedInput(in, Format.JSON);
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
        for (int i = 0; i < n; i++) {
            byte b = into[offset + i];
            switch (format) {
                case XML -> xml(b);
                case JSON -> json(b);
            }
        }
        return n;
    }

    private void xml(byte b) throws IOException {
        length++;
        switch (within) {
            case TEXT -> {
                if (b == '<') {
                    enter(Within.TAG);
                }
            }
            case TAG -> tag(b);
            case DECLARATION -> declaration(b);
            case INSTRUCTION -> section(b, last == '?' && b == '>');
            case COMMENT -> section(b, beforeLast == '-' && last == '-' && b == '>');
            case PLAIN_SECTION -> section(b, beforeLast == ']' && last == ']' && b == '>');
            case STRING -> throw new IllegalStateException("XML has no strings of JSON");
        }
    }

    private void tag(byte b) throws IOException {
        if (length == 1 && b == '?') {
            enter(Within.INSTRUCTION);
        } else if (length == 1 && b == '!') {
            enter(Within.DECLARATION);
        } else if (length > TAG_BYTES_MAX) {
            throw new TooLong("one tag of the report is larger than a MiB, the limit");
        } else if (quote != 0) {
            quote = b == quote ? 0 : quote;
        } else if (b == '"' || b == '\'') {
            quote = b;
        } else if (b == '>') {
            enter(Within.TEXT);
        }
    }

    private void declaration(byte b) throws IOException {
        if (length == 1 && b == '-') {
            enter(Within.COMMENT);
        } else if (length == 1 && b == '[') {
            enter(Within.PLAIN_SECTION);
        } else {
            // Only a document type is left, which is not read far.
            section(b, b == '>');
        }
    }

    private void section(byte b, boolean ends) throws IOException {
        if (length > SECTION_BYTES_MAX) {
            throw tooLongSection();
        }
        beforeLast = last;
        last = b;
        if (ends) {
            enter(Within.TEXT);
        }
    }

    private void json(byte b) throws IOException {
        if (within == Within.STRING) {
            if (++length > SECTION_BYTES_MAX) {
                throw tooLongSection();
            }
            boolean ends = b == '"' && !escaped;
            escaped = b == '\\' && !escaped;
            within = ends ? Within.TEXT : Within.STRING;
        } else if (b == '"') {
            enter(Within.STRING);
        }
    }

    private static TooLong tooLongSection() {
        return new TooLong("one text of the report is larger than " + (SECTION_BYTES_MAX >> 20) + " MiB, the limit");
    }

    private void enter(Within next) {
        within = next;
        length = 0;
        quote = 0;
        escaped = false;
        last = 0;
        beforeLast = 0;
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
