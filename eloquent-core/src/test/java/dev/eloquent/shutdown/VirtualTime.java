package dev.eloquent.shutdown;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes when somebody sleeps, or is told to; what is planned for an instant happens on the way there. */
final class VirtualTime implements Time {
    private static final Instant EPOCH = Instant.parse("2026-11-26T12:00:00Z");

    private final List<Planned> plans = new ArrayList<>();
    private long now;

    private record Planned(long at, Runnable action) {}

    /** A start near the overflow of the monotonic clock, which may begin anywhere. */
    VirtualTime() {
        now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();
    }

    private final long origin = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos();

    /** Does something when this much has passed since the beginning. */
    VirtualTime at(Duration since, Runnable action) {
        plans.add(new Planned(origin + since.toNanos(), action));
        return this;
    }

    /** Does something again and again, until an end. */
    VirtualTime every(Duration interval, Duration until, Runnable action) {
        for (Duration at = interval; at.compareTo(until) <= 0; at = at.plus(interval)) {
            at(at, action);
        }
        return this;
    }

    Duration passed() {
        return Duration.ofNanos(now - origin);
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Instant now() {
        return EPOCH.plus(passed());
    }

    @Override
    public void sleep(Duration wait) {
        long end = now + wait.toNanos();
        plans.stream()
                .filter(plan -> plan.at - now > 0 && plan.at - end <= 0)
                .sorted((one, other) -> Long.compare(one.at - origin, other.at - origin))
                .toList()
                .forEach(plan -> {
                    now = plan.at;
                    plan.action.run();
                });
        now = end;
    }
}
