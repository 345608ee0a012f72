package dev.sluice.core.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The machines and the router of a simulated rollout: what the effects really change, and what goes wrong there. */
final class RolloutWorld {
    private final Random random;
    private final boolean faulty;
    private final Map<Slot, Process> processes = new TreeMap<>();
    private final Set<Slot> seenHealthy = new TreeSet<>();
    private final Set<Slot> notStarted = new TreeSet<>();
    private List<Slot> routed;
    private int newShare;
    private boolean oldTrouble;

    RolloutWorld(Random random, RolloutPlan plan, boolean faulty) {
        this.random = random;
        this.faulty = faulty;
        this.routed = plan.old();
        for (Slot slot : plan.old()) {
            processes.put(slot, new Process(0, Long.MAX_VALUE, 0));
            seenHealthy.add(slot);
        }
    }

    /** Times in milliseconds of the true clock. */
    private record Process(long healthyFrom, long diesAt, int flapsPercent) {
        boolean dead(long now) {
            return now >= diesAt;
        }
    }

    /** Starts a slot or finds it; tells why where it cannot be started. */
    Optional<String> start(Slot slot, long now) {
        Process running = processes.get(slot);
        if (running != null && !running.dead(now)) {
            return Optional.empty();
        }
        if (faulty && random.nextInt(40) == 0) {
            troubleOf(slot);
            notStarted.add(slot);
            return Optional.of("no free port");
        }
        long healthyFrom = now + random.nextInt(8_000);
        long diesAt = Long.MAX_VALUE;
        int flaps = 0;
        if (faulty) {
            switch (random.nextInt(12)) {
                case 0 -> healthyFrom = Long.MAX_VALUE;
                case 1 -> diesAt = now + random.nextInt(60_000);
                case 2 -> flaps = 30;
                default -> {
                    // This one behaves.
                }
            }
            if (healthyFrom == Long.MAX_VALUE || diesAt < Long.MAX_VALUE || flaps > 0) {
                troubleOf(slot);
            }
        }
        processes.put(slot, new Process(healthyFrom, diesAt, flaps));
        return Optional.empty();
    }

    private void troubleOf(Slot slot) {
        oldTrouble |= slot.side() == Slot.Side.OLD;
    }

    void stop(Slot slot) {
        processes.remove(slot);
    }

    void route(int share, List<Slot> slots) {
        newShare = share;
        routed = slots;
    }

    List<ProbeEvidence> probe(List<Slot> slots, long now, Instant at) {
        List<ProbeEvidence> answers = new ArrayList<>();
        for (Slot slot : slots) {
            Process process = processes.get(slot);
            boolean ended = process == null || process.dead(now);
            boolean healthy = !ended && now >= process.healthyFrom() && random.nextInt(100) >= process.flapsPercent();
            if (healthy) {
                seenHealthy.add(slot);
            }
            answers.add(new ProbeEvidence(slot, healthy, ended, healthy ? 200 : 500, 3, "", at));
        }
        return answers;
    }

    /** Something went wrong with the old version after the rollout had stopped it. */
    boolean oldTrouble() {
        return oldTrouble;
    }

    List<Slot> routed() {
        return routed;
    }

    int newShare() {
        return newShare;
    }

    Set<Slot> processes() {
        return processes.keySet();
    }

    /** What must hold at every moment, seen from outside. Empty text: it holds. */
    String violation(RolloutPlan plan) {
        for (Slot slot : routed) {
            if (!processes.containsKey(slot) && !notStarted.contains(slot)) {
                return "requests go to " + slot + ", which does not run";
            }
            if (slot.side() == Slot.Side.NEW && !seenHealthy.contains(slot)) {
                return "requests go to " + slot + ", which never was healthy";
            }
        }
        for (String service : plan.old().stream().map(Slot::service).distinct().toList()) {
            boolean served = routed.stream().anyMatch(slot -> slot.service().equals(service));
            boolean mayBeAway = plan.takesDown()
                    || plan.strategy() instanceof Strategy.Recreate
                    || newShare == 100
                            && plan.fresh().stream()
                                    .noneMatch(slot -> slot.service().equals(service));
            if (!served && !mayBeAway) {
                return "nobody answers for " + service;
            }
            int whole = RouteWeights.of(routed, newShare, service).values().stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            if (served && whole <= 0) {
                return "all weights of " + service + " are zero";
            }
            if (!newPart(service, whole)) {
                return "weights of " + service + " do not give " + newShare + " per cent";
            }
        }
        return "";
    }

    private boolean newPart(String service, int whole) {
        Set<Slot.Side> sides = new TreeSet<>();
        routed.stream().filter(slot -> slot.service().equals(service)).forEach(slot -> sides.add(slot.side()));
        if (sides.size() < 2) {
            return true;
        }
        int fresh = RouteWeights.of(routed, newShare, service).entrySet().stream()
                .filter(entry -> entry.getKey().side() == Slot.Side.NEW)
                .mapToInt(Map.Entry::getValue)
                .sum();
        return fresh * 100 == whole * newShare;
    }
}
