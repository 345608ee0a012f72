package dev.sluice.server.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the boxes and edges of a graph are, in pixels from the upper left corner. The same input gives the same layout.
 *
 * @param boxes in reading order: column by column, downwards
 * @param edges as SVG path data
 * @param columns left edges of the columns
 */
public record GraphLayout(List<Box> boxes, List<Edge> edges, List<Integer> columns, int width, int height) {
    /** Width and height of a box. */
    public static final int BOX_WIDTH = 184;

    public static final int BOX_HEIGHT = 32;

    private static final int COLUMN_GAP = 56;
    private static final int ROW_GAP = 12;
    private static final int WAY_HEIGHT = 8;
    private static final int MARGIN = 4;
    private static final int CORNER = 6;

    public GraphLayout {
        boxes = List.copyOf(boxes);
        edges = List.copyOf(edges);
        columns = List.copyOf(columns);
    }

    /**
     * A placed box.
     *
     * @param up ids of everything before it
     * @param down ids of everything after it
     */
    public record Box(String id, int x, int y, Set<String> up, Set<String> down) {
        public Box {
            up = Set.copyOf(up);
            down = Set.copyOf(down);
        }
    }

    /** A line from one box to another. */
    public record Edge(String from, String to, String path) {}

    /**
     * Places the boxes.
     *
     * @param byStage columns are stages; else a column holds what depends on the column before
     */
    public static GraphLayout of(List<GraphNode> nodes, boolean byStage) {
        Layers layers = Layers.of(nodes, byStage);
        Map<Layers.Slot, Integer> middles = new HashMap<>();
        int height = 0;
        for (List<Layers.Slot> column : layers.columns) {
            height = Math.max(height, stack(column, middles));
        }
        Reach reach = Reach.of(nodes);
        List<Box> boxes = new ArrayList<>();
        List<Integer> columns = new ArrayList<>();
        for (int i = 0; i < layers.columns.size(); i++) {
            int x = left(i);
            columns.add(x);
            layers.columns.get(i).stream()
                    .filter(slot -> slot.box)
                    .sorted(Comparator.comparingInt(slot -> slot.row))
                    .forEach(slot -> boxes.add(new Box(
                            slot.id,
                            x,
                            middles.getOrDefault(slot, 0) - BOX_HEIGHT / 2,
                            reach.up(slot.id),
                            reach.down(slot.id))));
        }
        List<Edge> edges = layers.chains.stream()
                .map(chain -> new Edge(chain.getFirst().id, chain.getLast().id, path(chain, middles, layers)))
                .toList();
        int width = layers.columns.isEmpty() ? 0 : left(layers.columns.size() - 1) + BOX_WIDTH + MARGIN;
        return new GraphLayout(boxes, edges, columns, width, height + MARGIN);
    }

    private static int left(int column) {
        return MARGIN + column * (BOX_WIDTH + COLUMN_GAP);
    }

    /** Puts a column's places below each other. @return the lower edge */
    private static int stack(List<Layers.Slot> column, Map<Layers.Slot, Integer> middles) {
        int y = MARGIN;
        for (Layers.Slot slot : column) {
            int height = slot.box ? BOX_HEIGHT : WAY_HEIGHT;
            middles.put(slot, y + height / 2);
            y += height + ROW_GAP;
        }
        return y - ROW_GAP;
    }

    private static String path(List<Layers.Slot> chain, Map<Layers.Slot, Integer> middles, Layers layers) {
        Layers.Slot first = chain.getFirst();
        StringBuilder path = new StringBuilder(64);
        int y = middles.getOrDefault(first, 0);
        path.append('M').append(left(first.column) + BOX_WIDTH).append(' ').append(y);
        for (int i = 1; i < chain.size(); i++) {
            Layers.Slot before = chain.get(i - 1);
            Layers.Slot slot = chain.get(i);
            int nextY = middles.getOrDefault(slot, 0);
            turn(path, lane(before, layers), y, nextY);
            path.append('H').append(left(slot.column) + (slot.box ? 0 : BOX_WIDTH));
            y = nextY;
        }
        return path.toString();
    }

    /** Each box has its own upright in the space after its column. */
    private static int lane(Layers.Slot slot, Layers layers) {
        int size = layers.columns.get(slot.column).size();
        int room = COLUMN_GAP - 24;
        return left(slot.column) + BOX_WIDTH + 12 + room * (slot.row + 1) / (size + 1);
    }

    private static void turn(StringBuilder path, int x, int y, int nextY) {
        if (y == nextY) {
            return;
        }
        int corner = Math.min(CORNER, Math.abs(nextY - y) / 2);
        int direction = nextY > y ? corner : -corner;
        path.append('H').append(x - corner);
        path.append('Q').append(x).append(' ').append(y).append(' ');
        path.append(x).append(' ').append(y + direction);
        path.append('V').append(nextY - direction);
        path.append('Q').append(x).append(' ').append(nextY).append(' ');
        path.append(x + corner).append(' ').append(nextY);
    }

    /** Everything before and after each box. */
    private record Reach(Map<String, List<String>> before, Map<String, List<String>> after) {
        static Reach of(List<GraphNode> nodes) {
            Map<String, List<String>> before = new LinkedHashMap<>();
            Map<String, List<String>> after = new LinkedHashMap<>();
            for (GraphNode node : nodes) {
                before.put(node.id(), node.needs());
                for (String need : node.needs()) {
                    after.computeIfAbsent(need, _ -> new ArrayList<>()).add(node.id());
                }
            }
            return new Reach(before, after);
        }

        Set<String> up(String id) {
            return all(id, before);
        }

        Set<String> down(String id) {
            return all(id, after);
        }

        private static Set<String> all(String id, Map<String, List<String>> next) {
            Set<String> found = new LinkedHashSet<>();
            Deque<String> open = new ArrayDeque<>(next.getOrDefault(id, List.of()));
            while (!open.isEmpty()) {
                String one = open.pop();
                if (found.add(one)) {
                    open.addAll(next.getOrDefault(one, List.of()));
                }
            }
            return found;
        }
    }
}
