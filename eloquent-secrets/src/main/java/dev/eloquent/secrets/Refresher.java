package dev.eloquent.secrets;

import dev.eloquent.secrets.SecretAnswer.Refused;
import dev.eloquent.secrets.SecretEntry.Rotated;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps secrets fresh. One thread looks at the time; calls are made, and listeners told, elsewhere, so that neither keeps
 * a secret from expiring. The lock is never held during a call, a log line or a listener.
 */
final class Refresher {
    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    /** What a call may take, so that a process that was stopped asks before it gives up what it has. */
    static final Duration GRACE = Duration.ofSeconds(10);
    /** For a pending version: who asks for it has somebody waiting. */
    private static final long PENDING = 2 * SECOND;

    private final SecretSource source;
    private final Time time;
    private final DoubleSupplier random;
    private final Executor calls;
    private final Executor tells;
    private final long grace;
    private final Set<SecretEntry> entries = new LinkedHashSet<>();
    private final Listeners listeners = new Listeners();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long planned;
    private boolean closed;

    Refresher(SecretSource source, Time time, DoubleSupplier random, Executor calls, Executor tells, Duration grace) {
        this.source = source;
        this.time = time;
        this.random = random;
        this.calls = calls;
        this.tells = tells;
        this.grace = grace.toNanos();
        this.planned = time.nanoTime();
    }

