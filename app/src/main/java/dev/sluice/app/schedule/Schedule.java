package dev.sluice.app.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * Runs of a branch or tag at set times (docs.gitlab.com, "Scheduled pipelines").
 *
 * @param id number on this server
 * @param project number of its project
 * @param description what people call it; {@code CI_PIPELINE_SCHEDULE_DESCRIPTION}
 * @param ref short name of a branch, else of a tag
 * @param cron five fields
 * @param zone in which they are meant
 * @param active whether it makes runs by itself
 * @param owner login of the account whose rights its runs have: whoever made or changed it last
 * @param variables win over those of the file
 * @param nextAt when it makes its next run; empty where it never does
 * @param last what became of its last time; empty before that
 */
public record Schedule(
        long id,
        long project,
        String description,
        String ref,
        String cron,
        ZoneId zone,
        boolean active,
        String owner,
        Map<String, String> variables,
        Optional<Instant> nextAt,
        Optional<Last> last) {
    public Schedule {
        variables = Map.copyOf(variables);
    }

    /**
     * What became of a time.
     *
     * @param run number of the run in the project; 0 where there is none
     * @param problem why there is none, in words for people; else empty text
     */
    public record Last(Instant at, long run, String problem) {}

    /** Its values are nobody's business in a log. */
    @Override
    public String toString() {
        return "schedule " + id;
    }
}
