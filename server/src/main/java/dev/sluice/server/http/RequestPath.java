package dev.sluice.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The path of a request, taken apart exactly once. Everything that two readers could understand differently is refused
 * instead of being repaired: empty segments, dots, backslashes, path parameters, control characters, malformed escapes.
 */
final class RequestPath {
    private static final int CHARACTERS_MAX = 4096;

    private final List<String> raw;
    private final List<String> decoded;

    private RequestPath(List<String> raw, List<String> decoded) {
        this.raw = List.copyOf(raw);
        this.decoded = List.copyOf(decoded);
    }

    /** The path, or empty where it is refused. */
    static Optional<RequestPath> parse(String path) {
        if (!path.startsWith("/")
                || path.length() > CHARACTERS_MAX
                || path.indexOf(';') >= 0
                || path.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        List<String> raw = segmentsOf(path);
        List<String> decoded = new ArrayList<>(raw.size());
        for (String segment : raw) {
            Optional<String> plain = decode(segment);
            if (plain.isEmpty() || !harmless(plain.get())) {
                return Optional.empty();
            }
            decoded.add(plain.get());
        }
        return Optional.of(new RequestPath(raw, decoded));
    }

    /** The segments of an absolute path; none for the root. */
    static List<String> segmentsOf(String path) {
        return path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
    }

    int size() {
        return raw.size();
    }

    String raw(int index) {
        return raw.get(index);
    }

    String decoded(int index) {
        return decoded.get(index);
    }

    /**
     * Several segments as one value.
     *
     * @param escaped a single segment may hold escaped slashes; unescaped once, each of its parts must be harmless too
     * @return empty where a slash is escaped and may not be, or only some of the slashes are
     */
    Optional<String> joined(int from, int to, boolean escaped) {
        List<String> part = decoded.subList(from, to);
        if (part.stream().noneMatch(segment -> segment.indexOf('/') >= 0)) {
            return Optional.of(String.join("/", part));
        }
        boolean fits = escaped
                && part.size() == 1
                && List.of(part.getFirst().split("/", -1)).stream().allMatch(RequestPath::harmless);
        return fits ? Optional.of(part.getFirst()) : Optional.empty();
    }

    private static boolean harmless(String segment) {
        return !segment.isEmpty()
                && !segment.equals(".")
                && !segment.equals("..")
                && segment.chars().noneMatch(c -> c < 0x20 || c == 0x7f);
    }

    private static Optional<String> decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment.chars().allMatch(c -> c < 0x80) ? Optional.of(segment) : Optional.empty();
        }
        byte[] bytes = new byte[segment.length()];
        int length = 0;
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                int value = i + 2 < segment.length() ? hex(segment, i + 1) : -1;
                if (value < 0) {
                    return Optional.empty();
                }
                bytes[length++] = (byte) value;
                i += 2;
            } else if (c < 0x80) {
                bytes[length++] = (byte) c;
            } else {
                return Optional.empty();
            }
        }
        try {
            // A fresh decoder reports malformed and overlong sequences instead of replacing them.
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static int hex(String text, int at) {
        int high = Character.digit(text.charAt(at), 16);
        int low = Character.digit(text.charAt(at + 1), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
}
