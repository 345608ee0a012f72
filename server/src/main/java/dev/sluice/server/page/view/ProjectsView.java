package dev.sluice.server.page.view;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All projects.
 *
 * @param all number of projects without the filter
 * @param failing how many of them fail
 * @param query what is looked for, or empty text
 * @param onlyFailing whether only failing ones are shown
 * @param mayAdd whether the visitor may make projects
 * @param pushCommand how a push makes one
 */
public record ProjectsView(
        List<Project> projects,
        int all,
        int failing,
        String query,
        boolean onlyFailing,
        boolean mayAdd,
        String pushCommand) {
    public ProjectsView {
        projects = List.copyOf(projects);
    }

    /**
     * One project.
     *
     * @param last its newest run on the default branch
     * @param bars its last runs, oldest first
     * @param median of the runs that passed
     * @param passRate of the last runs, 0 to 100
     * @param live what is live where, in promotion order
     * @param approvals how many deployments wait for an approval
     */
    public record Project(
            long id,
            String path,
            String href,
            Optional<Run> last,
            List<Bar> bars,
            Optional<Duration> median,
            int passRate,
            List<Live> live,
            int approvals,
            String boardHref) {
        public Project {
            bars = List.copyOf(bars);
            live = List.copyOf(live);
        }

        public long passed() {
            return bars.stream().filter(bar -> bar.status() != Status.FAILED).count();
        }

        public long failed() {
            return bars.size() - passed();
        }
    }

    /** The newest run. */
    public record Run(long number, String href, String branch, Status status, Optional<Reason> reason, Instant at) {}

    /** One run as a bar; the height is its share of the longest, 0 to 1. */
    public record Bar(Status status, double height) {}

    /** A version that is live. */
    public record Live(String environment, String version, Instant since) {}
}
