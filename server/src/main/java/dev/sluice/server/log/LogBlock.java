package dev.sluice.server.log;

import java.util.List;

/** A part of a log as a page shows it. Line numbers are 0-based here and 1-based on the page. */
public sealed interface LogBlock {

    /**
     * Lines that follow each other.
     *
     * @param html list items, safe to show as they are
     */
    record Lines(String html) implements LogBlock {}

    /** Lines that are not on the page yet: from this one up to, not including, that one. */
    record Gap(long from, long to) implements LogBlock {
        public long count() {
            return to - from;
        }
    }

    /** A section that can be folded. */
    record Group(Section section, boolean open, List<LogBlock> blocks) implements LogBlock {
        public Group {
            blocks = List.copyOf(blocks);
        }
    }
}
