package dev.sluice.core.delivery;

import dev.sluice.core.delivery.RolloutState.Watched;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whose health a rollout asks, and what was answered: of slots that must become healthy it asks until each was once, of
 * slots that serve as long as the step lasts. Part of a {@link RolloutDraft}; used by one thread.
 */
final class SlotHealth {
    private static final int PROBES_KEPT_PER_SLOT = 5;

    private final SortedMap<Slot, Integer> unhealthy = new TreeMap<>();
    private final List<ProbeEvidence> probes;

    SlotHealth(List<Watched> watched, List<ProbeEvidence> probes) {
        watched.forEach(one -> unhealthy.put(one.slot(), one.failures()));
        this.probes = new ArrayList<>(probes);
    }

    /** A slot that is not well enough, and why. */
    record Verdict(Slot slot, String reason) {}

    List<Watched> watched() {
        return unhealthy.entrySet().stream()
                .map(entry -> new Watched(entry.getKey(), entry.getValue()))
                .toList();
    }

    List<ProbeEvidence> probes() {
        return List.copyOf(probes);
    }

    /** The answers of one slot, oldest first. */
    List<ProbeEvidence> evidence(Slot slot) {
        return probes.stream().filter(probe -> probe.slot().equals(slot)).toList();
    }

    void watch(Slot slot) {
        unhealthy.put(slot, 0);
    }

    void watchNone() {
        unhealthy.clear();
    }

    /** Whether nobody is to be asked, or all have become healthy. */
    boolean isEmpty() {
        return unhealthy.isEmpty();
    }

    /** Who is to be asked. */
    List<Slot> slots() {
        return List.copyOf(unhealthy.keySet());
    }

    /**
     * Takes the answers to one round of questions in.
     *
     * @param becoming the slots must become healthy; else they must stay so
     * @param elapsed since they began to be asked
     * @return the first slot that fails the rollout by its answer
     */
    Optional<Verdict> judge(List<ProbeEvidence> answers, boolean becoming, Duration elapsed, RolloutPlan plan) {
        answers.forEach(this::keep);
        for (ProbeEvidence answer : answers) {
            Slot slot = answer.slot();
            if (!unhealthy.containsKey(slot)) {
                continue;
            }
            if (answer.healthy()) {
                wasHealthy(slot, becoming);
                continue;
            }
            int failures = unhealthy.merge(slot, 1, Integer::sum);
            if (answer.ended()) {
                return Optional.of(new Verdict(slot, ProbeWords.ended(answer)));
            }
            if (becoming && elapsed.compareTo(plan.healthyWithin(slot)) >= 0) {
                return Optional.of(new Verdict(slot, ProbeWords.tooLate(answer, plan.healthyWithin(slot))));
            }
            if (!becoming && failures >= RolloutState.FAILURES_MAX) {
                return Optional.of(new Verdict(slot, ProbeWords.failedInARow(answer, failures)));
            }
        }
        return Optional.empty();
    }

    private void wasHealthy(Slot slot, boolean becoming) {
        if (becoming) {
            unhealthy.remove(slot);
        } else {
            unhealthy.put(slot, 0);
        }
    }

    private void keep(ProbeEvidence answer) {
        probes.add(answer);
        if (evidence(answer.slot()).size() <= PROBES_KEPT_PER_SLOT) {
            return;
        }
        for (int i = 0; i < probes.size(); i++) {
            if (probes.get(i).slot().equals(answer.slot())) {
                probes.remove(i);
                return;
            }
        }
    }
}