    /** @param asked when the values that these have were asked for */
    void watch(Iterable<SecretEntry> loaded, long asked) {
        lock.lock();
        try {
            long now = time.nanoTime();
            if (entries.isEmpty() || !wasPaused(now)) {
                planned = now;
            }
            for (SecretEntry entry : loaded) {
                entry.watch(new Freshness(entry.softAge(), entry.hardAge(), random, asked));
                entries.add(entry);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Runs until it is closed. */
    void loop() {
        while (true) {
            boolean failed = false;
            try {
                tick();
            } catch (RuntimeException | Error fault) {
                // Such as a lack of memory: without this thread secrets would neither be refreshed nor expire.
                failed = true;
                say(fault);
            }
            lock.lock();
            try {
                if (closed) {
                    return;
                }
                // Asked with the lock that is given up only by waiting, so that what happens meanwhile is not missed.
                long wait = failed ? SECOND : plan();
                if (wait > 0) {
                    changed.awaitNanos(wait);
                }
            } catch (InterruptedException nobodyHasThisThread) {
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    private static void say(Throwable fault) {
        try {
            LOG.error("secrets could not be looked after; this is tried again in a second", fault);
        } catch (OutOfMemoryError again) {
            // Then it is said the next time, or the one after.
        }
    }

    /** Does what is due now. */
    void tick() {
        List<SecretEntry> due = new ArrayList<>();
        List<SecretEntry> expired = new ArrayList<>();
        long now;
        lock.lock();
        try {
            now = time.nanoTime();
            boolean paused = wasPaused(now);
            for (SecretEntry entry : entries) {
                if (paused) {
                    entry.freshness().paused(now, grace);
                }
                if (entry.freshness().expires(now)) {
                    entry.expire();
                    expired.add(entry);
                }
                if (!closed && entry.freshness().isDue(now)) {
                    entry.begin(now);
                    due.add(entry);
                }
            }
            planned = now;
        } finally {
            lock.unlock();
        }
        expired.forEach(entry -> LOG.error(
                "secret '{}' could not be confirmed for {}, its hard age, and is not handed out any more",
                entry.name(),
                entry.hardAge()));
        if (!due.isEmpty()) {
            try {
                calls.execute(() -> call(due, now));
            } catch (OutOfMemoryError noThread) {
                end(due, Map.of(), now);
            }
        }
    }

    /** After how long something is due, unless something happens before. */
    long plan() {
        lock.lock();
        try {
            long now = time.nanoTime();
            if (wasPaused(now)) {
                // Since the last look: the next one is to notice it.
                return 0;
            }
            long wait = entries.stream()
                    .mapToLong(entry -> entry.freshness().next() - now)
                    .min()
                    .orElse(HOUR);
            planned = now + Math.max(0, wait);
            return Math.max(0, wait);
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody looked when somebody was to: the process was stopped. Only {@link #tick} may forget that. */
    private boolean wasPaused(long now) {
        return now - planned > SECOND;
    }

    private void call(List<SecretEntry> due, long began) {
        Map<SecretRequest, SecretAnswer> answers = new HashMap<>();
        try {
            Set<SecretRequest> requests = new LinkedHashSet<>();
            due.forEach(entry -> requests.addAll(entry.requests()));
            answers.putAll(source.fetch(requests));
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error fault) {
            // No answer, for any of them; what went wrong in a source may not keep the others' secrets from ageing.
            LOG.warn(
                    "{} failed with a {}",
                    source.description(),
                    fault.getClass().getName());
        }
        end(due, answers, began);
    }

    private void end(List<SecretEntry> due, Map<SecretRequest, SecretAnswer> answers, long began) {
        List<Rotated<?>> rotated = new ArrayList<>();
        List<Runnable> lines = new ArrayList<>();
        lock.lock();
        try {
            if (closed) {
                // What was cut off by that is no fault.
                return;
            }
            long now = time.nanoTime();
            for (SecretEntry entry : due) {
                boolean failedBefore = entry.fault().isPresent();
                List<Rotated<?>> changes = entry.end(answers, began, now);
                rotated.addAll(changes);
                lines.add(line(entry, failedBefore, !changes.isEmpty()));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        lines.forEach(Runnable::run);
        rotated.forEach(change -> tells.execute(() -> listeners.tell(change)));
    }

    /** Says a fault once, until it is over. */
    private static Runnable line(SecretEntry entry, boolean failedBefore, boolean isNew) {
        String name = entry.name();
        if (entry.fault().isPresent()) {
            Refused fault = entry.fault().get();
            return failedBefore
                    ? () -> LOG.debug("secret '{}' could still not be refreshed: {}", name, fault.text())
                    : () -> LOG.warn(
                            "secret '{}' could not be refreshed, its old value is used until {} after it was last"
                                    + " confirmed: {}",
                            name,
                            entry.hardAge(),
                            fault.text());
        }
        if (isNew) {
            return () -> LOG.info("secret '{}' has a new version", name);
        }
        return failedBefore ? () -> LOG.info("secret '{}' is fresh again", name) : () -> {};
    }

    void refused(SecretEntry entry) {
        lock.lock();
        try {
            entry.freshness().refused(time.nanoTime());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The same, and waits; in one go, as the call that it brings about may begin and end at once. */
    boolean refused(SecretEntry entry, BooleanSupplier done, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lockInterruptibly();
        try {
            long call = entry.nextCall();
            refused(entry);
            if (!entry.freshness().isAsking(time.nanoTime())) {
                return done.getAsBoolean();
            }
            while (!done.getAsBoolean() && !entry.hasEnded(call) && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return done.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    <T> Optional<T> pending(SecretSpec<T> spec) throws InterruptedException {
        SecretRequest request = new SecretRequest(spec.name(), SecretStage.PENDING);
        FutureTask<Map<SecretRequest, SecretAnswer>> call = new FutureTask<>(() -> source.fetch(Set.of(request)));
        calls.execute(call);
        try {
            if (call.get(PENDING, TimeUnit.NANOSECONDS).get(request) instanceof SecretAnswer.Found found) {
                return Optional.of(spec.parse(found.payload()));
            }
        } catch (Unparsable wrong) {
            LOG.warn("the pending version of secret '{}' is of no use: {}", spec.name(), wrong.getMessage());
        } catch (TimeoutException | ExecutionException fault) {
            LOG.debug("the pending version of secret '{}' could not be had", spec.name());
        } finally {
            call.cancel(true);
        }
        return Optional.empty();
    }

    Duration age(SecretEntry entry) {
        lock.lock();
        try {
            return Duration.ofNanos(time.nanoTime() - entry.freshness().confirmedAt());
        } finally {
            lock.unlock();
        }
    }

    String lastFault(SecretEntry entry) {
        lock.lock();
        try {
            return entry.fault().map(Refused::text).orElse("no call has ended since");
        } finally {
            lock.unlock();
        }
    }

    <T> void listen(Secret<T> secret, RotationListener<? super T> listener) {
        listeners.add(secret, listener);
    }

    /** Keeps it fresh no longer. */
    void forget(SecretEntry entry) {
        lock.lock();
        try {
            entries.remove(entry);
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
