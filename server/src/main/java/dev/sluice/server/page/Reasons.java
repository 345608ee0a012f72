package dev.sluice.server.page;

import dev.sluice.server.page.view.Reason;
import dev.sluice.server.text.Messages;
import dev.sluice.server.text.Moments;
import java.util.List;

/** The sentence of each reason. */
final class Reasons {
    private Reasons() {}

    static String sentence(Reason reason, Messages m, Moments moments) {
        return switch (reason) {
            case Reason.Needs needs -> m.text("reason.needs", "jobs", names(needs.jobs()));
            case Reason.NeedFailed needs -> m.text("reason.needFailed", "job", names(needs.jobs()));
            case Reason.NeedSkipped needs -> m.text("reason.needSkipped", "job", names(needs.jobs()));
            case Reason.NeedCanceled needs -> m.text("reason.needCanceled", "job", names(needs.jobs()));
            case Reason.NothingFailed _ -> m.text("reason.nothingFailed");
            case Reason.NoRunner none ->
                m.text("reason.noRunner", "t", moments.coarse(none.waited()), "link", none.command());
            case Reason.NoLabel none ->
                m.text("reason.noLabel", "t", moments.coarse(none.waited()), "label", none.label());
            case Reason.Busy busy -> busy(busy, m, moments);
            case Reason.Queued queued -> m.text("reason.queued", "t", moments.coarse(queued.waited()));
            case Reason.Concurrency group ->
                m.text("reason.concurrency", "g", group.group(), "r", Long.toString(group.run()));
            case Reason.GroupOrder group ->
                m.text("reason.groupOrder", "g", group.group(), "r", Long.toString(group.run()), "mode", group.mode());
            case Reason.Manual _ -> m.text("reason.manual");
            case Reason.Delayed delayed -> m.text("reason.delayed", "time", moments.exact(delayed.at()));
            case Reason.Approval approval -> m.text("reason.approval", "who", names(approval.who()));
            case Reason.OwnRun _ -> m.text("reason.ownRun");
            case Reason.Observation watch ->
                m.text("reason.observation", "t", moments.coarse(watch.left()), "env", watch.environment());
            case Reason.Freeze freeze ->
                m.text("reason.freeze", "env", freeze.environment(), "time", freeze.until(), "reason", freeze.why());
            case Reason.Timeout timeout ->
                m.text("reason.timeout", "t", moments.length(timeout.limit()), "job", timeout.job());
            case Reason.RunnerLost lost ->
                m.text("reason.runnerLost", "r", lost.runner(), "n", lost.attempt(), "max", lost.attemptsMax());
            case Reason.HandedBack back -> m.text("reason.handedBack", "r", back.runner());
            case Reason.RolledBack back -> rolledBack(back, m);
            case Reason.CanceledBy canceled -> m.text("reason.canceledBy", "who", canceled.who());
            case Reason.CanceledAfterFailure canceled ->
                m.text("reason.canceledAfterFailure", "jobs", names(canceled.jobs()));
            case Reason.Stopping stopping -> m.text("reason.stopping", "who", stopping.who());
            case Reason.Failed failed -> m.text("reason.failed", "jobs", names(failed.jobs()));
            case Reason.WaitsForPerson waits -> m.text("reason.waitsForPerson", "jobs", names(waits.jobs()));
            case Reason.FollowsUpstream follows -> m.text("reason.followsUpstream", "p", follows.project());
            case Reason.NoUpstream none -> m.text("reason.noUpstream", "p", none.project());
            case Reason.UpstreamSkipped skipped -> m.text("reason.upstreamSkipped", "r", skipped.run());
            case Reason.InvalidFile invalid -> m.text("reason.invalidFile", "n", invalid.problems());
            case Reason.Told told -> told.sentence();
        };
    }

    private static String busy(Reason.Busy busy, Messages m, Moments moments) {
        String waited = moments.coarse(busy.waited());
        return busy.eta().isEmpty()
                ? m.text("reason.busySome", "t", waited, "n", busy.runners(), "p", busy.position())
                : m.text(
                        "reason.busy",
                        "t",
                        waited,
                        "n",
                        busy.runners(),
                        "p",
                        busy.position(),
                        "eta",
                        moments.coarse(busy.eta().get()));
    }

    private static String rolledBack(Reason.RolledBack back, Messages m) {
        return m.text(
                "reason.rollback",
                "v",
                back.version(),
                "metric",
                back.metric(),
                "value",
                back.value(),
                "limit",
                back.limit());
    }

    private static String names(List<String> names) {
        return String.join(", ", names);
    }
}
