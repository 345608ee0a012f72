package dev.sluice.app.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A queue that lives as long as its process. Safe for use by many threads. */
public final class MemoryJobQueue implements JobQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<Key, JobOffer> waiting = new LinkedHashMap<>();
    private final Map<Key, Held> held = new LinkedHashMap<>();
    /** Every attempt ever offered: a second offer changes nothing, however late it comes. */
    private final Set<Key> known = new HashSet<>();
    /** Resource groups in use, by project, with the fence of the claim that uses it. */
    private final Map<Group, Long> groups = new HashMap<>();

    private long changes;
    private long fences;

    private record Key(RunId run, String job, int attempt) {
        static Key of(Claim claim) {
            return new Key(claim.run(), claim.job(), claim.attempt());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.attempt == attempt && key.job.equals(job) && key.run.equals(run);
        }

        @Override
        public int hashCode() {
            return (run.hashCode() * 31 + job.hashCode()) * 31 + attempt;
        }
    }

    private record Group(long project, String name) {
        static Group of(JobOffer offer) {
            return new Group(offer.run().project(), offer.resourceGroup());
        }
    }

    private record Held(JobOffer offer, Claim claim) {}

    @Override
    public void offer(JobOffer offer) {
        lock.lock();
        try {
            Key key = new Key(offer.run(), offer.job(), offer.attempt());
            if (known.add(key)) {
                waiting.put(key, offer);
                change();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void withdraw(RunId run, String job, int attempt) {
        lock.lock();
        try {
            waiting.remove(new Key(run, job, attempt));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Claim> claim(String runner, Set<String> tags, Duration lease, Instant now) {
        lock.lock();
        try {
            for (Iterator<Map.Entry<Key, JobOffer>> all = waiting.entrySet().iterator(); all.hasNext(); ) {
                Map.Entry<Key, JobOffer> entry = all.next();
                JobOffer offer = entry.getValue();
                boolean blocked = !offer.resourceGroup().isEmpty() && groups.containsKey(Group.of(offer));
                if (!blocked && JobQueue.fits(offer.tags(), tags)) {
                    all.remove();
                    return Optional.of(hold(entry.getKey(), offer, runner, now.plus(lease)));
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private Claim hold(Key key, JobOffer offer, String runner, Instant until) {
        fences++;
        Claim claim = new Claim(offer.run(), offer.job(), offer.attempt(), runner, fences, until);
        held.put(key, new Held(offer, claim));
        if (!offer.resourceGroup().isEmpty()) {
            groups.put(Group.of(offer), fences);
        }
        return claim;
    }

    @Override
    public boolean renew(Claim claim, Duration lease, Instant now) {
        lock.lock();
        try {
            Held holder = held.get(Key.of(claim));
            if (holder == null || holder.claim().fence() != claim.fence()) {
                return false;
            }
            Claim longer = new Claim(
                    claim.run(), claim.job(), claim.attempt(), claim.runner(), claim.fence(), now.plus(lease));
            held.put(Key.of(claim), new Held(holder.offer(), longer));
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(Claim claim) {
        lock.lock();
        try {
            Held holder = held.get(Key.of(claim));
            if (holder == null || holder.claim().fence() != claim.fence()) {
                return;
            }
            held.remove(Key.of(claim));
            boolean grouped = !holder.offer().resourceGroup().isEmpty();
            if (grouped && groups.remove(Group.of(holder.offer()), claim.fence())) {
                change();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void lookAgain() {
        lock.lock();
        try {
            change();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Claim> expired(Instant now) {
        lock.lock();
        try {
            List<Claim> claims = new ArrayList<>();
            for (Held holder : held.values()) {
                if (holder.claim().until().isBefore(now)) {
                    claims.add(holder.claim());
                }
            }
            return claims;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Claim> heldBy(String runner) {
        lock.lock();
        try {
            List<Claim> claims = new ArrayList<>();
            for (Held holder : held.values()) {
                if (holder.claim().runner().equals(runner)) {
                    claims.add(holder.claim());
                }
            }
            return claims;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    private void change() {
        changes++;
        changed.signalAll();
    }

    @Override
    public void awaitChange(long seen, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (changes == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
