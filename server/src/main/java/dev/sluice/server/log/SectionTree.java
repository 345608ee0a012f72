package dev.sluice.server.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The sections of a log as its lines are read one after the other: what is inside what. Not safe for several threads. */
final class SectionTree {
    private static final int SECTIONS_MAX = 500;

    private final List<Node> top = new ArrayList<>();
    private final Deque<Node> open = new ArrayDeque<>();
    private int count;

    /** A section that is being read; closed once {@code to} is set. */
    private static final class Node {
        final SectionMarks.Mark mark;
        final String title;
        final long from;
        final List<Node> inner = new ArrayList<>();
        long to = -1;
        long endSeconds;

        Node(SectionMarks.Mark mark, String title, long from) {
            this.mark = mark;
            this.title = title;
            this.from = from;
        }

        boolean isOpenAt(long line) {
            return from < line && (to < 0 || to >= line);
        }

        Section section(long end) {
            boolean over = to >= 0;
            Duration took = Duration.ofSeconds(Math.max(0, endSeconds - mark.seconds()));
            return new Section(
                    mark.name(),
                    title,
                    from,
                    over ? to : end,
                    over ? Optional.of(took) : Optional.empty(),
                    mark.collapsed(),
                    inner.stream().map(node -> node.section(end)).toList());
        }
    }

    /** The sections so far; those that are not over end before the line {@code end}. */
    List<Section> sections(long end) {
        return top.stream().map(node -> node.section(end)).toList();
    }

    /** Begins a section inside those that are open; empty where there are too many already. */
    Optional<Section> open(SectionMarks.Mark mark, String title, long at) {
        if (count >= SECTIONS_MAX) {
            return Optional.empty();
        }
        count++;
        Node opened = new Node(mark, title.isEmpty() ? mark.name() : title, at);
        if (open.isEmpty()) {
            top.add(opened);
        } else {
            open.peek().inner.add(opened);
        }
        open.push(opened);
        return Optional.of(opened.section(at + 1));
    }

    /**
     * Closes the section of that name and all that were left open inside it; an end without a beginning is ignored.
     *
     * @return what was closed, the innermost first
     */
    List<Section> close(SectionMarks.Mark mark, long at) {
        if (open.stream().noneMatch(node -> node.mark.name().equals(mark.name()))) {
            return List.of();
        }
        List<Section> closed = new ArrayList<>();
        boolean found = false;
        while (!found) {
            Node node = open.pop();
            found = node.mark.name().equals(mark.name());
            node.to = at;
            node.endSeconds = mark.seconds();
            closed.add(node.section(at));
        }
        return closed;
    }

    /** The sections that are open where that line begins, as a tree of their own. */
    SectionTree openAt(long line) {
        SectionTree tree = new SectionTree();
        tree.count = count;
        List<Node> level = top;
        while (!level.isEmpty()) {
            List<Node> inner = new ArrayList<>();
            for (Node node : level) {
                if (node.isOpenAt(line)) {
                    tree.open.push(new Node(node.mark, node.title, node.from));
                    inner = node.inner;
                }
            }
            level = inner;
        }
        return tree;
    }
}
