package dev.sluice.server.graph;

import java.util.List;

/**
 * A box to be placed.
 *
 * @param id unique in its graph
 * @param stage 0-based column, where the graph is drawn by stage
 * @param needs ids of the boxes before it; unknown ones are ignored
 */
public record GraphNode(String id, int stage, List<String> needs) {
    public GraphNode {
        needs = List.copyOf(needs);
    }
}
