package dev.sluice.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with parameters: {@code /p/{project*}/runs/{number}}. A parameter takes one segment; one with a star takes one
 * or more, and there is at most one such in a template. Below {@code /api/} such a value may also come as one segment with
 * its slashes escaped. Immutable.
 */
final class PathTemplate {
    private sealed interface Part {
        record Literal(String text) implements Part {}

        record One(String name) implements Part {}

        record Many(String name) implements Part {}
    }

    private final String text;
    private final List<Part> parts;
    private final int many;
    private final boolean escapedSlashes;

    private PathTemplate(String text, List<Part> parts, int many) {
        this.text = text;
        this.parts = List.copyOf(parts);
        this.many = many;
        this.escapedSlashes = text.startsWith("/api/");
    }

    static PathTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        int many = -1;
        for (String segment : RequestPath.segmentsOf(text)) {
            if (!segment.startsWith("{")) {
                parts.add(new Part.Literal(segment));
            } else if (segment.endsWith("*}")) {
                if (many >= 0) {
                    throw new IllegalArgumentException("two starred parameters in " + text);
                }
                many = parts.size();
                parts.add(new Part.Many(segment.substring(1, segment.length() - 2)));
            } else {
                parts.add(new Part.One(segment.substring(1, segment.length() - 1)));
            }
        }
        return new PathTemplate(text, parts, many);
    }

    /** Number of literal segments: the template with most of them wins. */
    int literals() {
        return (int) parts.stream().filter(Part.Literal.class::isInstance).count();
    }

    boolean hasParameter(String name) {
        return text.contains("{" + name + "}") || text.contains("{" + name + "*}");
    }

    /** The parameters' values, if the path fits. */
    Optional<Map<String, String>> match(RequestPath path) {
        int surplus = path.size() - parts.size();
        if (many < 0 ? surplus != 0 : surplus < 0) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        int at = 0;
        for (Part part : parts) {
            int from = at;
            at += part instanceof Part.Many ? surplus + 1 : 1;
            boolean fits =
                    switch (part) {
                        case Part.Literal(String literal) -> path.raw(from).equals(literal);
                        case Part.One(String name) -> {
                            values.put(name, path.decoded(from));
                            yield true;
                        }
                        case Part.Many(String name) ->
                            path.joined(from, at, escapedSlashes)
                                    .map(joined -> values.put(name, joined) == null)
                                    .orElse(false);
                    };
            if (!fits) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    @Override
    public String toString() {
        return text;
    }
}
