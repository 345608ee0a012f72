package dev.sluice.server.page.view;

import java.util.List;

/**
 * Where what a run made went.
 *
 * @param topic of the live stream
 * @param version of its release, or empty text
 * @param places one for each environment of the project
 */
public record RunDeploymentsView(RunHead head, String topic, String version, String boardHref, List<Place> places) {
    public RunDeploymentsView {
        places = List.copyOf(places);
    }

    /** The release in one environment. */
    public record Place(String environment, String href, BoardView.Cell cell) {}
}
