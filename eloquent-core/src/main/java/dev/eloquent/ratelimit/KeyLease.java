package dev.eloquent.ratelimit;

import dev.eloquent.ratelimit.store.TakeReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one key of a shared quota: permits that the store has leased to it, how long the store has
 * nothing, and who waits for the next call. At most one call for a key is under way; all who come meanwhile share the
 * next one, so that a key costs as many calls as go one after another, whatever the number of threads.
 */
final class KeyLease {
    private final String id;
    private final IntSupplier mostInBatch;
    private final ReentrantLock lock = new ReentrantLock();

    private int leased;
    private long leaseEnd;
    private long countedAt;
    private long deniedUntil;
    /** Whoever wants as many is denied until then; more than anybody wants while nobody is. */
    private long deniedPermits = Long.MAX_VALUE;
    /** How many are asked for at once, and whether the last ones were all used before their time. */
    private int batch = 1;

    private boolean allUsed;

    /** The last answer, and when it came. */
    private @Nullable TakeReply last;

    private long lastAt;

    private boolean calling;
    private List<Waiter> next = new ArrayList<>();

    KeyLease(String id, IntSupplier mostInBatch) {
        this.id = id;
        this.mostInBatch = mostInBatch;
    }

    /** The key, as stores know it. */
    String id() {
        return id;
    }

    /** What is known without the store: that the lease has them, that there are none, or neither. */
    enum Known {
        GRANTED,
        DENIED,
        UNKNOWN
    }

    Known take(long now, int permits) {
        lock.lock();
        try {
            dropExpired(now);
            if (leased >= permits) {
                leased -= permits;
                return Known.GRANTED;
            }
            return now - deniedUntil < 0 && permits >= deniedPermits ? Known.DENIED : Known.UNKNOWN;
        } finally {
            lock.unlock();
        }
    }

    private void dropExpired(long now) {
        if (leased > 0 && now - leaseEnd >= 0) {
            leased = 0;
            allUsed = false;
        }
    }

    /** What is to be told of a decision that was made without a call. */
    record Snapshot(Optional<TakeReply> last, int leased, long age, long countedAt, long deniedFor) {}

    Snapshot snapshot(long now) {
        lock.lock();
        try {
            return new Snapshot(
                    Optional.ofNullable(last), leased, now - lastAt, countedAt, Math.max(0, deniedUntil - now));
        } finally {
            lock.unlock();
        }
    }

    /** Joins the next call; whether the caller has to start it. */
    boolean join(Waiter waiter) {
        lock.lock();
        try {
            next.add(waiter);
            boolean starts = !calling;
            calling = true;
            return starts;
        } finally {
            lock.unlock();
        }
    }

    /** Those whom the next call is for; if nobody is left there is none. */
    List<Waiter> depart() {
        lock.lock();
        try {
            next.removeIf(waiter -> !waiter.waits());
            List<Waiter> leaving = next;
            next = new ArrayList<>();
            calling = !leaving.isEmpty();
            return leaving;
        } finally {
            lock.unlock();
        }
    }

    /** After a call: whether another one is wanted. If not, whoever comes next starts it. */
    boolean wantsMore() {
        lock.lock();
        try {
            next.removeIf(waiter -> !waiter.waits());
            calling = !next.isEmpty();
            return calling;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return next.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many to ask for beside what the waiters need: more each time that the last ones were used up soon. */
    int extra(long now, long lease) {
        lock.lock();
        try {
            dropExpired(now);
            boolean soon = last != null && now - lastAt < lease;
            batch = allUsed && soon ? (int) Math.min(mostInBatch.getAsInt(), 2L * batch) : Math.max(1, batch / 2);
            return batch - 1;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hands out what was granted, in the order in which they came; of the rest as much as a batch may be used until the
     * lease ends.
     *
     * @param end when it ends, by this process's clock
     * @param denied until when whoever wants that many permits is denied without a call, if nothing was granted
     * @return how many nobody is to have: of callers who have given up, or wanted more than there was
     */
    int arrive(List<Waiter> waiters, TakeReply reply, long end, long now, long denied, int permits) {
        // Under the lock: whoever was answered and asks again is to find what the answer told.
        lock.lock();
        try {
            int left = reply.granted();
            for (Waiter waiter : waiters) {
                boolean granted = waiter.permits() <= left;
                if (waiter.answered(granted, reply) && granted) {
                    left -= waiter.permits();
                }
            }
            dropExpired(now);
            allUsed = true;
            int kept = end - now > 0 ? Math.min(left, mostInBatch.getAsInt()) : 0;
            if (kept > 0) {
                // Those that were there before are counted for an earlier time, and so are no longer good.
                leaseEnd = leased == 0 || end - leaseEnd < 0 ? end : leaseEnd;
                countedAt = leased == 0 ? reply.countedAt() : Math.min(countedAt, reply.countedAt());
                leased += kept;
            }
            last = reply;
            lastAt = now;
            // Not by the time alone: whoever looked at the clock before this and comes after it must not be denied.
            deniedUntil = denied;
            deniedPermits = reply.granted() > 0 ? Long.MAX_VALUE : permits;
            return left - kept;
        } finally {
            lock.unlock();
        }
    }
}
