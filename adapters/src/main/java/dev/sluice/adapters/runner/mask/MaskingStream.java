package dev.sluice.adapters.runner.mask;

import dev.sluice.core.model.MaskedValues;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Masks one stream of bytes, however it is cut into pieces. A secret is found across pieces and also when escape
 * sequences for colours stand between its characters.
 *
 * <p>What is held back: exactly the last bytes that may still become a secret, at most as many as the longest form has.
 * A line feed is part of no form, so at each line end nothing is held back; {@link #flush} gives out the rest. Not safe
 * for several threads.
 */
public final class MaskingStream {
    /** What stands in the place of a secret; GitLab's word. */
    public static final String MASK = MaskedValues.MASK;

    private static final byte[] MASK_BYTES = MASK.getBytes(StandardCharsets.US_ASCII);
    private static final byte ESC = 0x1b;
    private static final int CSI_LENGTH_MAX = 32;
    /** More than so many escape bytes within one secret are no colours; the search starts anew. */
    private static final int HELD_ESCAPES_MAX = 8192;

    private final Masker masker;
    private final Sink sink;
    private int state;
    private Escape escape = Escape.NONE;
    private int escapeLength;

    /** The bytes that are held back, and for each of them what it is. */
    private byte[] held = new byte[256];

    private byte[] kinds = new byte[256];
    private int heldLength;
    private int heldVisible;
    private boolean inMask;

    private static final byte VISIBLE = 0;
    private static final byte INVISIBLE = 1;
    /** Part of a secret; the first byte of it has the second kind. */
    private static final byte SECRET = 2;

    private static final byte SECRET_START = 3;

    /** Takes what is fit to be seen. */
    public interface Sink {
        void write(byte[] bytes, int offset, int length);
    }

    /** Where in an escape sequence the stream is. */
    private enum Escape {
        NONE,
        AFTER_ESC,
        IN_CSI
    }

    public MaskingStream(Masker masker, Sink sink) {
        this.masker = masker;
        this.sink = sink;
    }

    /** Takes the next piece. */
    public void accept(byte[] bytes, int offset, int length) {
        if (masker.isEmpty()) {
            sink.write(bytes, offset, length);
            return;
        }
        int end = offset + length;
        int clear = offset;
        for (int i = offset; i < end; i++) {
            byte b = bytes[i];
            boolean plain = heldLength == 0 && escape == Escape.NONE && b != ESC && !masker.begins(b);
            if (!plain) {
                pass(bytes, clear, i);
                take(b);
                clear = i + 1;
            } else {
                inMask = false;
            }
        }
        pass(bytes, clear, end);
    }

    /** The stream was cut here: what is held back may be the beginning of a secret and is never given out. */
    void cut() {
        heldLength = 0;
        heldVisible = 0;
        state = 0;
        inMask = false;
        escape = Escape.NONE;
    }

    /** The stream is over, or must not wait any longer: gives out what was held back. */
    public void flush() {
        release(heldLength);
        state = 0;
        inMask = false;
        escape = Escape.NONE;
    }

    private void pass(byte[] bytes, int from, int to) {
        if (to > from) {
            sink.write(bytes, from, to - from);
        }
    }

    private void take(byte b) {
        if (isInvisible(b)) {
            hold(b, INVISIBLE);
            if (state == 0 || heldLength - heldVisible > HELD_ESCAPES_MAX) {
                state = 0;
                release(heldLength);
            }
            return;
        }
        state = masker.next(state, b);
        hold(b, VISIBLE);
        heldVisible++;
        int found = masker.match(state);
        if (found > 0) {
            mark(found);
        }
        releaseVisible(heldVisible - masker.depth(state));
    }

    /** Follows control sequences ({@code ESC [ ... letter}); the text of other sequences, as titles and links, is looked at. */
    private boolean isInvisible(byte b) {
        switch (escape) {
            case NONE -> {
                if (b == ESC) {
                    escape = Escape.AFTER_ESC;
                    return true;
                }
                return false;
            }
            case AFTER_ESC -> {
                escape = b == '[' ? Escape.IN_CSI : Escape.NONE;
                escapeLength = 0;
                return b == '[' || b == '(' || b == ')';
            }
            case IN_CSI -> {
                escapeLength++;
                boolean parameter = b >= 0x20 && b <= 0x3f && escapeLength < CSI_LENGTH_MAX;
                if (!parameter) {
                    escape = Escape.NONE;
                }
                return parameter || (b >= 0x40 && b <= 0x7e);
            }
        }
        throw new AssertionError(escape);
    }

    private void hold(byte b, byte kind) {
        if (heldLength == held.length) {
            held = Arrays.copyOf(held, heldLength * 2);
            kinds = Arrays.copyOf(kinds, heldLength * 2);
        }
        held[heldLength] = b;
        kinds[heldLength] = kind;
        heldLength++;
    }

    /** Marks the last visible bytes as a secret. Overlapping secrets become one, neighbours stay two. */
    private void mark(int visible) {
        int rest = visible;
        for (int i = heldLength - 1; rest > 0; i--) {
            if (kinds[i] == INVISIBLE) {
                continue;
            }
            rest--;
            if (kinds[i] == VISIBLE) {
                kinds[i] = rest == 0 ? SECRET_START : SECRET;
            } else if (kinds[i] == SECRET_START && rest > 0) {
                kinds[i] = SECRET;
            }
        }
    }

    private void releaseVisible(int visible) {
        int rest = visible;
        int end = 0;
        while (end < heldLength && (rest > 0 || heldVisible == visible || kinds[end] == INVISIBLE && end == 0)) {
            if (kinds[end] != INVISIBLE) {
                rest--;
            }
            end++;
        }
        release(end);
    }

    private void release(int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            byte kind = kinds[i];
            boolean secret = kind == SECRET || kind == SECRET_START;
            if (kind != INVISIBLE) {
                heldVisible--;
            }
            if (secret) {
                pass(held, from, i);
                from = i + 1;
                if (kind == SECRET_START || !inMask) {
                    sink.write(MASK_BYTES, 0, MASK_BYTES.length);
                }
                inMask = true;
            } else if (kind == VISIBLE) {
                inMask = false;
            }
        }
        pass(held, from, count);
        System.arraycopy(held, count, held, 0, heldLength - count);
        System.arraycopy(kinds, count, kinds, 0, heldLength - count);
        heldLength -= count;
    }
}
