package dev.sluice.server.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphLayoutTest {
    private static GraphNode node(String id, int stage, String... needs) {
        return new GraphNode(id, stage, List.of(needs));
    }

    private static GraphLayout.Box box(GraphLayout layout, String id) {
        return layout.boxes().stream()
                .filter(box -> box.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBoxStandsAfterEverythingItNeeds() {
        GraphLayout layout = GraphLayout.of(
                List.of(node("a", 0), node("b", 0, "a"), node("c", 0, "b"), node("d", 0, "a", "c")), false);

        assertThat(box(layout, "b").x()).isGreaterThan(box(layout, "a").x());
        assertThat(box(layout, "d").x()).isGreaterThan(box(layout, "c").x());
        assertThat(box(layout, "d").up()).containsExactlyInAnyOrder("a", "b", "c");
        assertThat(box(layout, "a").down()).containsExactlyInAnyOrder("b", "c", "d");
    }

    @Test
    void byStageColumnsAreStagesWithoutHoles() {
        GraphLayout layout = GraphLayout.of(List.of(node("a", 0), node("b", 4), node("c", 7)), true);

        assertThat(layout.columns()).hasSize(3);
        assertThat(box(layout, "b").x()).isEqualTo(layout.columns().get(1));
    }

    @Test
    void crossingsThatCanBeAvoidedAre() {
        GraphLayout layout =
                GraphLayout.of(List.of(node("a", 0), node("b", 0), node("x", 1, "b"), node("y", 1, "a")), true);

        boolean above = box(layout, "a").y() < box(layout, "b").y();
        assertThat(box(layout, "y").y() < box(layout, "x").y()).isEqualTo(above);
    }

    @Test
    void circlesAndUnknownNeedsDoNotHang() {
        GraphLayout layout =
                GraphLayout.of(List.of(node("a", 0, "b"), node("b", 0, "a"), node("c", 0, "nobody")), false);

        assertThat(layout.boxes()).hasSize(3);
    }

    @Test
    void nothingGivesNothing() {
        assertThat(GraphLayout.of(List.of(), true).boxes()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void boxesNeverOverlapAndEdgesKeepOffThem(long seed) {
        Random random = new Random(seed);
        List<GraphNode> nodes = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<String> needs = new ArrayList<>();
            for (int k = random.nextInt(4); k > 0 && i > 0; k--) {
                needs.add("n" + random.nextInt(i));
            }
            nodes.add(new GraphNode("n" + i, i / 12, needs));
        }
        for (boolean byStage : new boolean[] {true, false}) {
            GraphLayout layout = GraphLayout.of(nodes, byStage);
            assertThat(layout.boxes()).hasSize(60);
            for (GraphLayout.Box one : layout.boxes()) {
                assertThat(one.x() + GraphLayout.BOX_WIDTH).isLessThanOrEqualTo(layout.width());
                assertThat(one.y() + GraphLayout.BOX_HEIGHT).isLessThanOrEqualTo(layout.height());
                assertThat(layout.boxes())
                        .filteredOn(other -> other != one && other.x() == one.x())
                        .allSatisfy(other ->
                                assertThat(Math.abs(other.y() - one.y())).isGreaterThan(GraphLayout.BOX_HEIGHT));
            }
            assertThat(layout).isEqualTo(GraphLayout.of(nodes, byStage));
        }
    }
}
