package dev.sluice.server.page.view;

import dev.sluice.server.graph.GraphLayout;
import java.util.List;

/**
 * The graph of a run.
 *
 * @param boxes in reading order
 * @param sum how many jobs stand how: what narrow screens show in place of the drawing
 * @param stages names above the columns, empty where the columns are no stages
 * @param byStage which of the two views it is
 * @param stageHref address of the view by stage
 * @param needsHref address of the view by dependency
 */
public record GraphView(
        GraphLayout layout,
        List<Box> boxes,
        List<Part> sum,
        List<String> stages,
        boolean byStage,
        boolean onlyStages,
        String stageHref,
        String needsHref) {
    public GraphView {
        boxes = List.copyOf(boxes);
        sum = List.copyOf(sum);
        stages = List.copyOf(stages);
    }

    /** Number of the box with that id of the layout. */
    public int index(String id) {
        for (int i = 0; i < layout.boxes().size(); i++) {
            if (layout.boxes().get(i).id().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * A job, or several that stand alike.
     *
     * @param index of the box in the layout, used in element ids
     * @param up space-separated indexes of the boxes before it
     * @param down of the boxes after it
     * @param parts for several: how many stand how
     */
    public record Box(
            int index,
            int x,
            int y,
            String label,
            String title,
            String href,
            Status status,
            String detail,
            List<Part> parts,
            String up,
            String down,
            boolean selected) {
        public Box {
            parts = List.copyOf(parts);
        }
    }

    /** How many jobs of a group stand so. */
    public record Part(Status status, int count) {}
}
