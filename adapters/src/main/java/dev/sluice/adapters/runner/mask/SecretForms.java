package dev.sluice.adapters.runner.mask;

import dev.sluice.core.model.MaskableText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The ways in which a secret shows up in a log: as it is (line by line where it has several), in base64 at all three
 * alignments and in both alphabets, in hex, URL-encoded, escaped for JSON, quoted by a tracing shell.
 *
 * <p>Not covered: reversed, in another case, encrypted, compressed, one character a line.
 */
final class SecretForms {
    static final int LENGTH_MIN = MaskableText.LENGTH_MIN;

    /** {@code base64} and {@code xxd -p} break their output into lines of so many characters. */
    private static final int BASE64_LINE = 76;

    private static final int HEX_LINE = 60;

    private SecretForms() {}

    /** Whether masking this value would hide it without hiding the rest of the log. */
    static boolean isMaskable(String value) {
        return value.lines().anyMatch(MaskableText::isMaskable);
    }

    /** All forms of a maskable value as bytes; none holds a line feed. */
    static Set<String> of(String value) {
        Set<String> forms = new LinkedHashSet<>();
        for (String line : value.lines().toList()) {
            if (MaskableText.isMaskable(line)) {
                plain(line.strip(), forms);
            }
        }
        encoded(value, forms);
        String trimmed = value.strip();
        if (!trimmed.equals(value)) {
            encoded(trimmed, forms);
        }
        return forms;
    }

    private static void plain(String line, Set<String> forms) {
        forms.add(line);
        add(forms, jsonEscaped(line, false));
        add(forms, jsonEscaped(line, true));
        add(forms, jsonEscaped(line, false).replace("/", "\\/"));
        add(forms, urlEncoded(line, "%20", true));
        add(forms, urlEncoded(line, "%20", false));
        add(forms, urlEncoded(line, "+", true));
        add(forms, line.replace("'", "'\\''"));
    }

    private static void encoded(String value, Set<String> forms) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LENGTH_MIN) {
            return;
        }
        for (int alignment = 0; alignment < 3; alignment++) {
            String core = base64(bytes, alignment);
            add(forms, core);
            add(forms, core.replace('+', '-').replace('/', '_'));
        }
        pieces(base64(bytes, 0), BASE64_LINE, forms);
        String hex = HexFormat.of().formatHex(bytes);
        add(forms, hex);
        add(forms, hex.toUpperCase(Locale.ROOT));
        pieces(hex, HEX_LINE, forms);
        if (value.indexOf('\n') >= 0) {
            add(forms, jsonEscaped(value, false));
            add(forms, urlEncoded(value, "%20", true));
        }
    }

    /**
     * The characters of a base64 text that depend on the secret alone when {@code alignment} bytes stand before it: the
     * first and last character may hold bits of its neighbours and are left out.
     */
    private static String base64(byte[] bytes, int alignment) {
        byte[] shifted = new byte[bytes.length + alignment];
        System.arraycopy(bytes, 0, shifted, alignment, bytes.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int from = (alignment * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        return text.substring(from, Math.max(from, to));
    }

    private static void pieces(String text, int width, Collection<String> forms) {
        for (int start = 0; text.length() > width && start < text.length(); start += width) {
            String piece = text.substring(start, Math.min(text.length(), start + width));
            if (piece.length() >= 2 * LENGTH_MIN) {
                forms.add(piece);
            }
        }
    }

    private static void add(Set<String> forms, String form) {
        if (form.length() >= LENGTH_MIN) {
            forms.add(form);
        }
    }

    static String jsonEscaped(String text, boolean ascii) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                default -> {
                    // Writers that are careful about HTML escape the last group as well.
                    boolean html = ascii && "<>&'=".indexOf(c) >= 0;
                    if (c < ' ' || html || (ascii && c > '~')) {
                        escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    private static String urlEncoded(String text, String space, boolean upper) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || "-_.~".indexOf(c) >= 0)) {
                encoded.append(c);
            } else if (c == ' ') {
                encoded.append(space);
            } else {
                encoded.append('%')
                        .append(
                                upper
                                        ? HexFormat.of().withUpperCase().toHexDigits(b)
                                        : HexFormat.of().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    /** The forms of several secrets, as bytes. */
    static List<byte[]> bytesOf(Collection<String> values) {
        Set<String> forms = new LinkedHashSet<>();
        for (String value : values) {
            if (isMaskable(value)) {
                forms.addAll(of(value));
            }
        }
        List<byte[]> patterns = new ArrayList<>(forms.size());
        for (String form : forms) {
            patterns.add(form.getBytes(StandardCharsets.UTF_8));
        }
        return patterns;
    }
}
