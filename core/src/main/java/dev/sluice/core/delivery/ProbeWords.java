package dev.sluice.core.delivery;

import dev.sluice.core.model.Sentence;
import java.time.Duration;

/** What health checks saw, in words for people. */
final class ProbeWords {
    private ProbeWords() {}

    static String name(Slot slot) {
        String version = slot.side() == Slot.Side.OLD ? "old " : "";
        return version + slot.service() + (slot.copy() > 1 ? " (copy " + slot.copy() + ")" : "");
    }

    static String ended(ProbeEvidence answer) {
        return Sentence.ENDED_BY_ITSELF.with(name(answer.slot()), answer.detail());
    }

    static String tooLate(ProbeEvidence answer, Duration within) {
        return Sentence.NOT_HEALTHY_WITHIN.with(name(answer.slot()), words(within), seen(answer));
    }

    static String failedInARow(ProbeEvidence answer, int times) {
        return Sentence.HEALTH_CHECK_FAILED.with(name(answer.slot()), times, seen(answer));
    }

    private static String seen(ProbeEvidence answer) {
        String detail = answer.detail().strip();
        if (answer.status() == 0) {
            return detail.isEmpty() ? Sentence.NO_ANSWER.with() : detail;
        }
        return detail.isEmpty()
                ? Sentence.STATUS.with(answer.status())
                : Sentence.STATUS_AND_TEXT.with(answer.status(), detail);
    }

    private static String words(Duration duration) {
        return duration.toSeconds() > 0 && duration.toMillisPart() == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
