package dev.sluice.server.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Boxes in columns, ordered so that few edges cross. An edge over several columns gets a place of its own in each column
 * between, so that it runs beside the boxes and not through them (Sugiyama's method: layers, dummies, barycentres).
 */
final class Layers {
    private static final int SWEEPS = 6;

    final List<List<Slot>> columns = new ArrayList<>();
    final List<List<Slot>> chains = new ArrayList<>();

    /** A place in a column: of a box, or of an edge on its way. */
    static final class Slot {
        final String id;
        final boolean box;
        final int column;
        final List<Slot> left = new ArrayList<>();
        final List<Slot> right = new ArrayList<>();
        int row;
        double weight;

        Slot(String id, boolean box, int column) {
            this.id = id;
            this.box = box;
            this.column = column;
        }
    }

    static Layers of(List<GraphNode> nodes, boolean byStage) {
        Map<String, GraphNode> byId = new LinkedHashMap<>();
        nodes.forEach(node -> byId.put(node.id(), node));
        Layers layers = new Layers();
        Map<String, Slot> slots = layers.place(nodes, byStage ? stages(nodes) : longestPaths(byId));
        for (GraphNode node : nodes) {
            for (String need : node.needs()) {
                Slot from = slots.get(need);
                Slot to = slots.get(node.id());
                if (from != null && to != null) {
                    layers.connect(from, to);
                }
            }
        }
        layers.order();
        return layers;
    }

    /** Stages that have boxes, numbered without holes. */
    private static Map<String, Integer> stages(List<GraphNode> nodes) {
        Map<Integer, Integer> columns = new TreeMap<>();
        nodes.forEach(node -> columns.put(node.stage(), 0));
        int next = 0;
        for (Map.Entry<Integer, Integer> column : columns.entrySet()) {
            column.setValue(next++);
        }
        Map<String, Integer> result = new HashMap<>();
        nodes.forEach(node -> result.put(node.id(), columns.getOrDefault(node.stage(), 0)));
        return result;
    }

    /** Relaxation, at most once a node: also ends where needs go in a circle, which a valid pipeline never has. */
    private static Map<String, Integer> longestPaths(Map<String, GraphNode> byId) {
        Map<String, Integer> layer = new HashMap<>();
        byId.keySet().forEach(id -> layer.put(id, 0));
        boolean changed = true;
        for (int round = 0; changed && round < byId.size(); round++) {
            changed = false;
            for (GraphNode node : byId.values()) {
                int own = layer.getOrDefault(node.id(), 0);
                for (String need : node.needs()) {
                    int after = layer.getOrDefault(need, -1) + 1;
                    if (after > own && after < byId.size()) {
                        own = after;
                        changed = true;
                    }
                }
                layer.put(node.id(), own);
            }
        }
        return layer;
    }

    private Map<String, Slot> place(List<GraphNode> nodes, Map<String, Integer> columnOf) {
        Map<String, Slot> slots = new HashMap<>();
        for (GraphNode node : nodes) {
            int column = columnOf.getOrDefault(node.id(), 0);
            while (columns.size() <= column) {
                columns.add(new ArrayList<>());
            }
            Slot slot = new Slot(node.id(), true, column);
            columns.get(column).add(slot);
            slots.put(node.id(), slot);
        }
        return slots;
    }

    /** Edges inside a column or backwards (possible by stage) are not drawn: the list beside the graph tells them. */
    private void connect(Slot from, Slot to) {
        if (to.column <= from.column) {
            return;
        }
        List<Slot> chain = new ArrayList<>();
        Slot at = from;
        chain.add(from);
        for (int column = from.column + 1; column <= to.column; column++) {
            Slot next = column == to.column ? to : dummy(from, column);
            at.right.add(next);
            next.left.add(at);
            chain.add(next);
            at = next;
        }
        chains.add(chain);
    }

    /** Edges from one box share their way. */
    private Slot dummy(Slot from, int column) {
        String id = "\u0000" + from.id;
        return columns.get(column).stream()
                .filter(slot -> slot.id.equals(id))
                .findFirst()
                .orElseGet(() -> {
                    Slot slot = new Slot(id, false, column);
                    columns.get(column).add(slot);
                    return slot;
                });
    }

    private void order() {
        columns.forEach(Layers::number);
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            boolean forward = sweep % 2 == 0;
            for (int i = 0; i < columns.size(); i++) {
                sort(columns.get(forward ? i : columns.size() - 1 - i), forward);
            }
        }
    }

    private static void sort(List<Slot> column, boolean forward) {
        for (Slot slot : column) {
            List<Slot> beside = forward ? slot.left : slot.right;
            slot.weight = beside.stream().mapToInt(other -> other.row).average().orElse(slot.row);
        }
        // Stable, so boxes with equal weight keep the order of the pipeline file.
        column.sort(Comparator.comparingDouble((Slot slot) -> slot.weight));
        number(column);
    }

    private static void number(List<Slot> column) {
        for (int i = 0; i < column.size(); i++) {
            column.get(i).row = i;
        }
    }
}
