package dev.sluice.server.log;

import java.util.List;

/** Where in a line that is what somebody looks for. Safe for many threads. */
@FunctionalInterface
public interface Highlight {
    /** Nothing is looked for. */
    Highlight NONE = _ -> List.of();

    /** The parts of a line, as a person sees it, that are marked: in order, apart from each other, none of them empty. */
    List<Part> in(String line);

    /** Characters of a line, 0-based, the end not included. */
    record Part(int from, int to) {}
}
