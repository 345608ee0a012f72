package dev.sluice.dialects.yaml;

import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.Problem;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Strict decoding of a file's bytes: a malformed byte is a problem with its place, never a replacement character. */
public final class Utf8 {
    private Utf8() {}

    /** The text of the bytes, a byte order mark left out. */
    public static Parsed<String> decode(String file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            int wrong = bytes[in.position()] & 0xff;
            return new Parsed.Invalid<>(List.of(Problem.error(
                    endOf(file, text),
                    "yaml/encoding",
                    "the byte 0x" + Integer.toHexString(wrong).toUpperCase(java.util.Locale.ROOT)
                            + " is not valid UTF-8",
                    "save the file as UTF-8")));
        }
        return new Parsed.Valid<>(text.startsWith("\uFEFF") ? text.substring(1) : text, List.of());
    }

    /** The place right behind the last character of {@code before}. */
    static Position endOf(String file, String before) {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < before.length(); i++) {
            if (before.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Position(file, line, before.codePointCount(lineStart, before.length()) + 1);
    }
}
