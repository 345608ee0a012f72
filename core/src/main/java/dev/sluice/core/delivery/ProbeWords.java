package dev.sluice.core.delivery;

import java.time.Duration;

/** What health checks saw, in words for people. */
final class ProbeWords {
    private ProbeWords() {}

    static String name(Slot slot) {
        String version = slot.side() == Slot.Side.OLD ? "old " : "";
        return version + slot.service() + (slot.copy() > 1 ? " (copy " + slot.copy() + ")" : "");
    }

    static String ended(ProbeEvidence answer) {
        return name(answer.slot()) + " ended by itself: " + answer.detail();
    }

    static String tooLate(ProbeEvidence answer, Duration within) {
        return name(answer.slot()) + " was not healthy within " + words(within) + ": " + seen(answer);
    }

    static String failedInARow(ProbeEvidence answer, int times) {
        return name(answer.slot()) + " failed its health check " + times + " times in a row: " + seen(answer);
    }

    private static String seen(ProbeEvidence answer) {
        String detail = answer.detail().strip();
        if (answer.status() == 0) {
            return detail.isEmpty() ? "no answer" : detail;
        }
        return "status " + answer.status() + (detail.isEmpty() ? "" : ", \"" + detail + "\"");
    }

    private static String words(Duration duration) {
        return duration.toSeconds() > 0 && duration.toMillisPart() == 0
                ? duration.toSeconds() + " s"
                : duration.toMillis() + " ms";
    }
}
